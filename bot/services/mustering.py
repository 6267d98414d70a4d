"""See, as soon as an order waits, whether the policy's people can decide it at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Move, Order, State
from bot.domain.policy import Membership, possible_approvals
from bot.domain.rules import Policy
from bot.domain.tiers import tier_of, voters_of
from bot.ports import Clock, Directory, Ledger
from bot.services.alarming import alarm
from bot.services.redrawing import redraw
from bot.services.roster import roster
from bot.services.voting import count, has_enough

SOON = timedelta(seconds=30)
LOOK_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Mustering:
    """Runs the `muster` job."""

    ledger: Ledger
    policy: Policy
    directory: Directory
    clock: Clock

    async def muster(self, claim: Claim) -> datetime | None:
        """Alarm the operators while too few people can approve; returns when to look again."""
        order_id = claim.job.payload["order"]
        order = await self.ledger.read(lambda books: books.order(order_id))
        if order is None or order.state is not State.AWAITING_APPROVAL:
            return None
        names = voters_of(self.policy, order)
        membership = await roster(self.directory, names)
        for name in sorted(membership.gone.intersection(names)):
            structlog.get_logger().warning("approver_skipped", id=name, order=order.number)
        return await self.ledger.write(lambda books: self._judge(books, claim, membership))

    def _judge(self, books: Books, claim: Claim, membership: Membership) -> datetime | None:
        order, now = books.order(claim.job.payload["order"]), self.clock.now()
        if order is None or order.state is not State.AWAITING_APPROVAL or now >= order.expires_at:
            return None
        if has_enough(books, self.policy, order):
            self._approve(books, order)
            return None
        given = [each.approver.id for each in books.approvals(order)]
        could = possible_approvals(self.policy, order, membership, given)
        if could is None:
            return now + SOON
        needed = tier_of(self.policy, order).approvals
        if could >= needed and claim.fence == 1:
            return None
        redraw(books, order.id)  # Also where the cards may still say that nobody could.
        return None if could >= needed else self._complain(books, order, f"{could} of {needed}")

    def _complain(self, books: Books, order: Order, could: str) -> datetime:
        now = self.clock.now()
        alarm(books, "nobody_can_approve", order.id, could, now)
        return now + LOOK_AGAIN

    def _approve(self, books: Books, order: Order) -> None:
        """Go on with an order that has got enough approvals because fewer are needed by now."""
        last, now = books.approvals(order)[-1].approver, self.clock.now()
        why = count(books, self.policy, order)
        decided = {"decided_by": last, "decided_at": now, "hold": None}
        books.move(order, Move.APPROVE, by=BOT, at=now, why=why, **decided)
        books.add(jobs.buy(order.id))
        redraw(books, order.id)
