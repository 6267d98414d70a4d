"""Every store keeps a record that shows any edit."""

import sqlite3
from pathlib import Path

import pytest

from bot.books import Books
from bot.domain.order import Move
from bot.store import Store
from tests.store_samples import ANA, MEI, NOW, draft, opened

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


def edit(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "orders.sqlite3") as file:
        file.execute(statement)


@pytest.mark.parametrize("audit_key", ["a key", None])
async def test_a_chain_that_nobody_touched_holds(tmp_path: Path, audit_key: str | None) -> None:
    async with opened(tmp_path, audit_key=audit_key) as store:
        await write_three(store)

        assert await store.ledger.first_break("01A") is None
        assert await store.ledger.first_break("UANA") is None
        assert await store.ledger.first_break("nobody") is None


@pytest.mark.parametrize("what", EDITS)
async def test_an_edit_breaks_the_chain(tmp_path: Path, what: str) -> None:
    async with opened(tmp_path) as store:
        await write_three(store)
        if what == "an event of another stream":
            edit(tmp_path, "DELETE FROM events WHERE stream = '01A'")

        edit(tmp_path, EDITS[what])

        assert await store.ledger.first_break("01A") in {1, 2}


async def test_who_has_not_the_key_cannot_seal(tmp_path: Path) -> None:
    async with opened(tmp_path, audit_key="a forger's") as store:
        await write_three(store)

    async with opened(tmp_path, audit_key="a key") as store:
        assert await store.ledger.first_break("01A") == 1


async def test_a_note_tells_its_kind_and_who(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await write_three(store)

        note = (await store.ledger.read(lambda books: books.history("01A")))[2]

    assert note == {
        "kind": "refused",
        "by": {"id": "UANA", "name": "Ana"},
        "at": "2026-03-02T10:42:00.123456+00:00",
        "reason": "own_request",
    }
