"""Count approvals: each is a row, and the one that makes enough of them moves the order on.

All of this happens while the order's row is locked, so that no two see the same count.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.books import Books
from bot.domain import jobs
from bot.domain.order import Order, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import asks_for_reason
from bot.domain.rules import Policy
from bot.domain.tiers import tier_of
from bot.services.choosing import Choice, answer, note_refusal
from bot.services.redrawing import redraw

BEYOND_VOTES = frozenset(
    {State.APPROVED, State.ORDERING, State.COMPLETED, State.PARTIAL}
    | {State.FAILED, State.NEEDS_REVIEW}
)


def count(books: Books, policy: Policy, order: Order) -> dict[str, Any]:
    """Who has approved the order as it is now, and how many have to by which rule."""
    tier = tier_of(policy, order)
    given = [each.approver.id for each in books.approvals(order)]
    rule = {"policy": policy.digest, "tier": tier.name, "needed": tier.approvals}
    return {"approvals": given, **rule}


def ballot(books: Books, policy: Policy, order: Order, choice: Choice) -> Mapping[str, Any]:
    """What the event of one person's approval, or of its withdrawal, says of it."""
    own = asks_for_reason(policy, order, choice.person.id)
    return count(books, policy, order) | {"reason": choice.reason, "own": own}


def own_reason(books: Books, order: Order) -> str:
    """Why somebody approved what they asked for themselves; nothing where nobody did."""
    given = {each.approver.id for each in books.approvals(order)}
    own = (
        str(body["reason"])
        for body in (reversed(books.history(order.id)) if given else ())
        if body.get("own") and body["revision"] == order.revision and body["by"]["id"] in given
    )
    return next(own, "")


def has_enough(books: Books, policy: Policy, order: Order) -> bool:
    """Whether as many people have approved the order as have to."""
    return len(books.approvals(order)) >= tier_of(policy, order).approvals


def vote(books: Books, policy: Policy, order: Order, choice: Choice, now: datetime) -> bool:
    """Write one person's approval.

    Returns:
        Whether the order has enough now; if not, the vote is recorded and answered.
    """
    is_new = books.approve(order, choice.person, now)
    if is_new and asks_for_reason(policy, order, choice.person.id):
        books.want(jobs.draw(order.id, "own"))
    if has_enough(books, policy, order):
        return True
    if is_new:
        _note(books, policy, order, choice, now)
    else:
        note_refusal(books, choice, ReplyKind.VOTED_ALREADY, policy=policy.digest, at=now)
    _answer(books, policy, order, choice, ReplyKind.VOTED if is_new else ReplyKind.VOTED_ALREADY)
    return False


def withdraw(
    books: Books, policy: Policy, order: Order, choice: Choice, now: datetime
) -> ReplyKind | None:
    """Take back an approval that is not the last; what is told, unless that is a count."""
    if not books.withdraw(order, choice.person.id):
        note_refusal(books, choice, ReplyKind.NOT_VOTED, policy=policy.digest, at=now)
        return ReplyKind.NOT_VOTED
    _note(books, policy, order, choice, now)
    _answer(books, policy, order, choice, ReplyKind.WITHDRAWN)
    return None


def _note(books: Books, policy: Policy, order: Order, choice: Choice, now: datetime) -> None:
    """Put the vote on the record, and on the cards."""
    body = {"revision": order.revision, **ballot(books, policy, order, choice)}
    books.note(order.id, choice.act.value, by=choice.person, at=now, body=body)
    redraw(books, order.id)
    books.want(jobs.muster(order.id))
    books.want(jobs.escalate(order.id))  # Perhaps every approver has voted, and one is missing.


def _answer(books: Books, policy: Policy, order: Order, choice: Choice, kind: ReplyKind) -> None:
    given, needed = len(books.approvals(order)), tier_of(policy, order).approvals
    answer(books, choice, kind, detail=f"{given} of {needed}")
