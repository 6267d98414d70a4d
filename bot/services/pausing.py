"""Stop and start buying for everybody."""

from dataclasses import dataclass
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.order import Person, State
from bot.domain.picture import Pause
from bot.ports import Clock, Ledger

OPERATOR = Person("operator", "An operator")
_FLAG, _STREAM, _PAUSED = "paused", "policy", "paused"


@dataclass(frozen=True, slots=True)
class Pausing:
    """Turns buying off and on, by the command line; what is approved waits and says so."""

    ledger: Ledger
    clock: Clock

    async def set(self, why: str | None, *, by: Person = OPERATOR) -> int:
        """Pause with a reason, or go on (None); returns how many approved orders wait."""
        return await self.ledger.write(lambda books: self._set(books, why, by))

    def _set(self, books: Books, why: str | None, by: Person) -> int:
        if why is None:
            resume(books, by=by, at=self.clock.now())
        else:
            pause(books, why, by=by, at=self.clock.now())
        return wake(books)


def pause(books: Books, why: str, *, by: Person, at: datetime) -> None:
    """Stop buying."""
    books.set_flag(_FLAG, why)
    books.note(_STREAM, _PAUSED, by=by, at=at, body={"why": why})


def resume(books: Books, *, by: Person, at: datetime) -> None:
    """Go on buying."""
    books.set_flag(_FLAG, None)
    # What was learned of the account before it was mended may be true no longer.
    books.set_flag("part_size", None)
    books.note(_STREAM, "resumed", by=by, at=at, body={"why": None})


def pause_of(books: Books) -> Pause | None:
    """What stops buying, and who did it as the record tells; None while buying goes on."""
    why = books.flag(_FLAG)
    if why is None:
        return None
    for body in reversed(books.history(_STREAM)):
        if body["kind"] == _PAUSED and body["why"] == why:
            return Pause(why, Person(**body["by"]), datetime.fromisoformat(body["at"]))
    return Pause(why)


def wake(books: Books) -> int:
    """Let every approved order look whether it may go on; returns how many there are."""
    waiting = [o for o in books.unsettled() if o.state in {State.APPROVED, State.ORDERING}]
    for order in waiting:
        books.want(jobs.buy(order.id))
    return len(waiting)
