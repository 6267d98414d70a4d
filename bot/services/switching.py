"""Pause and resume buying by a click: operators alone, answered like any other decision."""

from dataclasses import dataclass

from bot.books import Books
from bot.domain import jobs
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Membership
from bot.ports import Clock
from bot.services.authority import Authority
from bot.services.choosing import Choice, answer
from bot.services.pausing import pause, pause_of, resume, wake


@dataclass(frozen=True, slots=True)
class Switching:
    """Settles the choices that are about all buying; `Approving` takes them."""

    authority: Authority
    clock: Clock

    def settle(self, books: Books, choice: Choice, membership: Membership) -> None:
        """Pause or resume, or say why not; and draw anew the Home of who clicked."""
        # A click that comes too late, or is refused, came from a Home that is out of date.
        books.want(jobs.home(choice.person.id))
        if self.authority.allows_switching(books, choice, membership):
            self._switch(books, choice)

    def _switch(self, books: Books, choice: Choice) -> None:
        now, is_paused = self.clock.now(), pause_of(books) is not None
        if is_paused is (choice.act is Act.PAUSE):
            already = ReplyKind.ALREADY_PAUSED if is_paused else ReplyKind.NOT_PAUSED
            answer(books, choice, already)
        elif is_paused:
            resume(books, by=choice.person, at=now)
            answer(books, choice, ReplyKind.RESUMED, detail=str(wake(books)))
        else:
            pause(books, choice.reason, by=choice.person, at=now)
            answer(books, choice, ReplyKind.PAUSED, detail=str(wake(books)))
