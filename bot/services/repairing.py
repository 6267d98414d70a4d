"""Self-repair: an order that needs work and has no live job gets its job back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim
from bot.domain.order import Order, State
from bot.domain.purchase import Attempt, AttemptState
from bot.ports import Clock, Ledger, Queue
from bot.services.batches import batches

EVERY = timedelta(minutes=3)
APART = timedelta(seconds=1)  # After a start there is other work too than a thousand old orders.


@dataclass(frozen=True, slots=True)
class Repairing:
    """Runs the `repair` jobs, at start and every few minutes."""

    ledger: Ledger
    queue: Queue
    clock: Clock
    offer_after: timedelta

    async def repair(self, claim: Claim | None = None) -> datetime | None:
        """Look at every order that a machine still has to move; at a start, at the others too."""
        if claim is not None and claim.job.payload.get("waiting"):
            return await self._revisit()
        await self.ledger.write(self._repair)
        await self.queue.wake_rested()
        await self.queue.sweep(self.clock.now())
        return self.clock.now() + EVERY

    async def _revisit(self) -> None:
        """What is enough, who is asked and when may be otherwise since the last start."""
        waiting, now = await self.ledger.read(lambda books: books.waiting()), self.clock.now()
        for turn, some in enumerate(batches(waiting)):
            await self._look(some, now + turn * APART)

    async def _look(self, order_ids: Sequence[str], at: datetime) -> None:
        await self.ledger.write(lambda books: _look_again(books, order_ids, at))

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
            case _:
                return _purchase(order.id, books.attempts(order.id))


def _purchase(order_id: str, attempts: Sequence[Attempt]) -> list[jobs.Job]:
    """What an approved order is to be bought by, or looked after."""
    if any(attempt.state is AttemptState.UNKNOWN for attempt in attempts):
        return [jobs.reconcile(order_id)]
    accepted = [a.client_ref for a in attempts if a.state is AttemptState.ACCEPTED]
    return [jobs.follow(order_id, ref) for ref in accepted] or [jobs.buy(order_id)]


def _look_again(books: Books, order_ids: Sequence[str], at: datetime) -> None:
    for order_id in order_ids:
        books.revive(jobs.expire(order_id, at))
        for job in (jobs.muster(order_id), jobs.escalate(order_id)):
            books.want(replace(job, run_at=at))
