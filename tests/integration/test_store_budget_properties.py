"""Whatever people do with their orders, and in whatever order, no budget holds too much."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, make_url, select

from bot.domain.budgeting import Room, limits_for, limits_of
from bot.domain.order import FINAL, TRANSITIONS, Move, Order, Person, PriceSource, Quote, State
from bot.domain.policy import Membership
from bot.domain.purchase import Attempt, AttemptState, Bought, Part
from bot.domain.rules import Budgets, CostCenter, Policy
from bot.domain.tiers import owners_of
from bot.store.books import SqlBooks
from bot.store.events import Sealer
from bot.store.sqlite import writing_engine
from bot.store.tables import budget_holds, budgets, metadata
from tests.store_samples import ANA, MEI, NOW, draft, request

MONTH = "2026-03"
BUDGETS = Budgets(
    total=Decimal(7), person=Decimal(5), groups=(("S1", Decimal(6)), ("S2", Decimal(4)))
)
POLICY = Policy(("UMEI",), budgets=BUDGETS, cost_centers=(CostCenter("IT", "S2"),))
MEMBERS = Membership({"S1": frozenset({"UANA"}), "S2": frozenset({"USAM"})})
ALL = frozenset({"UANA", "UMEI", "USAM"})
ASKED = [
    (ANA, None, ""),
    (MEI, None, ""),
    (ANA, MEI, ""),
    (MEI, Person("USAM"), ""),
    (ANA, None, "IT"),
    (MEI, ANA, "IT"),
]
ENDS = {Move.COMPLETE: 2, Move.FINISH_PARTLY: 1, Move.FAIL: 0}

prices = st.sampled_from([None, *map(Decimal, ("0.05", "0.60", "1.00", "1.75"))])
acts = st.one_of(
    st.tuples(st.just("place"), st.integers(0, len(ASKED) - 1), prices),
    st.tuples(st.sampled_from(["price", "late", "fewer"]), st.integers(0, 3), prices),
    st.tuples(st.sampled_from(list(Move)), st.integers(0, 3), prices),
)


def quote(price: Decimal | None) -> Quote:
    return Quote(price, PriceSource.CARRIER, seen=2, checked_at=NOW)


class Company:
    """A few orders, and whatever is done with them."""

    def __init__(self, connection: Connection) -> None:
        self.books = SqlBooks(connection, Sealer(None), writes=True)
        self.connection = connection
        self.ids: list[str] = []
        self.sold = 0

    def do(self, act: str, which: int, price: Decimal | None) -> None:
        if act == "place":
            self.place(which, price)
        elif self.ids:
            order = self.books.order(self.ids[which % len(self.ids)])
            assert order is not None
            self.go_on(order, act, price)

    def place(self, which: int, price: Decimal | None) -> None:
        self.ids.append(f"order-{len(self.ids)}")
        person, whom, center = ASKED[which]
        asked = replace(request(quantity=2), for_whom=whom, cost_center=center)
        self.leave(self.books.open_order(draft(self.ids[-1], requester=person, asked=asked)), price)

    def leave(self, order: Order, price: Decimal | None) -> None:
        priced = replace(order, quote=quote(price))
        room = self.reserve(priced)
        if room is None and priced.monthly:
            limits = limits_of(POLICY, order, MEMBERS)
            taken = self.books.money.taken(limits, MONTH)
            assert all(taken[key] <= limits[key] for key in limits)
        move = Move.REFUSE if room else Move.OFFER
        self.books.move(order, move, by=MEI, at=NOW, quote=priced.quote)

    def reserve(self, order: Order) -> Room | None:
        return self.books.money.reserve(order, MONTH, limits_of(POLICY, order, MEMBERS))

    def go_on(self, order: Order, act: str, price: Decimal | None) -> None:
        if act == "late" and order.state in FINAL:
            self.record(order, 1, price)
        elif act == "price" and order.state is State.AWAITING_APPROVAL:
            priced = self.books.amend(order, quote=quote(price))
            if self.reserve(priced):
                self.books.move(priced, Move.CHANGE, by=MEI, at=NOW)
        elif act == "fewer" and order.state is State.AWAITING_APPROVAL:
            fewer = replace(order.request, criteria=order.request.criteria.of(1))
            self.books.money.lower(self.books.amend(order, request=fewer))
        elif order.state is State.CHECKING:
            self.leave(order, price)
        elif (order.state, act) in TRANSITIONS:
            move = Move(act)
            self.record(order, ENDS.get(move, 0), price)
            self.books.move(order, move, by=MEI, at=NOW)

    def record(self, order: Order, count: int, price: Decimal | None) -> None:
        bought = [Bought(f"+1919{self.sold + i:07}", price=price) for i in range(count)]
        self.sold += count
        attempt = Attempt(order.id, Part(1, 2), 1, AttemptState.PLACED, NOW)
        self.books.record(attempt, bought)

    def kept(self) -> dict[str, tuple[Decimal, Decimal]]:
        rows = self.connection.execute(select(budgets))
        return {row.key: (row.held, row.spent) for row in rows}

    def counted(self) -> set[tuple[str, str]]:
        """Which orders a person's own budget counts."""
        found = self.connection.execute(select(budget_holds.c.order_id, budget_holds.c.key))
        return {(row.order_id, row.key) for row in found}

    def owners(self) -> set[tuple[str, str]]:
        """Which it has to count: those that wait, for whoever asks and for whom it is."""
        found = [order for each in self.ids if (order := self.books.order(each))]
        open_ones = [order for order in found if order.state is State.AWAITING_APPROVAL]
        return {(each.id, f"person:{who}") for each in open_ones for who in owners_of(each)}

    def owed(self) -> dict[str, tuple[Decimal, Decimal]]:
        """The same, added up from the orders."""
        shares = budget_holds.c
        summed = select(
            shares.key, func.sum(shares.amount).label("held"), func.sum(shares.spent).label("spent")
        ).group_by(shares.key)
        return {row.key: (row.held, row.spent) for row in self.connection.execute(summed)}


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = writing_engine(make_url("sqlite://"))
    with engine.connect() as connection:
        with connection.begin():
            metadata.create_all(connection)
        yield connection
    engine.dispose()


@settings(deadline=None)
@given(st.lists(acts, min_size=8, max_size=40))
def test_no_budget_holds_more_than_its_limit_and_orders_add_up_to_what_it_keeps(
    connection: Connection, done: list[tuple[str, int, Decimal | None]]
) -> None:
    with connection.begin() as transaction:
        company = Company(connection)
        for act, which, price in done:
            company.do(act, which, price)

            limits = limits_for(BUDGETS, ALL, MEMBERS)
            kept, owed = company.kept(), company.owed()
            nothing = (Decimal(0), Decimal(0))
            assert all(kept.get(key, nothing) == owed.get(key, nothing) for key in {*kept, *owed})
            assert company.counted() >= company.owners()
            assert all(0 <= held <= limits[key] for key, (held, _) in kept.items())
        transaction.rollback()
