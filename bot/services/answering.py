"""Send private answers to people, and alarms to operators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.books import Books
from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim, Job
from bot.domain.order import Order
from bot.domain.picture import Pause, Reply, ReplyKind
from bot.domain.policy import Membership
from bot.domain.presence import back_on
from bot.domain.purchase import Bought
from bot.domain.rules import Policy
from bot.ports import Announcer, Clock, Directory, Ledger
from bot.services.pausing import pause_of
from bot.services.picturing import Picturing
from bot.services.retrying import retry_at
from bot.services.telling import News, promised

ALERTS = {
    "part_size": ReplyKind.ALERT_PART_SIZE,
    "access_denied": ReplyKind.ALERT_ACCESS_DENIED,
    "search_denied": ReplyKind.ALERT_SEARCH_DENIED,
    "no_credit": ReplyKind.ALERT_NO_CREDIT,
    "approval_channel": ReplyKind.APPROVAL_CHANNEL_MISSING,
    "late_answer": ReplyKind.ALERT_LATE_ANSWER,
    "twins": ReplyKind.ALERT_TWINS,
    "given_up": ReplyKind.ALERT_GIVEN_UP,
    "nobody_can_approve": ReplyKind.ALERT_NOBODY_CAN_APPROVE,
    "nobody": ReplyKind.ALERT_NOBODY,
}
URL_TRIES = 3
GROUP_TRIES = 20
GROUP_RETRY = timedelta(seconds=30)
GROUP_LATER = timedelta(minutes=5)
OF_CHANGES = frozenset({ReplyKind.CHANGED, ReplyKind.CHANGE_MADE})
ALSO_TO_REQUESTER = frozenset({"approval_channel"})


@dataclass(frozen=True, slots=True)
class Answering:
    """Runs the `answer` and `alert` jobs."""

    ledger: Ledger
    announcer: Announcer
    directory: Directory
    picturing: Picturing
    policy: Policy
    clock: Clock

    async def answer(self, claim: Claim) -> datetime | None:
        """Tell a person what became of their act, in the order's present state."""
        said = claim.job.payload
        order = await self._order(said["order"])
        kind = ReplyKind(said["kind"])
        numbers = await self._numbers(order) if order and kind is ReplyKind.STATUS else ()
        paused = await self._paused() if kind is ReplyKind.ALREADY_PAUSED else None
        picture = await self.picturing.picture(order.id) if order and kind in OF_CHANGES else None
        people, detail = tuple(said["people"]), said["detail"]
        away = await self._away(people)
        reply = Reply(kind, order, people, detail, numbers, paused, picture, away)
        # A response URL that nobody answers is given up for a DM.
        url = said["response_url"] if claim.fence <= URL_TRIES else ""
        return await self._send(reply, said["user"], url, claim)

    async def alert(self, claim: Claim) -> datetime | None:
        """Promise each operator a message of their own about what needs a hand.

        Whoever is known has to do when a group can't be read for long; the alarm waits for one.
        """
        membership = await self.directory.members(self.policy.groups)
        operators = membership.expand(self.policy.operators)
        soon = claim.fence <= GROUP_TRIES
        if not self._knows_operators(membership) and (soon or not operators):
            return self.clock.now() + (GROUP_RETRY if soon else GROUP_LATER)
        await self.ledger.write(lambda books: _promise(books, claim.job, operators))
        return None

    def _knows_operators(self, membership: Membership) -> bool:
        groups = {name for name in self.policy.operators if name.startswith("S")}
        return groups <= membership.members.keys()

    async def _order(self, order_id: str) -> Order | None:
        order = await self.ledger.read(lambda books: books.order(order_id)) if order_id else None
        return order and await self.picturing.introduce(order)

    async def _numbers(self, order: Order) -> tuple[Bought, ...]:
        return tuple(await self.ledger.read(lambda books: books.numbers(order.id)))

    async def _away(self, people: Sequence[str]) -> Mapping[str, date]:
        """Whom one would ask in vain just now."""
        if not people:
            return {}
        now = self.clock.now()
        absences = await self.ledger.read(lambda books: books.absences(people, now))
        return back_on(absences, self.policy.times.zone)

    async def _paused(self) -> Pause | None:
        return await self.picturing.attribute(await self.ledger.read(pause_of))

    async def _send(
        self, reply: Reply, user: str, response_url: str, claim: Claim
    ) -> datetime | None:
        order = reply.order
        named = {*reply.people, *((order.requester.id,) if order else ())}
        if order and order.decided_by:
            named.add(order.decided_by.id)
        names = await self.picturing.names(named)
        try:
            await self.announcer.reply(reply, user=user, names=names, response_url=response_url)
        except SlackUnavailableError as error:
            return retry_at(claim, error, self.clock.now())
        except SlackRefusedError:
            # A used-up response URL, or a person who can't be written to: the DM is the last way.
            if response_url:
                return await self._send(reply, user, "", claim)
        return None


def _promise(books: Books, alert: Job, operators: Sequence[str]) -> None:
    said = alert.payload
    order = books.order(said["order"])
    also = [order.requester.id] if order and said["about"] in ALSO_TO_REQUESTER else []
    for person in dict.fromkeys([*operators, *also]):
        key, kind = f"{alert.key}:{person}", ALERTS[said["about"]]
        books.add(promised(News(key, kind, person, order_id=said["order"], detail=said["detail"])))
