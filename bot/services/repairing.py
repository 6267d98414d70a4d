"""Self-repair: an order that needs work and has no live job gets its job back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim
from bot.domain.order import Order, State
from bot.domain.purchase import AttemptState
from bot.ports import Clock, Ledger, Queue

EVERY = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Repairing:
    """Runs the `repair` job, at start and every few minutes."""

    ledger: Ledger
    queue: Queue
    clock: Clock
    offer_after: timedelta

    async def repair(self, _claim: Claim | None = None) -> datetime | None:
        """Look at every order that a machine still has to move."""
        await self.ledger.write(self._repair)
        await self.queue.wake_rested()
        await self.queue.sweep(self.clock.now())
        return self.clock.now() + EVERY

    def _repair(self, books: Books) -> None:
        for order in books.unsettled():
            for job in self._needs(books, order):
                books.revive(job)

    def _needs(self, books: Books, order: Order) -> list[jobs.Job]:
        match order.state:
            case State.CHECKING:
                return [
                    jobs.check(order.id),
                    jobs.offer_anyway(order.id, order.changed_at + self.offer_after),
                    jobs.expire(order.id, order.created_at),
                ]
            case State.ORDERING if self._is_in_doubt(books, order):
                return [jobs.reconcile(order.id)]
            case _:
                return [jobs.buy(order.id)]

    def _is_in_doubt(self, books: Books, order: Order) -> bool:
        return any(a.state is AttemptState.UNKNOWN for a in books.attempts(order.id))
