"""The ledger inside one unit of work, said as a Protocol.

A *unit of work* is a plain synchronous function of `Books`: all of it is committed, or nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from bot.domain.budgeting import Room
from bot.domain.criteria import Request
from bot.domain.jobs import Claim, Job
from bot.domain.order import Approval, Draft, Move, Order, Person
from bot.domain.picture import Card
from bot.domain.purchase import Attempt, AttemptState, Bought, Part


class Money(Protocol):
    """Budgets, and what rules have approved.

    `Books.move` and `Books.record` keep the budgets in step: an order that is checked again or has
    ended holds nothing, and what it has bought is spent.
    """

    def reserve(self, order: Order, month: str, limits: Mapping[str, Decimal]) -> Room | None:
        """Hold the order's monthly cost in these budgets, instead of what it holds so far.

        Returns:
            The tightest budget, which has no room; then nothing is held. None when all is held.
        """
        ...

    def lower(self, order: Order) -> None:
        """Hold no more than the order costs a month now, in its budgets and its month."""
        ...

    def taken(self, keys: Collection[str], month: str) -> Mapping[str, Decimal]:
        """What is held and spent of these budgets in a month, by key; a missing one has nothing."""
        ...

    def counting(self, order_id: str) -> Mapping[str, Decimal]:
        """What is held and spent of each budget that counts the order, by key, in its month."""
        ...

    def approved_by(self, rule: str, since: datetime) -> int:
        """How many orders a rule has approved since then; until the unit ends, no other counts."""
        ...


class Books(Protocol):
    """The ledger inside one unit of work; every method is part of its one transaction.

    Attributes:
        money: Its budgets.
    """

    money: Money

    def first_time(self, key: str, now: datetime) -> bool:
        """Whether this delivery (trigger id, event id) is seen for the first time."""
        ...

    def open_order(self, draft: Draft) -> Order:
        """Write a new order in `checking`, with its event."""
        ...

    def order(self, order_id: str) -> Order | None:
        """The order, its row locked until the unit ends."""
        ...

    def order_by_number(self, number: int) -> Order | None:
        """The order that people call by this number, locked like `order`."""
        ...

    def orders_of(self, person: str, limit: int) -> Sequence[Order]:
        """The latest orders by a person or for them, newest first."""
        ...

    def open_twin(self, requester: str, request: Request, since: datetime) -> Order | None:
        """An order of the same place and quantity since then that is not final.

        It has somebody in common with the new one, as who asks or as whom it is for.
        """
        ...

    def in_review(self, limit: int) -> Sequence[Order]:
        """Orders that only a person can settle, oldest first."""
        ...

    def undecided_of(self, person: str) -> int:
        """How many orders by a person or for them wait; no more come until the unit ends."""
        ...

    def unsettled(self) -> Sequence[Order]:
        """Orders that a machine still has to move: checking, approved, ordering; oldest first."""
        ...

    def waiting(self) -> Sequence[Order]:
        """Orders that wait for a decision, oldest first; not locked."""
        ...

    def absences(self, people: Sequence[str], at: datetime) -> Mapping[str, datetime]:
        """Those of the people who are away then, and until when."""
        ...

    def set_absence(self, person: str, until: datetime | None) -> None:
        """Write that a person is away until then, or is back (None)."""
        ...

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
        """Make the move by the table and write its event.

        Args:
            order: As read in this unit.
            move: What happens.
            by: Who does it; the bot itself is `Person("bot")`.
            at: Business time.
            why: More for the event: the policy's digest and rule, the carrier's code.
            changes: Fields of the order that change with it.

        Raises:
            IllegalTransitionError: The table refuses it; nothing is written.
        """
        ...

    def amend(self, order: Order, **changes: object) -> Order:
        """Change fields of the order without moving it (a quote, a hold); no event."""
        ...

    def note(
        self, stream: str, kind: str, *, by: Person, at: datetime, body: Mapping[str, Any]
    ) -> None:
        """Append an event that is no move (a refusal, an answer) to a stream's chain."""
        ...

    def history(self, order_id: str) -> Sequence[Mapping[str, Any]]:
        """The order's events, oldest first, each as its body."""
        ...

    def approve(self, order: Order, approver: Person, at: datetime) -> bool:
        """Write the approval of the order's revision; False if this approver had given it."""
        ...

    def withdraw(self, order: Order, approver: str) -> bool:
        """Take back the approval of the order's revision; False if this approver gave none."""
        ...

    def approvals(self, order: Order) -> Sequence[Approval]:
        """The approvals of the order's revision, oldest first."""
        ...

    def plan(self, order: Order, parts: Sequence[Part]) -> None:
        """Store the plan; parts that were attempted stay, the others are replaced."""
        ...

    def parts(self, order: Order) -> Sequence[Part]:
        """The stored plan, in order; empty before ordering."""
        ...

    def attempt(self, order: Order, part: Part, at: datetime) -> Attempt:
        """Write the intent to buy the part: state `sending`, the next try."""
        ...

    def settle(
        self, attempt: Attempt, state: AttemptState, answer: str, *, carrier_order: str = ""
    ) -> None:
        """Record what became of an attempt; an answer is recorded whoever holds the lease.

        Args:
            attempt: Which one.
            state: What is known of it now.
            answer: What came back, in short.
            carrier_order: The carrier's own id of the purchase; empty leaves what is known.
        """
        ...

    def attempts(self, order_id: str) -> Sequence[Attempt]:
        """All attempts of an order, oldest first."""
        ...

    def record(self, attempt: Attempt, bought: Sequence[Bought]) -> Sequence[str]:
        """Record the numbers that an attempt bought.

        Returns:
            TNs that were another order's until now: the carrier has sold them anew.
        """
        ...

    def numbers(self, order_id: str) -> Sequence[Bought]:
        """The numbers of an order, as recorded, by TN."""
        ...

    def owned(self, tns: Sequence[str]) -> frozenset[str]:
        """Those of the TNs that some order of ours owns already."""
        ...

    def rival_attempts(self, order_id: str) -> Sequence[tuple[Order, Attempt]]:
        """Attempts of other orders that are sending or unknown."""
        ...

    def unknown_in_a_row(self) -> int:
        """How many of the newest settled attempts ended unknown, since one that did not."""
        ...

    def cards(self, order_id: str) -> Sequence[Card]:
        """The order's cards."""
        ...

    def put_card(self, card: Card) -> None:
        """Write where a card stands."""
        ...

    def flag(self, name: str) -> str | None:
        """A switch of the whole bot, such as `paused`: its reason, or None when it is off."""
        ...

    def set_flag(self, name: str, reason: str | None) -> None:
        """Turn a switch on (with its reason) or off (None)."""
        ...

    def add(self, job: Job) -> None:
        """Add the job unless its key is there; a dead one is revived."""
        ...

    def want(self, job: Job) -> None:
        """Add the job, or ask once more for the one that is there: `wanted + 1`, due at once."""
        ...

    def revive(self, job: Job) -> None:
        """Add the job; a dead one revives 15 min after its first death, an hour after others."""
        ...

    def given_up(self) -> int:
        """How many jobs are dead."""
        ...

    def bury(self, claim: Claim, error: str) -> bool:
        """Mark the job dead, until it is asked for or rested; False if it is not ours any more."""
        ...

    def holds(self, claim: Claim) -> None:
        """Assert, with the job's row locked, that the claim's lease is still ours.

        Raises:
            LeaseLostError: It is not.
        """
        ...
