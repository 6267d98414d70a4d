"""Send private answers to people, and alarms to operators."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim
from bot.domain.order import Order
from bot.domain.picture import Reply, ReplyKind
from bot.domain.policy import Policy
from bot.ports import Announcer, Clock, Directory, Ledger
from bot.services.picturing import Picturing
from bot.services.retrying import retry_at

ALERTS = {
    "part_size": ReplyKind.ALERT_PART_SIZE,
    "access_denied": ReplyKind.ALERT_ACCESS_DENIED,
    "no_credit": ReplyKind.ALERT_NO_CREDIT,
    "approval_channel": ReplyKind.APPROVAL_CHANNEL_MISSING,
    "late_answer": ReplyKind.ALERT_LATE_ANSWER,
}
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
        reply = Reply(ReplyKind(said["kind"]), order, tuple(said["people"]), said["detail"])
        return await self._send(reply, said["user"], said["response_url"], claim)

    async def alert(self, claim: Claim) -> datetime | None:
        """Tell every operator, each by DM, what needs a hand."""
        said = claim.job.payload
        order = await self._order(said["order"])
        membership = await self.directory.members(self.policy.groups)
        people = list(membership.expand(self.policy.operators))
        if said["about"] in ALSO_TO_REQUESTER and order is not None:
            people.append(order.requester.id)
        reply = Reply(ALERTS[said["about"]], order, tuple(people), said["detail"])
        again = [await self._send(reply, person, "", claim) for person in dict.fromkeys(people)]
        return next((at for at in again if at is not None), None)

    async def _order(self, order_id: str) -> Order | None:
        order = await self.ledger.read(lambda books: books.order(order_id)) if order_id else None
        return order and await self.picturing.introduce(order)

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
