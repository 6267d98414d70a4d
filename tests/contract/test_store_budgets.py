"""Every store keeps budgets like this: held, spent and freed in step with the orders."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.books import Books
from bot.domain.budgeting import Room
from bot.domain.order import Move, Order, PriceSource, Quote
from bot.domain.purchase import AttemptState, Bought
from bot.store import Store
from tests.store_samples import ANA, MEI, NOW, PART, StoreHome, draft

MONTH = "2026-03"
LIMITS = {"total": Decimal(10), "person:UANA": Decimal(2), "group:S1": Decimal(5)}
QUOTE = Quote(Decimal("0.60"), PriceSource.CARRIER, seen=2, checked_at=NOW)
TWO = (Bought("+19195550142", price=Decimal("0.60")), Bought("+19195550143", price=Decimal("0.65")))


def hold(books: Books, order: Order, quote: Quote = QUOTE) -> Room | None:
    return books.money.reserve(replace(order, quote=quote), MONTH, LIMITS)


def offer(books: Books, order_id: str = "01A", quote: Quote = QUOTE) -> Order:
    order = books.open_order(draft(order_id))
    hold(books, order, quote)
    return books.move(order, Move.OFFER, by=MEI, at=NOW, quote=quote)


def order_it(books: Books, order_id: str = "01A", quote: Quote = QUOTE) -> Order:
    approved = books.move(offer(books, order_id, quote), Move.APPROVE, by=MEI, at=NOW)
    return books.move(approved, Move.ORDER, by=MEI, at=NOW)


async def money_of(home: StoreHome) -> list[tuple[str, int, int]]:
    """Key, held and spent of each budget, in cents."""
    rows = await home.execute("SELECT key, held, spent FROM budgets ORDER BY key")
    return [(key, held // 1000, spent // 1000) for key, held, spent in rows]


def each(held: int, spent: int) -> list[tuple[str, int, int]]:
    return [(key, held, spent) for key in sorted(LIMITS)]


async def test_an_order_holds_its_cost_in_every_budget(store: Store, home: StoreHome) -> None:
    await store.ledger.write(offer)

    assert await money_of(home) == each(120, 0)
    assert await store.ledger.read(lambda books: books.money.counting("01A")) == {
        key: Decimal("1.20") for key in LIMITS
    }


async def test_where_one_budget_has_no_room_none_holds_anything(
    store: Store, home: StoreHome
) -> None:
    await store.ledger.write(offer)

    refused = await store.ledger.write(lambda books: hold(books, books.open_order(draft("01B"))))

    assert refused == Room("person:UANA", Decimal(2), Decimal("0.80"))
    assert await money_of(home) == each(120, 0)


async def test_of_two_budgets_without_room_the_tightest_is_told(store: Store) -> None:
    dear = replace(QUOTE, each=Decimal(3))

    refused = await store.ledger.write(
        lambda books: hold(books, books.open_order(draft("01A")), dear)
    )

    assert refused == Room("person:UANA", Decimal(2), Decimal(2))


async def test_more_than_a_whole_budget_never_fits(store: Store, home: StoreHome) -> None:
    dear = replace(QUOTE, each=Decimal("2.50"))

    refused = await store.ledger.write(
        lambda books: hold(books, books.open_order(draft("01A")), dear)
    )

    assert refused == Room("person:UANA", Decimal(2), Decimal(2))
    assert await money_of(home) == [("group:S1", 0, 0)]


async def test_exactly_the_last_room_is_room(store: Store) -> None:
    exact = replace(QUOTE, each=Decimal(1))

    assert (
        await store.ledger.write(lambda books: hold(books, books.open_order(draft()), exact))
        is None
    )


@pytest.mark.parametrize("end", [Move.DENY, Move.CANCEL, Move.EXPIRE, Move.CHANGE])
async def test_an_order_that_ends_or_is_checked_again_frees_what_it_held(
    store: Store, home: StoreHome, end: Move
) -> None:
    order = await store.ledger.write(offer)

    await store.ledger.write(lambda books: books.move(order, end, by=MEI, at=NOW))

    assert await money_of(home) == each(0, 0)


async def test_an_order_that_is_checked_again_holds_anew(store: Store, home: StoreHome) -> None:
    def change(books: Books) -> None:
        order = books.move(offer(books), Move.CHANGE, by=MEI, at=NOW)
        books.money.reserve(order, "2026-04", {"total": Decimal(10)})

    await store.ledger.write(change)

    assert await home.execute("SELECT key, month FROM budget_holds") == [("total", "2026-04")]
    assert [held for _, held, _ in await money_of(home)] == [0, 0, 0, 120]


@pytest.mark.parametrize(("price", "held"), [("0.60", 60), ("0.90", 90), ("1.50", 120)])
async def test_an_order_that_asks_for_fewer_holds_no_more_than_those_cost(
    store: Store, home: StoreHome, price: str, held: int
) -> None:
    def ask_for_one(books: Books) -> None:
        one = replace(offer(books).request, criteria=draft("01A").request.criteria.of(1))
        order = books.order("01A")
        assert order is not None
        books.money.lower(replace(order, request=one, quote=replace(QUOTE, each=Decimal(price))))

    await store.ledger.write(ask_for_one)

    assert await money_of(home) == each(held, 0)
    assert await home.execute("SELECT DISTINCT amount FROM budget_holds") == [(held * 1000,)]


async def test_a_purchase_is_spent_at_the_price_charged(store: Store, home: StoreHome) -> None:
    def buy(books: Books) -> None:
        order = order_it(books)
        books.record(books.attempt(order, PART, NOW), TWO)
        books.move(order, Move.COMPLETE, by=MEI, at=NOW)

    await store.ledger.write(buy)

    assert await money_of(home) == each(0, 125)


async def test_a_part_is_spent_and_the_rest_is_freed(store: Store, home: StoreHome) -> None:
    def buy(books: Books) -> None:
        order = order_it(books)
        books.record(books.attempt(order, PART, NOW), TWO[:1])
        books.move(order, Move.FINISH_PARTLY, by=MEI, at=NOW)

    await store.ledger.write(buy)

    assert await money_of(home) == each(0, 60)


async def test_a_number_without_a_price_is_charged_as_quoted(store: Store, home: StoreHome) -> None:
    def buy(books: Books) -> None:
        order = order_it(books)
        books.record(books.attempt(order, PART, NOW), [Bought("+19195550142")])
        books.move(order, Move.FINISH_PARTLY, by=MEI, at=NOW)

    await store.ledger.write(buy)

    assert await money_of(home) == each(0, 60)


async def test_a_price_that_nobody_knows_holds_nothing_and_is_charged_when_bought(
    store: Store, home: StoreHome
) -> None:
    def buy(books: Books) -> None:
        order = order_it(books, quote=replace(QUOTE, each=None))
        books.record(books.attempt(order, PART, NOW), TWO)
        books.move(order, Move.COMPLETE, by=MEI, at=NOW)

    await store.ledger.write(lambda books: offer(books, "01B", replace(QUOTE, each=None)))
    before = await money_of(home)
    await store.ledger.write(buy)

    assert before == each(0, 0)
    assert await money_of(home) == each(0, 125)


async def test_a_doubtful_purchase_keeps_what_it_holds(store: Store, home: StoreHome) -> None:
    await store.ledger.write(lambda books: books.move(order_it(books), Move.DOUBT, by=MEI, at=NOW))

    assert await money_of(home) == each(120, 0)


async def test_an_answer_that_comes_after_the_end_is_spent_once(
    store: Store, home: StoreHome
) -> None:
    def give_up(books: Books) -> None:
        order = order_it(books)
        attempt = books.attempt(order, PART, NOW)
        books.settle(attempt, AttemptState.ABSENT, "given up")
        books.move(order, Move.FAIL, by=MEI, at=NOW)

    def come_late(books: Books) -> None:
        (attempt,) = books.attempts("01A")
        books.record(attempt, TWO)

    await store.ledger.write(give_up)
    freed = await money_of(home)
    await store.ledger.write(come_late)
    await store.ledger.write(come_late)

    assert freed == each(0, 0)
    assert await money_of(home) == each(0, 125)


async def test_what_an_order_holds_already_needs_no_room_though_a_limit_is_lowered(
    store: Store, home: StoreHome
) -> None:
    lowered = dict.fromkeys(LIMITS, Decimal(1))

    def price_again(books: Books, each_costs: str) -> Room | None:
        order = books.order("01A")
        assert order is not None
        dearer = replace(QUOTE, each=Decimal(each_costs))
        return books.money.reserve(replace(order, quote=dearer), MONTH, lowered)

    await store.ledger.write(offer)
    cheaper = await store.ledger.write(lambda books: price_again(books, "0.55"))
    held = await money_of(home)
    dearer = await store.ledger.write(lambda books: price_again(books, "0.60"))

    assert cheaper is None
    assert held == each(110, 0)
    assert dearer == Room("group:S1", Decimal(1), Decimal(1))


async def test_what_is_taken_of_budgets_is_told_by_month(store: Store) -> None:
    await store.ledger.write(offer)

    keys = ["total", "person:USAM"]
    now = await store.ledger.read(lambda books: books.money.taken(keys, MONTH))
    then = await store.ledger.read(lambda books: books.money.taken(keys, "2026-04"))

    assert (now, then) == ({"total": Decimal("1.20")}, {})


async def test_an_order_without_budgets_touches_none(store: Store, home: StoreHome) -> None:
    def run(books: Books) -> None:
        books.move(books.open_order(draft()), Move.CANCEL, by=ANA, at=NOW)

    await store.ledger.write(run)

    assert await money_of(home) == []
