"""Every store keeps a record that shows any edit."""

import asyncio

import pytest

from bot.books import Books
from bot.domain.order import Move
from bot.store import Store
from tests.store_samples import ANA, MEI, NOW, StoreHome, draft

EDITS = {
    "an event's text": "UPDATE events SET body = replace(body, 'Mei', 'Raj') WHERE seq = 2",
    "an event's seal": "UPDATE events SET hash = prev WHERE seq = 2",
    "an event's link": "UPDATE events SET prev = '' WHERE seq = 2",
    "a missing event": "DELETE FROM events WHERE seq = 2",
    "an event of another stream": "UPDATE events SET stream = '01A' WHERE stream = 'UANA'",
    "events in another order": "UPDATE events SET seq = CASE seq WHEN 2 THEN 9 ELSE seq END",
}


async def write_three(store: Store) -> None:
    def unit(books: Books) -> None:
        order = books.move(books.open_order(draft()), Move.OFFER, by=MEI, at=NOW)
        books.note("01A", "refused", by=ANA, at=NOW, body={"reason": "own_request"})
        books.move(order, Move.DENY, by=MEI, at=NOW)
        for reason in ("too_many", "too_many", "too_many", "too_many", "too_many"):
            books.note("UANA", "refused", by=ANA, at=NOW, body={"reason": reason})

    await store.ledger.write(unit)


@pytest.mark.parametrize("audit_key", ["a key", None])
async def test_a_chain_that_nobody_touched_holds(home: StoreHome, audit_key: str | None) -> None:
    async with home.opened(audit_key=audit_key) as store:
        await write_three(store)

        assert await store.ledger.first_break("01A") is None
        assert await store.ledger.first_break("UANA") is None
        assert await store.ledger.first_break("nobody") is None


async def test_events_that_come_at_once_make_one_chain(home: StoreHome) -> None:
    async with home.opened() as store:

        def refuse(books: Books) -> None:
            books.note("UANA", "refused", by=ANA, at=NOW, body={"reason": "too_many"})

        await asyncio.gather(*(store.ledger.write(refuse) for _ in range(50)))

        assert len(await store.ledger.read(lambda books: books.history("UANA"))) == 50
        assert await store.ledger.first_break("UANA") is None


@pytest.mark.parametrize("what", EDITS)
async def test_an_edit_breaks_the_chain(home: StoreHome, what: str) -> None:
    async with home.opened() as store:
        await write_three(store)
        if what == "an event of another stream":
            await home.execute("DELETE FROM events WHERE stream = '01A'")

        await home.execute(EDITS[what])

        assert await store.ledger.first_break("01A") in {1, 2}


async def test_who_has_not_the_key_cannot_seal(home: StoreHome) -> None:
    async with home.opened(audit_key="a forger's") as store:
        await write_three(store)

    async with home.opened(audit_key="a key") as store:
        assert await store.ledger.first_break("01A") == 1


async def test_a_note_tells_its_kind_and_who(home: StoreHome) -> None:
    async with home.opened() as store:
        await write_three(store)

        note = (await store.ledger.read(lambda books: books.history("01A")))[2]

    assert note == {
        "kind": "refused",
        "by": {"id": "UANA", "name": "Ana"},
        "at": "2026-03-02T10:42:00.123456+00:00",
        "reason": "own_request",
    }
