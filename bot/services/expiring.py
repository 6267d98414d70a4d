"""Warn of the end of a request that nobody decides, and end it when its time has come."""

from dataclasses import dataclass
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.deadlines import warning_at
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Move, State
from bot.domain.rules import Times
from bot.ports import Clock, Ledger
from bot.services.redrawing import DEADLINE, anew, redraw


@dataclass(frozen=True, slots=True)
class Expiring:
    """Runs the `expire` job, which is due when the requester is warned, and at the deadline."""

    ledger: Ledger
    clock: Clock
    times: Times

    async def expire(self, claim: Claim) -> datetime | None:
        """Warn, or expire the order, if it is still undecided and that time has come.

        Returns:
            When the next of the two is due: a reminder may have moved the deadline.
        """
        order_id = claim.job.payload["order"]
        return await self.ledger.write(lambda books: self._expire(books, order_id))

    def _expire(self, books: Books, order_id: str) -> datetime | None:
        order = books.order(order_id)
        if order is None or order.state not in {State.CHECKING, State.AWAITING_APPROVAL}:
            return None
        now = self.clock.now()
        if now < (warns_at := warning_at(order.expires_at, self.times)):
            return warns_at
        if now < order.expires_at:
            books.want(jobs.draw(order_id, anew(DEADLINE, order)))
            return order.expires_at
        books.move(order, Move.EXPIRE, by=BOT, at=now)
        redraw(books, order_id, notice=State.EXPIRED)
        return None
