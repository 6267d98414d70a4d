"""The books over one database transaction; each method is told in the module that it calls."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from bot.books import Books
from bot.domain.criteria import Request
from bot.domain.jobs import Claim, Job
from bot.domain.order import Approval, Draft, Move, Order, Person
from bot.domain.picture import Card
from bot.domain.purchase import Attempt, AttemptState, Bought, Part
from bot.store import (
    absences,
    approvals,
    attempts,
    budgets,
    desk,
    events,
    jobs,
    locks,
    numbers,
    orders,
)
from bot.store.events import Sealer
from bot.store.locks import Gate
from bot.store.money import SqlMoney

_Ask = Callable[[Connection, Sequence[Job]], None]


class SqlBooks(Books):
    """The ledger inside one unit of work, which ends with `close`, or inside a look."""

    def __init__(self, connection: Connection, sealer: Sealer, *, writes: bool) -> None:
        """Open the books.

        Args:
            connection: Inside a transaction.
            sealer: Seals the events.
            writes: Whether this is a unit of work: what a look reads is not locked.
        """
        self.money = SqlMoney(connection)
        self._connection = connection
        self._sealer = sealer
        self._writes = writes
        self._asked: list[tuple[_Ask, Job]] = []

    def first_time(self, key: str, now: datetime) -> bool:
        """Whether this delivery is seen for the first time."""
        return desk.first_time(self._connection, key, now)

    def open_order(self, draft: Draft) -> Order:
        """Write a new order in `checking`, with its event."""
        return orders.open_order(self._connection, self._sealer, draft)

    def order(self, order_id: str) -> Order | None:
        """The order, its row locked until the unit ends."""
        return orders.order_by_id(self._connection, order_id, lock=self._writes)

    def order_by_number(self, number: int) -> Order | None:
        """The order that people call by this number, locked like `order`."""
        return orders.order_by_number(self._connection, number, lock=self._writes)

    def orders_of(self, person: str, limit: int) -> Sequence[Order]:
        """The latest orders by a person or for them, newest first."""
        return orders.orders_of(self._connection, person, limit)

    def open_twin(self, requester: str, request: Request, since: datetime) -> Order | None:
        """An order of the same person, place and quantity since then that is not final.

        No other comes until the unit ends.
        """
        whom = request.for_whom
        owners = sorted({requester, whom.id if whom else requester})
        for owner in owners:
            locks.alone(self._connection, Gate.STREAM, owner)
        return orders.open_twin(self._connection, owners, request, since)

    def in_review(self, limit: int) -> Sequence[Order]:
        """Orders that only a person can settle, oldest first."""
        return orders.in_review(self._connection, limit)

    def undecided_of(self, person: str) -> int:
        """How many orders by a person or for them wait; no more come until the unit ends."""
        locks.alone(self._connection, Gate.STREAM, person)
        return orders.undecided_of(self._connection, person)

    def unsettled(self) -> Sequence[Order]:
        """Orders that a machine still has to move, oldest first."""
        return orders.unsettled(self._connection)

    def waiting(self) -> Sequence[Order]:
        """Orders that wait for a decision, oldest first; not locked."""
        return orders.waiting(self._connection)

    def absences(self, people: Sequence[str], at: datetime) -> Mapping[str, datetime]:
        """Those of the people who are away then, and until when."""
        return absences.absences(self._connection, people, at)

    def set_absence(self, person: str, until: datetime | None) -> None:
        """Write that a person is away until then, or is back (None)."""
        absences.set_absence(self._connection, person, until)

    def move(
        self,
        order: Order,
        move: Move,
        *,
        by: Person,
        at: datetime,
        why: Mapping[str, Any] | None = None,
        **changes: object,
    ) -> Order:
        """Make the move by the table of transitions and write its event.

        Raises:
            IllegalTransitionError: The table refuses it; nothing is written.
            LostRaceError: The order is no longer as it was read.
        """
        moved = orders.move_order(
            self._connection,
            self._sealer,
            order,
            move,
            by=by,
            at=at,
            why=why or {},
            changes=changes,
        )
        budgets.follow(self._connection, moved.id, moved.state)
        return moved

    def amend(self, order: Order, **changes: object) -> Order:
        """Change fields of the order without moving it; no event.

        Raises:
            LostRaceError: The order is no longer as it was read.
        """
        return orders.amend_order(self._connection, order, changes)

    def note(
        self, stream: str, kind: str, *, by: Person, at: datetime, body: Mapping[str, Any]
    ) -> None:
        """Append an event that is no move to a stream's chain."""
        event = {**body, **orders.signed(by, at), "kind": kind}
        locks.alone(self._connection, Gate.STREAM, stream)
        events.append(self._connection, self._sealer, stream, event, first=False)

    def history(self, order_id: str) -> Sequence[Mapping[str, Any]]:
        """The order's events, oldest first, each as its body."""
        return events.bodies(self._connection, order_id)

    def first_break(self, stream: str) -> int | None:
        """The first place in a stream's chain whose seal does not fit, or None when all do."""
        return events.first_break(self._connection, self._sealer, stream)

    def approve(self, order: Order, approver: Person, at: datetime) -> bool:
        """Write the approval of the order's revision; False if this approver had given it."""
        return approvals.approve(self._connection, order, approver, at)

    def withdraw(self, order: Order, approver: str) -> bool:
        """Take back the approval of the order's revision; False if this approver gave none."""
        return approvals.withdraw(self._connection, order, approver)

    def approvals(self, order: Order) -> Sequence[Approval]:
        """The approvals of the order's revision, oldest first."""
        return approvals.approvals_of(self._connection, order)

    def plan(self, order: Order, parts: Sequence[Part]) -> None:
        """Store the plan; parts that were attempted stay, the others are replaced."""
        attempts.plan(self._connection, order, parts)

    def parts(self, order: Order) -> Sequence[Part]:
        """The stored plan, in order; empty before ordering."""
        return attempts.parts_of(self._connection, order)

    def attempt(self, order: Order, part: Part, at: datetime) -> Attempt:
        """Write the intent to buy the part: state `sending`, the next try.

        Raises:
            IllegalTransitionError: An attempt of the part is live: it may be bought already.
        """
        return attempts.intend(self._connection, order, part, at)

    def settle(
        self, attempt: Attempt, state: AttemptState, answer: str, *, carrier_order: str = ""
    ) -> None:
        """Record what became of an attempt; an answer is recorded whoever holds the lease."""
        locks.together(self._connection, Gate.PURCHASES)
        attempts.settle(self._connection, attempt, state, answer, carrier_order)

    def attempts(self, order_id: str) -> Sequence[Attempt]:
        """All attempts of an order, oldest first."""
        return attempts.attempts_of(self._connection, order_id)

    def record(self, attempt: Attempt, bought: Sequence[Bought]) -> Sequence[str]:
        """Record bought numbers; returns the TNs that were another order's until now."""
        resold = numbers.record(self._connection, attempt, bought)
        budgets.recount(self._connection, attempt.order_id)
        return resold

    def numbers(self, order_id: str) -> Sequence[Bought]:
        """The numbers of an order, as recorded, by TN."""
        return numbers.numbers_of(self._connection, order_id)

    def owned(self, tns: Sequence[str]) -> frozenset[str]:
        """Those of the TNs that some order of ours owns already."""
        self._stop_purchases()
        return numbers.owned(self._connection, tns)

    def rival_attempts(self, order_id: str) -> Sequence[tuple[Order, Attempt]]:
        """Attempts of other orders that are sending or unknown."""
        self._stop_purchases()
        return attempts.rival_attempts(self._connection, order_id)

    def unknown_in_a_row(self) -> int:
        """How many of the newest settled attempts ended unknown, since one that did not."""
        return attempts.unknown_in_a_row(self._connection)

    def cards(self, order_id: str) -> Sequence[Card]:
        """The order's cards."""
        return desk.cards_of(self._connection, order_id)

    def put_card(self, card: Card) -> None:
        """Write where a card stands."""
        desk.put_card(self._connection, card)

    def flag(self, name: str) -> str | None:
        """A switch of the whole bot: its reason, or None when it is off."""
        return desk.flag(self._connection, name)

    def set_flag(self, name: str, reason: str | None) -> None:
        """Turn a switch on (with its reason) or off (None)."""
        desk.set_flag(self._connection, name, reason)

    def add(self, job: Job) -> None:
        """Add the job unless its key waits; a dead one revives, a running one runs once more."""
        self._asked.append((jobs.add, job))

    def want(self, job: Job) -> None:
        """Add the job, or ask once more for the one that is there, due at once."""
        self._asked.append((jobs.want, job))

    def revive(self, job: Job) -> None:
        """Add the job; a dead one revives 15 min after its first death, an hour after others."""
        self._asked.append((jobs.revive, job))

    def given_up(self) -> int:
        """How many jobs are dead."""
        return jobs.given_up(self._connection)

    def bury(self, claim: Claim, error: str) -> bool:
        """Mark the job dead; False if it is not ours any more."""
        return jobs.bury(self._connection, claim, error)

    def holds(self, claim: Claim) -> None:
        """Assert, with the job's row locked, that the claim's lease is still ours.

        Raises:
            LeaseLostError: It is not.
        """
        jobs.holds(self._connection, claim)

    def close(self) -> bool:
        """Write the jobs that the unit asked for; returns whether one of them is due at once.

        They go together at the unit's end, because a few statements less are a faster ack.
        """
        for ask, asked in groupby(self._asked, key=itemgetter(0)):
            ask(self._connection, [job for _, job in asked])
        return any(job.run_at is None for _, job in self._asked)

    def _stop_purchases(self) -> None:
        """No purchase is recorded meanwhile: whose a number is, is decided over what stands."""
        if self._writes:
            locks.alone(self._connection, Gate.PURCHASES)
