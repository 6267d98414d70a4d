"""Place a request: one transaction, after which nothing of it can be lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.asking import may_ask
from bot.domain.criteria import Request
from bot.domain.deadlines import deadline, warning_at
from bot.domain.order import Draft, Order, Person
from bot.domain.parameters import to_parameters
from bot.domain.picture import Card, Reply, ReplyKind
from bot.domain.policy import Reason, Verdict
from bot.ports import Clock, Ledger
from bot.services.admitting import Admitting
from bot.services.redrawing import WHOM

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
        response_url: Where the receipt goes when the ack can't carry it, empty for a direct
            message; None where the ack carries it.
        form: The form that it was written in, which places one order at most; empty without one.
            Whoever sent it reads a refusal in it.
    """

    key: str
    person: Person
    channel: str
    private: bool
    request: Request
    response_url: str | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of it.

    Attributes:
        order: The order, or None when the policy refused it.
        verdict: What the policy said.
        twin: An open order for the same, if it looks like a repeat.
        repeated: Whether this very delivery was written down before; then nothing was added.
        names: Display names of the verdict's people, by user id, as far as they are known.
    """

    order: Order | None
    verdict: Verdict
    twin: Order | None = None
    repeated: bool = False
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def refusal(self) -> Reply:
        """The answer to a request that may not be placed; it names whom it knows."""
        return Reply(kind_of(self.verdict), people=tuple(self.names), detail=self.verdict.detail)


def kind_of(verdict: Verdict) -> ReplyKind:
    """How a person is told that a request may not be placed."""
    return ReplyKind(verdict.reason.value)


@dataclass(frozen=True, slots=True)
class Placing:
    """Writes requests down.

    Attributes:
        ledger: The store.
        admitting: Who may ask for what, by which policy.
        clock: Business time.
        new_id: Makes ULIDs.
        offer_after: How long the carrier has to answer before managers are asked anyway.
    """

    ledger: Ledger
    admitting: Admitting
    clock: Clock
    new_id: Callable[[], str]
    offer_after: timedelta

    async def place(self, ask: Ask) -> Placed:
        """Commit the request, its event and its jobs; a second delivery adds nothing."""
        asked = replace(ask, request=self.admitting.addressed(ask.request, ask.person.id))
        return await self.ledger.write(lambda books: self._place(books, asked))

    def standing(self, person: str) -> Placed | None:
        """Why a person may ask for nothing, whatever it is; None where nothing known forbids it."""
        verdict = may_ask(self.admitting.policy, self.admitting.known(person))
        if verdict.allowed or verdict.reason is Reason.NOT_KNOWN:
            return None
        return Placed(None, verdict, names=self.admitting.names(verdict))

    def _place(self, books: Books, ask: Ask) -> Placed:
        now = self.clock.now()
        verdict = self.admitting.verdict(ask.request, ask.person.id, books)
        if not books.first_time(ask.key, now):
            return Placed(None, verdict, repeated=True)
        if not verdict.allowed and verdict.reason is not Reason.NOT_KNOWN:
            self._refuse(books, ask, verdict)
            return Placed(None, verdict, names=self.admitting.names(verdict))
        if ask.form and not books.first_time(f"form:{ask.form}", now):
            return Placed(None, verdict, repeated=True)
        twin = books.open_twin(ask.person.id, ask.request, now - REPEAT_WITHIN)
        order = books.open_order(self._draft(ask, twin))
        for job in (
            jobs.draw(order.id, "root"),
            jobs.check(order.id),
            jobs.offer_anyway(order.id, now + self.offer_after),
            jobs.expire(order.id, warning_at(order.expires_at, self.admitting.policy.times)),
        ):
            books.add(job)
        if order.request.for_whom:
            books.put_card(Card(order.id, WHOM))  # From now on it is drawn whenever the others are.
        _answer(books, ask, ReplyKind.RECEIVED, order=order.id)
        return Placed(order, verdict, twin)

    def _refuse(self, books: Books, ask: Ask, verdict: Verdict) -> None:
        body = {
            "act": "place",
            "reason": verdict.reason,
            "criteria": to_parameters(ask.request.criteria),
            **ask.request.circumstances,
            "policy": self.admitting.policy.digest,
        }
        books.note(ask.person.id, "refused", by=ask.person, at=self.clock.now(), body=body)
        if not ask.form:
            people = list(verdict.people)
            _answer(books, ask, kind_of(verdict), people=people, detail=verdict.detail)

    def _draft(self, ask: Ask, twin: Order | None) -> Draft:
        now = self.clock.now()
        return Draft(
            id=self.new_id(),
            requester=ask.person,
            channel=ask.channel,
            private=ask.private,
            request=ask.request,
            created_at=now,
            expires_at=deadline(now, self.admitting.policy.times),
            duplicate_of=twin.number if twin else None,
        )


def _answer(books: Books, ask: Ask, kind: ReplyKind, **said: object) -> None:
    """Promise the private answer, where the ack can't carry it."""
    if ask.response_url is not None:
        job = jobs.answer(ask.key, kind, user=ask.person.id, url=ask.response_url)
        books.add(replace(job, payload=job.payload | said))
