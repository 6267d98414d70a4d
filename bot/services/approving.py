"""Approve, deny and cancel: authority and state are read again at the click."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim, Job, Kind
from bot.domain.order import BOT, Move, Order, Person, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Membership, Policy, Reason, may
from bot.ports import Clock, Directory, Ledger
from bot.services.redrawing import redraw

DECIDE_WITHIN = timedelta(seconds=10)

REFUSALS: Mapping[Reason, ReplyKind] = {
    Reason.NOT_APPROVER: ReplyKind.NOT_APPROVER,
    Reason.OWN_REQUEST: ReplyKind.OWN_REQUEST,
    Reason.NOT_YOURS: ReplyKind.NOT_YOURS,
}
MOVES: Mapping[Act, Move] = {
    Act.APPROVE: Move.APPROVE,
    Act.DENY: Move.DENY,
    Act.CANCEL: Move.CANCEL,
}
DONE = {
    Act.APPROVE: ReplyKind.APPROVED,
    Act.DENY: ReplyKind.DENIED,
    Act.CANCEL: ReplyKind.CANCELLED,
}
UNDECIDED = frozenset({State.CHECKING, State.AWAITING_APPROVAL})
ENDED_UNBOUGHT = frozenset({State.CANCELLED, State.DENIED, State.EXPIRED, State.REFUSED})
WHEN_NOT_WAITING = {
    State.EXPIRED: ReplyKind.EXPIRED,
    State.CHECKING: ReplyKind.STILL_CHECKING,
}
CANCELLABLE = frozenset({State.CHECKING, State.AWAITING_APPROVAL, State.APPROVED})


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's decision about an order, as it came in.

    Attributes:
        key: What makes this delivery unique: Slack's trigger id.
        act: What the person wants.
        person: Who.
        order_id: The order's ULID.
        revision: The revision of the card that was clicked.
        reason: The person's own words.
        response_url: Where the private answer goes while it lives; may be empty.
        at: When it came in, UTC.
    """

    key: str
    act: Act
    person: Person
    order_id: str
    revision: int
    reason: str = ""
    response_url: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approving:
    """Decides by the policy, from the ledger and the live user groups."""

    ledger: Ledger
    policy: Policy
    directory: Directory
    clock: Clock

    async def decide(self, choice: Choice) -> None:
        """Commit the decision, or the promise to decide it at once when groups must be read."""
        membership = self.directory.cached(self.policy.groups)
        choice = replace(choice, person=self.directory.known(choice.person.id) or choice.person)
        await self.ledger.write(lambda books: self._decide(books, choice, membership))

    async def decide_now(self, claim: Claim) -> datetime | None:
        """Run a promised decision: read the groups, then decide; fail closed after 10 s."""
        choice = _revive(claim.job.payload["choice"])
        membership = await self.directory.members(self.policy.groups)
        if self.policy.groups <= membership.members.keys():
            await self.ledger.write(lambda books: self._settle(books, choice, membership))
            return None
        now = self.clock.now()
        if choice.at and now - choice.at < DECIDE_WITHIN:
            if claim.fence == 1:
                await self.ledger.write(lambda books: _still_working(books, choice))
            return now + timedelta(seconds=1)
        await self.ledger.write(lambda books: self._cant_check(books, choice))
        return None

    def _decide(self, books: Books, choice: Choice, membership: Membership | None) -> None:
        now = self.clock.now()
        if not books.first_time(choice.key, now):
            return
        if membership is None and _is_own_affair(books, choice):
            membership = Membership()
        if membership is not None:
            self._settle(books, choice, membership)
            return
        kept = asdict(choice) | {"at": now.isoformat()}
        books.add(Job(f"decide:{choice.key}", Kind.DECIDE, payload={"choice": kept}))

    def _settle(self, books: Books, choice: Choice, membership: Membership) -> None:
        order = books.order(choice.order_id)
        if order is None:
            answer(books, choice, ReplyKind.NO_SUCH_ORDER)
            return
        verdict = may(self.policy, choice.act, choice.person.id, order, membership)
        if not verdict.allowed:
            kind = REFUSALS[verdict.reason]
            self._refuse(books, choice, verdict.reason)
            answer(books, choice, kind, people=verdict.people)
            return
        kind = self._act(books, choice, order)
        answer(books, choice, kind, detail=str(choice.revision))

    def _act(self, books: Books, choice: Choice, order: Order) -> ReplyKind:
        now = self.clock.now()
        if order.state in UNDECIDED and now >= order.expires_at:
            order = books.move(order, Move.EXPIRE, by=BOT, at=now)
            redraw(books, order.id, notice=State.EXPIRED)
        if choice.act is Act.LOOK:
            return ReplyKind.STATUS
        obstacle = _obstacle(order, choice)
        if obstacle is ReplyKind.CHANGED:
            books.want(jobs.draw(order.id, "approval"))
        if obstacle is not None:
            return obstacle
        if choice.act is Act.APPROVE:
            books.approve(order, choice.person, now)
        self._move(books, choice, order)
        return DONE[choice.act]

    def _move(self, books: Books, choice: Choice, order: Order) -> None:
        now = self.clock.now()
        why = {"policy": self.policy.digest, "reason": choice.reason}
        moved = books.move(
            order,
            MOVES[choice.act],
            by=choice.person,
            at=now,
            why=why,
            decided_by=choice.person,
            decided_at=now,
            reason=choice.reason,
            hold=None,
        )
        if moved.state is State.APPROVED:
            books.add(jobs.buy(order.id))
        redraw(books, order.id, notice=State.DENIED if moved.state is State.DENIED else None)

    def _refuse(self, books: Books, choice: Choice, reason: Reason) -> None:
        body = {"act": choice.act, "reason": reason, "policy": self.policy.digest}
        at = self.clock.now()
        books.note(choice.order_id, "refused", by=choice.person, at=at, body=body)

    def _cant_check(self, books: Books, choice: Choice) -> None:
        body = {"act": choice.act, "reason": "groups could not be read"}
        at = self.clock.now()
        books.note(choice.order_id, "refused", by=choice.person, at=at, body=body)
        answer(books, choice, ReplyKind.CANT_CHECK)


