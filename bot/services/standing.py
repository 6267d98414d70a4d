"""Where a purchase stands, read from the ledger in one look."""

from dataclasses import dataclass

from bot.books import Books
from bot.domain.order import Order
from bot.domain.purchase import Attempt, AttemptState, Part

_OVER = frozenset({AttemptState.PLACED, AttemptState.REFUSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says when a run starts."""

    order: Order
    parts: tuple[Part, ...]
    attempts: tuple[Attempt, ...]
    numbers: frozenset[str]
    paused: str | None
    unknown_in_a_row: int
    part_size: int | None

    @property
    def in_doubt(self) -> tuple[Attempt, ...]:
        """The attempts of which nobody knows what became of them."""
        doubtful = {AttemptState.SENDING, AttemptState.UNKNOWN}
        return tuple(attempt for attempt in self.attempts if attempt.state in doubtful)

    @property
    def accepted(self) -> tuple[Attempt, ...]:
        """The attempts that the carrier has taken on, and whose numbers are yet to come."""
        return tuple(a for a in self.attempts if a.state is AttemptState.ACCEPTED)

    @property
    def is_open(self) -> bool:
        """Whether an attempt may still bring numbers, so that no other part is sent."""
        return bool(self.in_doubt or self.accepted)

    @property
    def placed(self) -> frozenset[int]:
        """The indexes of the parts that are bought."""
        return frozenset(a.part.index for a in self.attempts if a.state is AttemptState.PLACED)

    @property
    def next_part(self) -> Part | None:
        """The first part of the plan that is neither bought nor refused."""
        done = {attempt.part.index for attempt in self.attempts if attempt.state in _OVER}
        return next((part for part in self.parts if part.index not in done), None)

    @property
    def refused_tns(self) -> frozenset[str]:
        """The chosen TNs that the carrier would not sell."""
        over = (a for a in self.attempts if a.state in _OVER)
        return frozenset(tn for attempt in over for tn in attempt.part.tns) - self.numbers


def stand(books: Books, order_id: str) -> Standing | None:
    """The standing of an order, or None if there is no such order."""
    order = books.order(order_id)
    if order is None:
        return None
    return Standing(
        order=order,
        parts=tuple(books.parts(order)),
        attempts=tuple(books.attempts(order_id)),
        numbers=frozenset(each.tn for each in books.numbers(order_id)),
        paused=books.flag("paused"),
        unknown_in_a_row=books.unknown_in_a_row(),
        part_size=int(size) if (size := books.flag("part_size")) else None,
    )
