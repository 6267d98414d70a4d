"""Stop and start buying for everybody."""

from dataclasses import dataclass

from bot.books import Books
from bot.domain import jobs
from bot.domain.order import Person, State
from bot.ports import Clock, Ledger

OPERATOR = Person("operator", "the operator")


@dataclass(frozen=True, slots=True)
class Pausing:
    """Turns buying off and on; what is approved waits and says so."""

    ledger: Ledger
    clock: Clock

    async def set(self, why: str | None, *, by: Person = OPERATOR) -> int:
        """Pause with a reason, or go on (None); returns how many approved orders wait."""
        return await self.ledger.write(lambda books: self._set(books, why, by))

    def _set(self, books: Books, why: str | None, by: Person) -> int:
        books.set_flag("paused", why)
        if why is None:
            # What was learned of the account before it was mended may be true no longer.
            books.set_flag("part_size", None)
        kind = "resumed" if why is None else "paused"
        books.note("policy", kind, by=by, at=self.clock.now(), body={"why": why})
        waiting = [o for o in books.unsettled() if o.state in {State.APPROVED, State.ORDERING}]
        for order in waiting:
            books.want(jobs.buy(order.id))
        return len(waiting)
