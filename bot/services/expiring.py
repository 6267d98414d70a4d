"""End a request that nobody decided in time."""

from dataclasses import dataclass
from datetime import datetime

from bot.books import Books
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Move, State
from bot.ports import Clock, Ledger
from bot.services.redrawing import redraw


@dataclass(frozen=True, slots=True)
class Expiring:
    """Runs the `expire` job."""

    ledger: Ledger
    clock: Clock

    async def expire(self, claim: Claim) -> datetime | None:
        """Expire the order if it is still undecided and its time has come."""
        order_id = claim.job.payload["order"]
        return await self.ledger.write(lambda books: self._expire(books, order_id))

    def _expire(self, books: Books, order_id: str) -> datetime | None:
        order = books.order(order_id)
        if order is None or order.state not in {State.CHECKING, State.AWAITING_APPROVAL}:
            return None
        now = self.clock.now()
        if now < order.expires_at:
            return order.expires_at
        books.move(order, Move.EXPIRE, by=BOT, at=now)
        redraw(books, order_id, notice=State.EXPIRED)
        return None
