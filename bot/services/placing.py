"""Place a request: one transaction, after which nothing of it can be lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.asking import may_place
from bot.domain.criteria import Request
from bot.domain.deadlines import deadline, warning_at
from bot.domain.order import Draft, Order, Person
from bot.domain.picture import ReplyKind
from bot.domain.policy import Verdict, most_of
from bot.domain.rules import Policy
from bot.ports import Clock, Ledger

REPEAT_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it came in.

    Attributes:
        key: What makes this delivery unique: Slack's trigger id.
        person: Who asks.
        channel: Where it was asked.
        private: Whether that conversation's name must not be shown to others.
        request: What is asked for.
        response_url: Where a private answer goes, when the ack can't carry one; else empty.
    """

    key: str
    person: Person
    channel: str
    private: bool
    request: Request
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of it.

    Attributes:
        order: The order, or None when the policy refused it.
        verdict: What the policy said.
        twin: An open order for the same, if it looks like a repeat.
        repeated: Whether this very delivery was written down before; then nothing was added.
    """

    order: Order | None
    verdict: Verdict
    twin: Order | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Placing:
    """Writes requests down.

    Attributes:
        ledger: The store.
        policy: Who may ask for how much, and how long it waits for a decision.
        clock: Business time.
        new_id: Makes ULIDs.
        offer_after: How long the carrier has to answer before managers are asked anyway.
    """

    ledger: Ledger
    policy: Policy
    clock: Clock
    new_id: Callable[[], str]
    offer_after: timedelta

    async def place(self, ask: Ask) -> Placed:
        """Commit the request, its event and its jobs; a second delivery adds nothing."""
        return await self.ledger.write(lambda books: self._place(books, ask))

    def _place(self, books: Books, ask: Ask) -> Placed:
        now = self.clock.now()
        verdict = may_place(self.policy, ask.request.criteria)
        if not books.first_time(ask.key, now):
            return Placed(None, verdict, repeated=True)
        if not verdict.allowed:
            body = {"reason": verdict.reason, "quantity": ask.request.criteria.quantity}
            books.note(ask.person.id, "refused", by=ask.person, at=now, body=body)
            most = most_of(self.policy, ask.request.criteria)
            _answer(books, ask, ReplyKind.TOO_MANY, detail=str(most))
            return Placed(None, verdict)
        twin = books.open_twin(ask.person.id, ask.request, now - REPEAT_WITHIN)
        order = books.open_order(self._draft(ask, twin))
        for job in (
            jobs.draw(order.id, "root"),
            jobs.check(order.id),
            jobs.offer_anyway(order.id, now + self.offer_after),
            jobs.expire(order.id, warning_at(order.expires_at, self.policy.times)),
        ):
            books.add(job)
        _answer(books, ask, ReplyKind.RECEIVED, order_id=order.id)
        return Placed(order, verdict, twin)

    def _draft(self, ask: Ask, twin: Order | None) -> Draft:
        now = self.clock.now()
        return Draft(
            id=self.new_id(),
            requester=ask.person,
            channel=ask.channel,
            private=ask.private,
            request=ask.request,
            created_at=now,
            expires_at=deadline(now, self.policy.times),
            duplicate_of=twin.number if twin else None,
        )


def _answer(
    books: Books, ask: Ask, kind: ReplyKind, *, order_id: str = "", detail: str = ""
) -> None:
    if ask.response_url:
        job = jobs.answer(
            ask.key,
            kind,
            user=ask.person.id,
            url=ask.response_url,
            order_id=order_id,
            detail=detail,
        )
        books.add(job)
