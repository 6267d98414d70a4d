"""Remind approvers of what waits for them: one round of messages a period, never in quiet hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.digest import Topic
from bot.domain.jobs import Claim, Job
from bot.domain.policy import Membership
from bot.domain.presence import candidates
from bot.domain.reminders import reminds, ripe_at
from bot.domain.rules import Policy, Way
from bot.domain.worktime import is_quiet, next_loud
from bot.ports import Clock, Directory, Ledger
from bot.services.answering import GROUP_RETRY

BEGUN = "reminded"


@dataclass(frozen=True, slots=True)
class Reminding:
    """Runs the `remind` jobs: the recurring one, and those that a requester asks for."""

    ledger: Ledger
    directory: Directory
    policy: Policy
    clock: Clock

    async def remind(self, claim: Claim) -> datetime | None:
        """Begin a round of messages if something is ripe for it.

        Returns:
            When to look again; None where there are no reminders, or after one that was asked for.
        """
        if not reminds(self.policy):
            return None
        now, nudged = self.clock.now(), claim.job.payload.get("order", "")
        if not nudged and (ripe := await self._next(now)) > now:
            return ripe
        membership = await self.directory.members(self.policy.groups)
        if not self.policy.groups <= membership.members.keys():
            return now + GROUP_RETRY
        topic = Topic.NUDGE if nudged else Topic.WAITING
        messages = self._messages(topic, membership, order_id=nudged)
        if nudged:
            await self.ledger.write(lambda books: self._pass_on(books, claim, messages))
            return None
        return await self.ledger.write(lambda books: self._begin(books, claim, messages))

    async def _next(self, now: datetime) -> datetime:
        """When something will be ripe, and people may be disturbed; new orders come later still."""
        times = self.policy.times
        if is_quiet(now, times):
            return next_loud(now, times)
        waiting = await self.ledger.read(lambda books: books.waiting())
        ripe = [at for order in waiting if (at := ripe_at(order, times)) is not None]
        return min([*ripe, now + times.remind_every])

    def _messages(
        self, topic: Topic, membership: Membership, *, order_id: str = ""
    ) -> Sequence[Job]:
        now = self.clock.now()
        to = [""]
        if self.policy.notify.approvers is Way.DM:
            to = [*candidates(self.policy, membership)]
        return [jobs.digest(topic, now, to=each, order_id=order_id) for each in to]

    def _begin(self, books: Books, claim: Claim, messages: Sequence[Job]) -> datetime:
        """Begin the round, unless another replica or an earlier run has begun it."""
        books.holds(claim)
        now, period = self.clock.now(), self.policy.times.remind_every
        begun = books.flag(BEGUN)
        if begun is not None and now < (ends := datetime.fromisoformat(begun) + period):
            return ends
        books.set_flag(BEGUN, now.isoformat())
        _add(books, messages)
        return now + period

    def _pass_on(self, books: Books, claim: Claim, messages: Sequence[Job]) -> None:
        """Promise what a requester asked for, once though this job be run twice."""
        if books.first_time(claim.job.key, self.clock.now()):
            _add(books, messages)


def _add(books: Books, messages: Sequence[Job]) -> None:
    for job in messages:
        books.add(job)
