"""Ask the backup approvers too: when the approvers don't decide, or too few of them are there."""

from dataclasses import dataclass
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.deadlines import escalation_at
from bot.domain.digest import Topic
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Order, State
from bot.domain.policy import Membership, groups_in
from bot.domain.presence import Presence
from bot.domain.rules import Policy, Way
from bot.domain.tiers import all_deciders
from bot.domain.worktime import next_loud
from bot.ports import Clock, Directory, Ledger
from bot.services.alarming import alarm
from bot.services.answering import GROUP_RETRY
from bot.services.attendance import attendance
from bot.services.redrawing import COPY, anew, redraw


@dataclass(frozen=True, slots=True)
class Escalating:
    """Runs the `escalate` job: as an order is offered, when time is up, when people come and go."""

    ledger: Ledger
    directory: Directory
    policy: Policy
    clock: Clock

    async def escalate(self, claim: Claim) -> datetime | None:
        """Ask the backups if that is due; tell the operators if nobody can decide at all.

        Returns:
            When to look again, if the order still waits then.
        """
        order_id = claim.job.payload["order"]
        groups = groups_in(all_deciders(self.policy))
        membership = await self.directory.members(groups)
        if not groups <= membership.members.keys():
            return self.clock.now() + GROUP_RETRY
        return await self.ledger.write(lambda books: self._escalate(books, order_id, membership))

    def _escalate(self, books: Books, order_id: str, membership: Membership) -> datetime | None:
        order, now = books.order(order_id), self.clock.now()
        if order is None or order.state is not State.AWAITING_APPROVAL:
            return None
        there = attendance(books, self.policy, order, membership, now)
        if there.too_few:
            alarm(books, "nobody", order_id, f"{there.there} of {there.missing}", now)
        if not there.backups:
            return None
        due = now if order.escalated_at or there.takes_backups else self._due(order, now)
        if due is None or now < due:
            return due
        self._ask(books, order, there, now)
        return None

    def _due(self, order: Order, now: datetime) -> datetime | None:
        """When the approvers' time is up; not in quiet hours, and perhaps never."""
        due = escalation_at(order.changed_at, self.policy.times)
        return due and next_loud(max(now, due), self.policy.times)

    def _ask(self, books: Books, order: Order, there: Presence, now: datetime) -> None:
        """Ask those who are there, each once."""
        way = self.policy.notify.backup_approvers
        if order.escalated_at is None:
            books.amend(order, escalated_at=now)
            body = {"asked": list(there.backups), "away": sorted(there.away)}
            books.note(order.id, "escalated", by=BOT, at=now, body=body)
            redraw(books, order.id)
            if way is Way.CHANNEL:
                books.add(jobs.digest(Topic.BACKUPS, now, order_id=order.id))
        for person in there.backups if way is Way.DM else ():
            books.want(jobs.draw(order.id, anew(f"{COPY}{person}", order)))
