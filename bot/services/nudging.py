"""A requester has the managers reminded of an order, once a period and never in quiet hours."""

from dataclasses import dataclass
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.deadlines import earliest_end
from bot.domain.order import Order, State
from bot.domain.picture import ReplyKind
from bot.domain.reminders import reminds, ripe_at
from bot.domain.rules import Policy
from bot.domain.worktime import is_quiet, next_loud
from bot.ports import Clock, Ledger
from bot.services.approving import WHEN_NOT_WAITING
from bot.services.choosing import Choice, answer, note_refusal

NUDGED = "nudged"


@dataclass(frozen=True, slots=True)
class Nudging:
    """Takes the requester's wish; no user group has to be known for it."""

    ledger: Ledger
    policy: Policy
    clock: Clock

    async def nudge(self, choice: Choice) -> None:
        """Commit the reminder, or the reason why there is none."""
        await self.ledger.write(lambda books: self._nudge(books, choice))

    def _nudge(self, books: Books, choice: Choice) -> None:
        now = self.clock.now()
        if not books.first_time(choice.key, now):
            return
        order = books.order(choice.order_id)
        if order is None:
            answer(books, choice, ReplyKind.NO_SUCH_ORDER)
            return
        kind, again = self._refusal(choice, order) or self._timing(books, order)
        if kind is ReplyKind.REMINDED:
            books.note(order.id, NUDGED, by=choice.person, at=now, body={})
            books.add(jobs.nudge(choice.key, order.id))
        else:
            note_refusal(books, choice, kind, policy=self.policy.digest, at=now)
        answer(books, choice, kind, detail=again)

    def _refusal(self, choice: Choice, order: Order) -> tuple[ReplyKind, str] | None:
        """Why nobody is reminded at all."""
        if choice.person.id != order.requester.id:
            return ReplyKind.NOT_YOUR_REMINDER, ""
        if order.state is not State.AWAITING_APPROVAL:
            return WHEN_NOT_WAITING.get(order.state, ReplyKind.ALREADY_DECIDED), ""
        return None if reminds(self.policy) else (ReplyKind.REMINDERS_OFF, "")

    def _timing(self, books: Books, order: Order) -> tuple[ReplyKind, str]:
        """Whether now is the time, and from when it is again."""
        now, times = self.clock.now(), self.policy.times
        if ripe_at(order, times) is None:
            return ReplyKind.REMINDED_ENOUGH, order.expires_at.isoformat()
        if is_quiet(now, times):
            return ReplyKind.REMIND_LATER, next_loud(now, times).isoformat()
        last = _last(books, order)
        if last is not None and now < last + times.remind_every:
            return ReplyKind.REMIND_AGAIN, (last + times.remind_every).isoformat()
        if earliest_end(now, times) > order.expires_at:  # It moves the deadline, and is the last.
            return ReplyKind.REMINDED, ""
        return ReplyKind.REMINDED, (now + times.remind_every).isoformat()


def _last(books: Books, order: Order) -> datetime | None:
    """When the requester had them reminded last."""
    asked = [body["at"] for body in books.history(order.id) if body.get("kind") == NUDGED]
    return datetime.fromisoformat(asked[-1]) if asked else None
