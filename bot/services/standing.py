"""Where a purchase stands, read from the ledger in one look."""

from dataclasses import dataclass

from bot.books import Books
from bot.domain.order import Order
from bot.domain.purchase import Attempt, AttemptState, Part


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says when a run starts."""

    order: Order
    parts: tuple[Part, ...]
    attempts: tuple[Attempt, ...]
    bought: int
    paused: str | None
    unknown_in_a_row: int
    part_size: int | None

    @property
    def in_doubt(self) -> tuple[Attempt, ...]:
        """The attempts of which nobody knows what became of them."""
        doubtful = {AttemptState.SENDING, AttemptState.UNKNOWN}
        return tuple(attempt for attempt in self.attempts if attempt.state in doubtful)

    @property
    def placed(self) -> frozenset[int]:
        """The indexes of the parts that are bought."""
        return frozenset(a.part.index for a in self.attempts if a.state is AttemptState.PLACED)

    @property
    def next_part(self) -> Part | None:
        """The first part of the plan that is neither bought nor refused."""
        over = {AttemptState.PLACED, AttemptState.REFUSED}
        done = {attempt.part.index for attempt in self.attempts if attempt.state in over}
        return next((part for part in self.parts if part.index not in done), None)

    @property
    def refused_tns(self) -> frozenset[str]:
        """The chosen TNs that the carrier would not sell."""
        refused = (a for a in self.attempts if a.state is AttemptState.REFUSED)
        return frozenset(tn for attempt in refused for tn in attempt.part.tns)


def stand(books: Books, order_id: str) -> Standing | None:
    """The standing of an order, or None if there is no such order."""
    order = books.order(order_id)
    if order is None:
        return None
    return Standing(
        order=order,
        parts=tuple(books.parts(order)),
        attempts=tuple(books.attempts(order_id)),
        bought=len(books.numbers(order_id)),
        paused=books.flag("paused"),
        unknown_in_a_row=books.unknown_in_a_row(),
        part_size=int(size) if (size := books.flag("part_size")) else None,
    )
