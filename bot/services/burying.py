"""Give up a job that fails again and again, and have the operators told."""

from dataclasses import dataclass

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim, Kind
from bot.ports import Clock, Ledger
from bot.services.alarming import tell_operators

# They are how people are told: an alarm about one of them would fail as it did, and so on.
UNTOLD = frozenset({Kind.ALERT, Kind.ANSWER})


@dataclass(frozen=True, slots=True)
class Burying:
    """Takes the jobs that the worker gives up."""

    ledger: Ledger
    clock: Clock

    async def bury(self, claim: Claim, error: str) -> None:
        """Mark the job dead and promise the alarm about it: both, or neither."""
        await self.ledger.write(lambda books: self._bury(books, claim, error))

    def _bury(self, books: Books, claim: Claim, error: str) -> None:
        if books.bury(claim, error) and claim.job.kind not in UNTOLD:
            tell_operators(books, jobs.given_up(claim.job), self.clock.now())
