"""Every store keeps orders like this."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.books import Books
from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    Request,
    StateCriteria,
    Suggestion,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.errors import IllegalTransitionError
from bot.domain.order import Hold, Move, Order, Person, PriceSource, Quote, State, Trouble
from bot.store import LostRaceError, Store
from tests.store_samples import ANA, CARY, MEI, NOW, StoreHome, draft, open_approved, request

QUOTE = Quote(Decimal("0.60"), PriceSource.CARRIER, seen=2, checked_at=NOW)


async def open_one(store: Store, order_id: str = "01A") -> Order:
    return await store.ledger.write(lambda books: books.open_order(draft(order_id)))


async def test_the_first_order_is_1001_and_numbers_only_grow(store: Store) -> None:
    first, second = await open_one(store, "01A"), await open_one(store, "01B")

    assert (first.number, second.number) == (1001, 1002)


async def test_a_new_order_reads_back_as_it_was_written(store: Store) -> None:
    written = await open_one(store)

    assert await store.ledger.read(lambda books: books.order("01A")) == written
    assert await store.ledger.read(lambda books: books.order_by_number(1001)) == written
    assert written.state is State.CHECKING
    assert (written.revision, written.requester, written.private) == (1, ANA, True)


async def test_whom_an_order_is_for_and_who_pays_are_kept_and_on_the_record(store: Store) -> None:
    asked = replace(request(), for_whom=Person("ULEE", "Lee", "Agency"), cost_center="Sales & Co")
    born = draft(asked=asked)

    written = await store.ledger.write(lambda books: books.open_order(born))

    read = await store.ledger.read(lambda books: books.order("01A"))
    [event] = await store.ledger.read(lambda books: books.history("01A"))
    assert read == written
    assert written.request == asked
    assert event["for_whom"] == {"id": "ULEE", "name": "Lee"}
    assert event["cost_center"] == "Sales & Co"


@pytest.mark.parametrize("number", [0, -1, 7, 2**31, 10**30])
async def test_a_number_that_no_order_has_finds_none(store: Store, number: int) -> None:
    await open_one(store)

    assert await store.ledger.read(lambda books: books.order_by_number(number)) is None
    assert await store.ledger.read(lambda books: books.order("01Z")) is None


@pytest.mark.parametrize(
    ("place", "digits"),
    [
        (CityCriteria("Winston-Salem", "NC"), None),
        (CityCriteria("Cañon City", "CO"), Digits(Match.ENDING, "2020")),
        (StateCriteria("NC"), Digits(Match.CONTAINING, "CALL")),
        (ZipCriteria("27513"), Digits(Match.PATTERN, "*2?9*")),
        (NpaCriteria("919"), None),
        (NpaCriteria("919", "5551", nearby=True), Digits(Match.STARTING, "555")),
        (TollFreeCriteria(), None),
    ],
)
async def test_what_was_asked_reads_back_whole(
    store: Store, place: Place, digits: Digits | None
) -> None:
    asked = Request(Criteria(place, 5, digits), "<!channel> “Ω” 😀\n" * 20, quantity_given=False)

    await store.ledger.write(lambda books: books.open_order(draft(asked=asked)))

    order = await store.ledger.read(lambda books: books.order("01A"))
    assert order is not None
    assert order.request == asked


async def test_every_field_that_changes_reads_back(store: Store) -> None:
    changes = {
        "quote": QUOTE,
        "decided_by": MEI,
        "decided_at": NOW,
        "reason": "Use the six free Raleigh numbers first.",
        "hold": Hold(Trouble.RATE_LIMITED, "too fast", NOW + timedelta(seconds=1)),
        "suggestions": (
            Suggestion("2 anywhere in NC", "NC 2", 7),
            Suggestion("2 in ZIP 27513", "27513 2"),
        ),
        "auto_rule": "small orders",
        "revision": 2,
        "expires_at": NOW,
        "request": request(quantity=4),
        "changed_by": ("UMEI", "URAJ"),
    }

    def amend(books: Books) -> Order:
        return books.amend(books.open_order(draft(duplicate_of=7)), **changes)

    amended = await store.ledger.write(amend)

    assert await store.ledger.read(lambda books: books.order("01A")) == amended
    assert amended.quote == QUOTE
    assert (amended.duplicate_of, amended.quantity, amended.version) == (7, 4, 2)


async def test_money_is_kept_in_whole_units_of_a_hundred_thousandth_dollar(
    store: Store, home: StoreHome
) -> None:
    order = await open_one(store)
    await store.ledger.write(
        lambda books: books.amend(order, quote=replace(QUOTE, each=Decimal("0.35001")))
    )

    ((units,),) = await home.execute("SELECT quote_each FROM orders")

    assert units == 35001
    assert isinstance(units, int)


async def test_an_amendment_writes_no_event(store: Store) -> None:
    order = await open_one(store)

    await store.ledger.write(lambda books: books.amend(order, quote=QUOTE))

    assert len(await store.ledger.read(lambda books: books.history("01A"))) == 1


async def test_a_move_changes_the_state_and_tells_who_when_and_why(store: Store) -> None:
    order = await open_one(store)
    later = NOW + timedelta(minutes=9)

    moved = await store.ledger.write(
        lambda books: books.move(
            order, Move.OFFER, by=MEI, at=later, why={"each": Decimal("0.60")}, quote=QUOTE
        )
    )

    assert (moved.state, moved.version) == (State.AWAITING_APPROVAL, 2)
    assert (moved.changed_at, moved.quote) == (later, QUOTE)
    opening, offer = await store.ledger.read(lambda books: books.history("01A"))
    assert (opening["from"], opening["to"], opening["move"]) == (None, "checking", "place")
    assert opening["criteria"] == {"city": "Cary", "state": "NC", "quantity": "2"}
    assert offer == {
        "from": "checking",
        "to": "awaiting_approval",
        "move": "offer",
        "by": {"id": "UMEI", "name": "Mei"},
        "at": "2026-03-02T10:51:00.123456+00:00",
        "revision": 1,
        "each": "0.60",
    }


async def test_a_move_that_the_table_refuses_writes_nothing(store: Store) -> None:
    order = await open_one(store)

    with pytest.raises(IllegalTransitionError):
        await store.ledger.write(lambda books: books.move(order, Move.COMPLETE, by=MEI, at=NOW))

    assert await store.ledger.read(lambda books: books.order("01A")) == order
    assert len(await store.ledger.read(lambda books: books.history("01A"))) == 1


async def test_a_raised_revision_says_in_its_event_what_is_asked_now(store: Store) -> None:
    def change(books: Books) -> None:
        order = books.move(books.open_order(draft()), Move.OFFER, by=MEI, at=NOW)
        asked = request(quantity=4)
        books.move(order, Move.CHANGE, by=MEI, at=NOW, request=asked, revision=2)

    await store.ledger.write(change)

    last = (await store.ledger.read(lambda books: books.history("01A")))[-1]
    assert last["criteria"]["quantity"] == "4"
    assert last["revision"] == 2


async def test_an_order_read_too_early_loses_the_race(store: Store) -> None:
    stale = await open_one(store)
    await store.ledger.write(lambda books: books.amend(stale, quote=QUOTE))

    with pytest.raises(LostRaceError):
        await store.ledger.write(lambda books: books.move(stale, Move.CANCEL, by=ANA, at=NOW))
    with pytest.raises(LostRaceError):
        await store.ledger.write(lambda books: books.amend(stale, quote=None))

    assert len(await store.ledger.read(lambda books: books.history("01A"))) == 1


async def test_of_twenty_decisions_at_once_one_is_made(store: Store) -> None:
    await open_one(store)

    runs: list[int] = []

    def decide(books: Books) -> bool:
        runs.append(1)
        order = books.order("01A")
        assert order is not None
        if order.state is not State.CHECKING:
            return False
        books.move(order, Move.APPROVE, by=MEI, at=NOW)
        return True

    decided = await asyncio.gather(*(store.ledger.write(decide) for _ in range(20)))

    assert (sum(decided), len(runs)) == (1, 20)
    assert len(await store.ledger.read(lambda books: books.history("01A"))) == 2


async def test_orders_placed_at_once_get_numbers_of_their_own(store: Store) -> None:
    ids = [f"01{index}" for index in range(100)]

    orders = await asyncio.gather(*(open_one(store, order_id) for order_id in ids))

    assert len({order.number for order in orders}) == 100


async def test_a_unit_that_fails_leaves_nothing(store: Store) -> None:
    def place_and_fail(books: Books) -> None:
        books.first_time("trigger", NOW)
        books.open_order(draft())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.ledger.write(place_and_fail)

    assert await store.ledger.read(lambda books: books.order("01A")) is None
    assert await store.ledger.write(lambda books: books.first_time("trigger", NOW))


async def test_a_look_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await store.ledger.read(lambda books: books.open_order(draft()))


async def test_a_persons_orders_come_newest_first_and_no_more_than_asked(store: Store) -> None:
    for order_id in ("01A", "01B", "01C"):
        await open_one(store, order_id)
    await store.ledger.write(lambda books: books.open_order(draft("01D", requester=MEI)))

    latest = await store.ledger.read(lambda books: books.orders_of("UANA", 2))

    assert [order.id for order in latest] == ["01C", "01B"]


async def test_orders_for_a_person_are_theirs_too(store: Store) -> None:
    for_mei = replace(request(), for_whom=MEI)
    for order_id, requester in (("01A", ANA), ("01B", MEI), ("01C", ANA)):
        asked = for_mei if requester is ANA else request()
        born = draft(order_id, requester=requester, asked=asked)
        await store.ledger.write(lambda books, born=born: books.open_order(born))

    latest = await store.ledger.read(lambda books: books.orders_of("UMEI", 2))

    assert [order.id for order in latest] == ["01C", "01B"]


async def test_a_twin_is_the_same_person_place_and_quantity(store: Store) -> None:
    await open_one(store)
    since = NOW - timedelta(minutes=10)

    looks = {
        "the same": ("UANA", request()),
        "typed otherwise": ("UANA", request(CityCriteria("CARY", "NC"), purpose="again")),
        "another person": ("UMEI", request()),
        "another place": ("UANA", request(StateCriteria("NC"))),
        "another quantity": ("UANA", request(quantity=3)),
    }
    found = {
        name: await store.ledger.read(lambda books, look=look: books.open_twin(*look, since))
        for name, look in looks.items()
    }

    assert {name for name, twin in found.items() if twin} == {"the same", "typed otherwise"}


async def test_a_twin_has_somebody_in_common_as_who_asks_or_as_whom_it_is_for(
    store: Store,
) -> None:
    for_mei, for_raj = (replace(request(), for_whom=Person(who)) for who in ("UMEI", "URAJ"))
    await store.ledger.write(lambda books: books.open_order(draft(asked=for_mei)))

    looks = {
        "who asked": ("UANA", request()),
        "who asked, for another": ("UANA", for_raj),
        "whom it is for": ("UMEI", request()),
        "for the same by another": ("URAJ", for_mei),
        "others": ("URAJ", replace(request(), for_whom=Person("USAM"))),
    }
    found = {
        name: await store.ledger.read(lambda books, look=look: books.open_twin(*look, NOW))
        for name, look in looks.items()
    }

    assert [name for name, twin in found.items() if twin is None] == ["others"]


async def test_an_old_or_finished_order_is_no_twin(store: Store) -> None:
    order = await open_one(store)
    just_after = NOW + timedelta(microseconds=1)
    assert await store.ledger.read(lambda b: b.open_twin("UANA", request(), just_after)) is None
    assert await store.ledger.read(lambda b: b.open_twin("UANA", request(), NOW)) == order

    await store.ledger.write(lambda books: books.move(order, Move.CANCEL, by=ANA, at=NOW))

    assert await store.ledger.read(lambda b: b.open_twin("UANA", request(), NOW)) is None


async def test_unsettled_orders_are_those_that_a_machine_has_to_move(store: Store) -> None:
    def open_some(books: Books) -> None:
        books.open_order(draft("checking"))
        open_approved(books, "approved")
        books.move(open_approved(books, "ordering"), Move.ORDER, by=MEI, at=NOW)
        books.move(books.open_order(draft("waiting")), Move.OFFER, by=MEI, at=NOW)
        books.move(books.open_order(draft("refused")), Move.REFUSE, by=MEI, at=NOW)

    await store.ledger.write(open_some)

    left = await store.ledger.read(lambda books: books.unsettled())
    assert [order.id for order in left] == ["checking", "approved", "ordering"]


async def test_orders_that_need_a_person_come_oldest_first_and_no_more_than_asked(
    store: Store,
) -> None:
    def open_some(books: Books) -> None:
        books.open_order(draft("checking"))
        for order_id in ("first", "second", "third"):
            ordering = books.move(open_approved(books, order_id), Move.ORDER, by=MEI, at=NOW)
            books.move(ordering, Move.DOUBT, by=MEI, at=NOW)

    await store.ledger.write(open_some)

    found = await store.ledger.read(lambda books: books.in_review(2))
    assert [order.id for order in found] == ["first", "second"]


async def test_orders_that_wait_for_a_decision_come_oldest_first(store: Store) -> None:
    def open_some(books: Books) -> None:
        books.open_order(draft("checking"))
        for name, who in (("first", MEI), ("second", ANA)):
            opened = books.open_order(draft(name, requester=who))
            books.move(opened, Move.OFFER, by=MEI, at=NOW, reminded_at=NOW, escalated_at=NOW)
        books.move(books.open_order(draft("denied")), Move.CANCEL, by=ANA, at=NOW)

    await store.ledger.write(open_some)

    left = await store.ledger.read(lambda books: books.waiting())
    assert [order.id for order in left] == ["first", "second"]
    assert {(order.reminded_at, order.escalated_at) for order in left} == {(NOW, NOW)}


async def test_places_are_compared_by_what_they_say(store: Store) -> None:
    await store.ledger.write(
        lambda books: books.open_order(draft(asked=request(CityCriteria("CAÑON CITY", "CO"))))
    )
    same = request(CityCriteria("Cañon City", "CO"))

    assert await store.ledger.read(lambda books: books.open_twin("UANA", same, NOW))
    assert not await store.ledger.read(lambda books: books.open_twin("UANA", request(CARY), NOW))
