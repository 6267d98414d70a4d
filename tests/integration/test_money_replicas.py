"""Two replicas want the last room of a budget, or the last approval of a rule: one gets it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.books import Books
from bot.domain.order import Move, Order, PriceSource, Quote, State
from bot.domain.policy import Membership
from bot.domain.rules import AutoApproval, Budgets, Policy
from bot.services.leaving import Leaving
from bot.store import Store
from tests.fakes import NOON, FakeClock, FakeDirectory
from tests.store_samples import ANA, MEI, StoreHome, draft

QUOTE = Quote(Decimal("0.60"), PriceSource.CARRIER, seen=2, checked_at=NOON)
MEMBERS = Membership({"S1": frozenset({"UANA"}), "S2": frozenset({"UMEI"})})
BUDGETS = Budgets(Decimal("6.00"), groups=(("S1", Decimal("3.60")), ("S2", Decimal("3.60"))))
RULE = AutoApproval("small", quantity=2, monthly=Decimal(2), per_hour=3, per_day=9)
ORDERS = 24


async def compete(replicas: tuple[Store, Store], policy: Policy) -> Counter[State]:
    """How many orders came to which state, when all leave checking at once on two replicas."""
    leaving = Leaving(policy, FakeDirectory(), FakeClock())

    def leave(order_id: str) -> Callable[[Books], State]:
        def unit(books: Books) -> State:
            order = books.order(order_id)
            assert order is not None
            leaving.leave(books, order, QUOTE, MEMBERS)
            return left(books, order_id).state

        return unit

    def place(books: Books) -> list[str]:
        people = (ANA, MEI)
        drafts = [draft(f"01A{index}", requester=people[index % 2]) for index in range(ORDERS)]
        return [books.open_order(each).id for each in drafts]

    ids = await replicas[0].ledger.write(place)
    stores = [replicas[index // 2 % 2] for index in range(ORDERS)]
    return Counter(
        await asyncio.gather(
            *(
                store.ledger.write(leave(order_id))
                for store, order_id in zip(stores, ids, strict=True)
            )
        )
    )


def left(books: Books, order_id: str) -> Order:
    order = books.order(order_id)
    assert order is not None
    return order


async def test_the_last_room_of_a_budget_goes_to_exactly_one(
    replicas: tuple[Store, Store], database: StoreHome
) -> None:
    """Each order wants $1.20; $6.00 is there for all, and $3.60 for each group."""
    states = await compete(replicas, Policy(("S1",), budgets=BUDGETS))

    held = await database.execute("SELECT key, held FROM budgets WHERE key = 'total'")
    per_group = await database.execute("SELECT held FROM budgets WHERE key LIKE 'group:%'")
    owed = await database.execute(
        "SELECT b.held, sum(h.amount)::bigint FROM budgets b"
        " JOIN budget_holds h USING (key, month) GROUP BY b.key, b.held"
    )
    assert states == {State.AWAITING_APPROVAL: 5, State.REFUSED: ORDERS - 5}
    assert held == [("total", 600_000)]
    assert sorted(per_group) == [(240_000,), (360_000,)]
    assert all(kept == summed for kept, summed in owed)


async def test_a_rule_approves_no_more_than_its_cap(replicas: tuple[Store, Store]) -> None:
    states = await compete(replicas, Policy(("S1",), auto_approve=(RULE,)))

    assert states == {State.APPROVED: 3, State.AWAITING_APPROVAL: ORDERS - 3}


async def test_what_is_freed_on_one_replica_is_taken_on_the_other(
    replicas: tuple[Store, Store], database: StoreHome
) -> None:
    """Orders come and go on both, and in the end nothing is held of anything."""
    leaving = Leaving(Policy(("S1",), budgets=BUDGETS), FakeDirectory(), FakeClock())

    async def come_and_go(store: Store, index: int) -> None:
        person = (ANA, MEI)[index % 2]

        def come(books: Books) -> Order:
            order = books.open_order(draft(f"01B{index}", requester=person))
            leaving.leave(books, order, replace(QUOTE, each=Decimal("0.40")), MEMBERS)
            return left(books, order.id)

        order = await store.ledger.write(come)
        if order.state is State.AWAITING_APPROVAL:
            await store.ledger.write(
                lambda books: books.move(left(books, order.id), Move.DENY, by=MEI, at=NOON)
            )

    await asyncio.gather(*(come_and_go(replicas[i // 2 % 2], i) for i in range(ORDERS)))

    assert await database.execute("SELECT sum(held)::int, sum(spent)::int FROM budgets") == [(0, 0)]
