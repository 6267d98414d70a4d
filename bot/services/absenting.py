"""Approvers go away and come back: no reminders meanwhile, and their backups are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Order, Person
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Membership, may
from bot.domain.presence import candidates
from bot.domain.rules import Policy
from bot.ports import Clock, Directory, Ledger
from bot.services.batches import batches
from bot.services.redrawing import redraw
from bot.services.telling import News, promised

LONGEST = timedelta(days=366)
A_WEEK = timedelta(days=7)
# Slack lets at least 50 messages be changed in a minute; an order has two, and others need some.
PACE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Absence:
    """What a person says.

    Attributes:
        key: What makes this delivery unique: Slack's trigger id.
        person: The Slack user id.
        until: The day on which they are back, in the policy's zone; None is now.
        response_url: Where the answer goes.
    """

    key: str
    person: str
    until: date | None
    response_url: str


@dataclass(frozen=True, slots=True)
class Absenting:
    """Takes what people say, and runs the `absence` job."""

    ledger: Ledger
    directory: Directory
    policy: Policy
    clock: Clock

    def may_last(self, until: date) -> bool:
        """Whether an absence can end on that day: after today, and within a year."""
        today = self._today
        return today < until <= today + LONGEST

    @property
    def example(self) -> date:
        """A day that can be said."""
        return self._today + A_WEEK

    async def say(self, absence: Absence) -> None:
        """Commit it; a job finds out whether it changes anything, and answers."""
        await self.ledger.write(lambda books: self._promise(books, absence))

    async def settle(self, claim: Claim) -> datetime | None:
        """Write the absence or its end down, and look with other eyes at all that waits.

        Returns:
            When to run again, for an absence that lasts longer than this job knows.
        """
        membership = await self.directory.members(self.policy.groups)
        person = await self.directory.person(claim.job.payload["person"])
        changed, again = await self.ledger.write(
            lambda books: self._record(books, claim, person, membership)
        )
        if changed:
            theirs = await self.ledger.read(lambda books: self._theirs(books, person, membership))
            before = 0
            for some in batches(theirs):
                await self._look(some, before)
                before += len(some)
        return again

    @property
    def _today(self) -> date:
        return self.clock.now().astimezone(self.policy.times.zone).date()

    def _promise(self, books: Books, absence: Absence) -> None:
        if books.first_time(absence.key, self.clock.now()):
            day, zone = absence.until, self.policy.times.zone
            until = day and datetime.combine(day, time(0), zone)
            url = absence.response_url
            books.add(jobs.absence(absence.key, absence.person, until, url=url))

    def _record(
        self, books: Books, claim: Claim, person: Person, membership: Membership
    ) -> tuple[bool, datetime | None]:
        """Whether somebody who approves came or went, and when an absence ends that goes on."""
        said, now = _read(claim), self.clock.now()
        groups_are_known = self.policy.groups <= membership.members.keys()
        if groups_are_known and person.id not in candidates(self.policy, membership):
            _answer(books, said, person, ReplyKind.AWAY_NOTHING)
            return False, None
        if said.by_itself and (absences := books.absences([person.id], now)):
            return False, absences[person.id]
        if books.first_time(claim.job.key, now):
            _write(books, said, person, now)
        return True, None

    def _theirs(self, books: Books, person: Person, membership: Membership) -> Sequence[Order]:
        """What waits and could be decided by the person: other cards don't tell of them."""
        waiting, policy = books.waiting(), self.policy
        if not policy.groups <= membership.members.keys():
            return waiting
        return [o for o in waiting if may(policy, Act.APPROVE, person.id, o, membership).allowed]

    async def _look(self, order_ids: Sequence[str], before: int) -> None:
        await self.ledger.write(lambda books: self._look_again(books, order_ids, before))

    def _look_again(self, books: Books, order_ids: Sequence[str], before: int) -> None:
        """Have backups asked at once, and cards drawn so slowly that decisions come between."""
        now = self.clock.now()
        for place, order_id in enumerate(order_ids, start=before):
            redraw(books, order_id, at=now + place * PACE if place else None)
            books.want(jobs.escalate(order_id))


@dataclass(frozen=True, slots=True)
class _Said:
    """What the job says: see `jobs.absence`; without a key a time is simply up."""

    key: str
    until: datetime | None
    url: str

    @property
    def by_itself(self) -> bool:
        return not self.key


def _read(claim: Claim) -> _Said:
    said = claim.job.payload
    until = datetime.fromisoformat(said["until"]) if said["until"] else None
    return _Said(said["key"], until, said["url"])


def _write(books: Books, said: _Said, person: Person, now: datetime) -> None:
    """The absence or its end, its event, the job that ends it, and the answer."""
    books.set_absence(person.id, said.until)
    kind, by = ("away" if said.until else "back"), (BOT if said.by_itself else person)
    books.note(person.id, kind, by=by, at=now, body={"until": said.until})
    if said.until:
        books.add(jobs.back(person.id, said.until))
    day = said.until.date().isoformat() if said.until else ""
    _answer(books, said, person, ReplyKind.AWAY if said.until else ReplyKind.BACK, day)


def _answer(books: Books, said: _Said, person: Person, kind: ReplyKind, day: str = "") -> None:
    if not said.by_itself:
        books.add(promised(News(said.key, kind, person.id, said.url, detail=day)))
