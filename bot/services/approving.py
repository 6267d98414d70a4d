"""Approve, deny and cancel: authority and state are read again at the click.

The switch of all buying comes the same way, and is settled in `switching`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim, Kind
from bot.domain.order import BOT, Move, Order, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import SWITCHES, Act, Membership
from bot.domain.tiers import owners_of
from bot.ports import Clock, Ledger
from bot.services.authority import Authority
from bot.services.choosing import Choice, answer, promise, revive, takes_effect
from bot.services.redrawing import redraw
from bot.services.switching import Switching
from bot.services.voting import BEYOND_VOTES, ballot, vote, withdraw

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
Effect = Callable[[Books, Choice, Order], ReplyKind | None]
"""What a choice does to an order that waits for it, and how that is answered."""


@dataclass(frozen=True, slots=True)
class Approving:
    """Decides by the policy, from the ledger and the live user groups."""

    ledger: Ledger
    authority: Authority
    switching: Switching
    clock: Clock

    async def decide(self, choice: Choice) -> None:
        """Commit the decision, or the promise to decide it at once when groups must be read."""
        membership = self.authority.known_membership(choice)
        named = self.authority.named(choice)
        await self.ledger.write(lambda books: self._decide(books, named, membership))

    async def decide_now(self, claim: Claim) -> datetime | None:
        """Run a promised decision: read the groups, then decide; fail closed after 10 s."""
        choice = revive(claim)
        membership = await self.authority.membership(choice, claim)
        if isinstance(membership, Membership):
            await self.ledger.write(lambda books: self._settle_once(books, choice, membership))
            return None
        return membership

    def _settle_once(self, books: Books, choice: Choice, membership: Membership) -> None:
        if takes_effect(books, choice, self.clock.now()):
            self.settle(books, choice, membership)

    def _decide(self, books: Books, choice: Choice, membership: Membership | None) -> None:
        now = self.clock.now()
        if not books.first_time(choice.key, now):
            return
        if membership is None and _is_own_affair(books, choice):
            membership = Membership()
        if membership is not None:
            self.settle(books, choice, membership)
            return
        books.add(promise(choice, Kind.DECIDE, now))

    def settle(
        self, books: Books, choice: Choice, membership: Membership, effect: Effect | None = None
    ) -> None:
        """Let the choice have its effect if it may have it now, and answer it in any case."""
        if choice.act in SWITCHES:
            self.switching.settle(books, choice, membership)
            return
        order = books.order(choice.order_id)
        if order is None:
            answer(books, choice, ReplyKind.NO_SUCH_ORDER)
            return
        if not self.authority.allows(books, choice, order, membership):
            return
        kind = self._act(books, choice, order, effect or self.carry_out)
        if kind is not None:
            answer(books, choice, kind, detail=str(choice.revision))

    def _act(self, books: Books, choice: Choice, order: Order, effect: Effect) -> ReplyKind | None:
        """What the person is told; None where a count of approvals was told already."""
        now = self.clock.now()
        if order.state in UNDECIDED and now >= order.expires_at:
            order = books.move(order, Move.EXPIRE, by=BOT, at=now)
            redraw(books, order.id, notice=State.EXPIRED)
        if choice.act is Act.LOOK:
            return ReplyKind.STATUS
        obstacle = _obstacle(order, choice)
        if obstacle is ReplyKind.CHANGED:
            books.want(jobs.draw(order.id, "approval"))
        if obstacle is None:
            return effect(books, choice, order)
        self.authority.note_refusal(books, choice, obstacle)
        return obstacle

    def carry_out(self, books: Books, choice: Choice, order: Order) -> ReplyKind | None:
        """Approve, withdraw that, deny or cancel an order that waits for it; as `_act` returns."""
        policy, now = self.authority.policy, self.clock.now()
        if choice.act is Act.WITHDRAW:
            return withdraw(books, policy, order, choice, now)
        if choice.act is Act.APPROVE and not vote(books, policy, order, choice, now):
            return None
        self._move(books, choice, order)
        return DONE[choice.act]

    def _move(self, books: Books, choice: Choice, order: Order) -> None:
        now = self.clock.now()
        policy = self.authority.policy
        why = {"policy": policy.digest, "reason": choice.reason}
        if choice.act is Act.APPROVE:
            why |= ballot(books, policy, order, choice)
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


def _obstacle(order: Order, choice: Choice) -> ReplyKind | None:
    """Why the order's state does not let the choice through; None if it does."""
    if choice.act is Act.CANCEL:
        return _cancelling(order)
    if choice.act is Act.WITHDRAW and order.state in BEYOND_VOTES:
        return ReplyKind.VOTE_COUNTED
    if choice.act is Act.ANSWER or (choice.act is Act.ASK and order.state in UNDECIDED):
        return None
    is_stale = order.state in UNDECIDED and choice.revision != order.revision
    if is_stale or order.state is State.AWAITING_APPROVAL:
        return ReplyKind.CHANGED if is_stale else None
    return WHEN_NOT_WAITING.get(order.state, ReplyKind.ALREADY_DECIDED)


def _cancelling(order: Order) -> ReplyKind | None:
    if order.state in CANCELLABLE:
        return None
    return ReplyKind.ALREADY_DECIDED if order.state in ENDED_UNBOUGHT else ReplyKind.TOO_LATE


def _is_own_affair(books: Books, choice: Choice) -> bool:
    """Whether what is asked needs no knowledge of any group."""
    if choice.act is Act.WITHDRAW:
        return True
    order = books.order(choice.order_id)
    own = order is not None and choice.person.id in owners_of(order)
    return own and choice.act in {Act.CANCEL, Act.LOOK}