def answer(
    books: Books,
    choice: Choice,
    kind: ReplyKind,
    *,
    people: tuple[str, ...] = (),
    detail: str = "",
) -> None:
    """Promise the private answer to a decision."""
    job = jobs.answer(
        choice.key, kind, user=choice.person.id, url=choice.response_url, order_id=choice.order_id
    )
    books.add(replace(job, payload=job.payload | {"people": list(people), "detail": detail}))


def _obstacle(order: Order, choice: Choice) -> ReplyKind | None:
    """Why the order's state does not let the choice through; None if it does."""
    if choice.act is Act.CANCEL:
        if order.state in CANCELLABLE:
            return None
        return ReplyKind.ALREADY_DECIDED if order.state in ENDED_UNBOUGHT else ReplyKind.TOO_LATE
    if order.state is not State.AWAITING_APPROVAL:
        return WHEN_NOT_WAITING.get(order.state, ReplyKind.ALREADY_DECIDED)
    return ReplyKind.CHANGED if choice.revision != order.revision else None


def _is_own_affair(books: Books, choice: Choice) -> bool:
    """Whether the order's requester asks what needs no knowledge of any group."""
    order = books.order(choice.order_id)
    own = order is not None and order.requester.id == choice.person.id
    return own and choice.act in {Act.CANCEL, Act.LOOK}


def _still_working(books: Books, choice: Choice) -> None:
    answer(books, replace(choice, key=f"{choice.key}:wait"), ReplyKind.STILL_WORKING)


def _revive(kept: Mapping[str, Any]) -> Choice:
    revived: dict[str, Any] = {
        **kept,
        "act": Act(kept["act"]),
        "person": Person(**kept["person"]),
        "at": datetime.fromisoformat(kept["at"]),
    }
    return Choice(**revived)
