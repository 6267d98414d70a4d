"""Post one message about what waits for a decision, and write down that it was delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.deadlines import earliest_end
from bot.domain.digest import Digest, Topic
from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Order, State
from bot.domain.picture import Card
from bot.domain.policy import Act, Membership, may
from bot.domain.presence import back_on, candidates, stand_ins
from bot.domain.reminders import belongs
from bot.domain.rules import Policy
from bot.domain.tiers import tier_of
from bot.domain.worktime import is_quiet
from bot.ports import Announcer, Clock, Directory, Ledger
from bot.services.alarming import alarm
from bot.services.batches import batches
from bot.services.picturing import Picturing
from bot.services.redrawing import DEADLINE, anew, redraw
from bot.services.retrying import retry_at

SHOWN = 20
TRY_AGAIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the job says: see `jobs.digest`."""

    key: str
    topic: Topic
    begun_at: datetime
    to: str
    order_id: str


@dataclass(frozen=True, slots=True)
class Digesting:
    """Runs the `digest` job.

    Attributes:
        approval_channel: Where managers decide.
    """

    ledger: Ledger
    announcer: Announcer
    directory: Directory
    picturing: Picturing
    policy: Policy
    clock: Clock
    approval_channel: str

    async def deliver(self, claim: Claim) -> datetime | None:
        """Post the message, unless nothing waits any more or it has come too late to be said."""
        asked = _asked(claim)
        if self._is_over(asked):
            return None
        orders = await self._orders(asked)
        if not orders:
            return None
        try:
            await self._post(asked, orders, look_first=claim.fence > 1)
        except SlackUnavailableError as error:
            return retry_at(claim, error, self.clock.now())
        except SlackRefusedError as error:
            return None if asked.to else await self._refused(asked, orders[0].id, error.code)
        if asked.topic is not Topic.BACKUPS:
            await self._delivered(orders)
        return None

    async def _refused(self, asked: _Asked, order_id: str, code: str) -> datetime | None:
        """Have the channel mended; the next round reminds anew, but backups are asked once."""
        now = self.clock.now()
        await self.ledger.write(lambda books: alarm(books, "approval_channel", order_id, code, now))
        return now + TRY_AGAIN if asked.topic is Topic.BACKUPS else None

    def _is_over(self, asked: _Asked) -> bool:
        """Whether the next round says it better, or people are not to be disturbed now."""
        now, times = self.clock.now(), self.policy.times
        if asked.topic is Topic.WAITING and now >= asked.begun_at + times.remind_every:
            return True
        return asked.topic is not Topic.BACKUPS and is_quiet(now, times)

    async def _orders(self, asked: _Asked) -> Sequence[Order]:
        """What the message is about: of one person's, what that person can decide."""
        membership = await self.directory.members(self.policy.groups)
        return await self.ledger.read(lambda books: self._told(books, asked, membership))

    def _told(self, books: Books, asked: _Asked, membership: Membership) -> Sequence[Order]:
        if asked.order_id:
            order = books.order(asked.order_id)
            found = [order] if order and order.state is State.AWAITING_APPROVAL else []
        else:
            times = self.policy.times
            found = [each for each in books.waiting() if belongs(each, asked.begun_at, times)]
        if not asked.to:
            return found
        if books.absences([asked.to], self.clock.now()):
            return []
        if asked.to in stand_ins(self.policy, membership):
            found = [each for each in found if each.escalated_at]
        return [each for each in found if self._decides(books, asked.to, each, membership)]

    def _decides(self, books: Books, person: str, order: Order, membership: Membership) -> bool:
        """Whether the person's approval would count, and is not given yet."""
        if not may(self.policy, Act.APPROVE, person, order, membership).allowed:
            return False
        # Where one is enough, an order that waits has got none; many may wait.
        many = tier_of(self.policy, order).approvals > 1
        return not many or all(person != each.approver.id for each in books.approvals(order))

    async def _post(self, asked: _Asked, orders: Sequence[Order], *, look_first: bool) -> None:
        now, shown = self.clock.now(), orders[:SHOWN]
        away = await self._away(asked)
        digest = Digest(
            key=asked.key,
            topic=asked.topic,
            begun_at=asked.begun_at,
            at=now,
            orders=tuple([await self._named(each, now) for each in shown]),
            more=len(orders) - len(shown),
            house=self.picturing.house,
            cards=await self.ledger.read(lambda books: _cards(books, shown)),
            names=await self.picturing.names({each.requester.id for each in shown} | away.keys()),
            away=away,
            mention="" if asked.to or away else self._group(asked.topic),
            personal=bool(asked.to),
        )
        channel = await self.announcer.direct(asked.to) if asked.to else self.approval_channel
        await self.announcer.remind(digest, channel, look_first=look_first)

    async def _named(self, order: Order, now: datetime) -> Order:
        """The order with its people named, and the deadline that this reminder leaves it."""
        named = await self.picturing.introduce(order)
        return replace(named, expires_at=self._ends(order, now))

    async def _away(self, asked: _Asked) -> Mapping[str, date]:
        """Whom the channel need not wait for."""
        if asked.to:
            return {}
        membership = await self.directory.members(self.policy.groups)
        people = candidates(self.policy, membership)
        if asked.topic is not Topic.BACKUPS:
            people = [each for each in people if each not in stand_ins(self.policy, membership)]
        now, zone = self.clock.now(), self.policy.times.zone
        absences = await self.ledger.read(lambda books: books.absences(people, now))
        return back_on(absences, zone)

    def _group(self, topic: Topic) -> str:
        """The one group that a message in the channel pings; people are pinged by DM alone."""
        of = self.policy.backup_approvers if topic is Topic.BACKUPS else self.policy.approvers
        return of[0] if len(of) == 1 and of[0].startswith("S") else ""

    def _ends(self, order: Order, told_at: datetime) -> datetime:
        """The deadline of an order of which somebody was told then."""
        return max(order.expires_at, earliest_end(told_at, self.policy.times))

    async def _delivered(self, orders: Sequence[Order]) -> None:
        for some in batches(orders):
            await self._write(some)

    async def _write(self, order_ids: Sequence[str]) -> None:
        await self.ledger.write(lambda books: self._remember(books, order_ids))

    def _remember(self, books: Books, order_ids: Sequence[str]) -> None:
        now = self.clock.now()
        for order_id in order_ids:
            order = books.order(order_id)
            if order is None or order.state is not State.AWAITING_APPROVAL:
                continue
            ends = self._ends(order, now)
            books.amend(order, reminded_at=now, expires_at=ends)
            if ends > order.expires_at:
                books.note(order_id, "postponed", by=BOT, at=now, body={"expires_at": ends})
                _correct_warning(books, order)
            if ends > order.expires_at or order.reminded_at is None:
                redraw(books, order_id)


def _asked(claim: Claim) -> _Asked:
    said = claim.job.payload
    at = datetime.fromisoformat(said["at"])
    return _Asked(claim.job.key, Topic(said["topic"]), at, said["to"], said["order"])


def _correct_warning(books: Books, order: Order) -> None:
    """A requester who was warned already has read an earlier deadline."""
    warning = anew(DEADLINE, order)
    if any(card.kind == warning for card in books.cards(order.id)):
        books.want(jobs.draw(order.id, warning))


def _cards(books: Books, orders: Sequence[Order]) -> Mapping[str, Card]:
    """The managers' card of each order, where it is posted."""
    found = [card for order in orders for card in books.cards(order.id)]
    return {card.order_id: card for card in found if card.kind == "approval" and card.ts}
