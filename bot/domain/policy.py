"""Who may ask, who may approve and how much: a pure function from facts to a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.criteria import Criteria
from bot.domain.order import Order
from bot.domain.rules import Policy


class Reason(StrEnum):
    """Why an act is allowed or refused; the views word it."""

    APPROVER = "approver"
    OPERATOR = "operator"
    REQUESTER = "requester"
    NOT_APPROVER = "not_approver"
    NOT_OPERATOR = "not_operator"
    NOT_YOURS = "not_yours"
    NOT_REQUESTER = "not_requester"
    OWN_REQUEST = "own_request"
    OWN_CHANGE = "own_change"
    TOO_MANY = "too_many"
    ANYONE = "anyone"


class Act(StrEnum):
    """What a person wants to do with an order, or with all buying."""

    APPROVE = "approve"
    DENY = "deny"
    CHANGE = "change"
    CANCEL = "cancel"
    ASK = "ask"
    ANSWER = "answer"
    LOOK = "look"
    REMIND = "remind"
    ADOPT = "adopt"
    ORDER_AGAIN = "order_again"
    GIVE_UP = "give_up"
    PAUSE = "pause"
    RESUME = "resume"


REVIEWS = frozenset({Act.ADOPT, Act.ORDER_AGAIN, Act.GIVE_UP})
SWITCHES = frozenset({Act.PAUSE, Act.RESUME})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says.

    Attributes:
        allowed: Whether the act may go on.
        reason: Why, or why not.
        people: The ids to name in the answer, such as who could approve instead.
    """

    allowed: bool
    reason: Reason
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """Who is in which user group, as read from Slack.

    Attributes:
        members: User ids by user group id; a group that could not be read is missing.
    """

    members: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def expand(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The user ids behind user ids and group ids, each once, in a stable order."""
        found: dict[str, None] = {}
        for name in names:
            members = sorted(self.members.get(name, ())) if name.startswith("S") else [name]
            found.update(dict.fromkeys(members))
        return tuple(found)


def most_of(policy: Policy, criteria: Criteria) -> int:
    """The largest quantity of such TNs in one order."""
    if criteria.digits is None:
        return policy.limits.quantity
    return min(policy.limits.quantity, policy.limits.chosen)


def may_place(policy: Policy, criteria: Criteria) -> Verdict:
    """Whether a request for these TNs may be placed at all."""
    if criteria.quantity > most_of(policy, criteria):
        return Verdict(allowed=False, reason=Reason.TOO_MANY)
    return Verdict(allowed=True, reason=Reason.ANYONE)


def may(policy: Policy, act: Act, actor: str, order: Order, membership: Membership) -> Verdict:
    """Whether the actor may do this to the order now; fails closed on groups nobody could read."""
    if act in REVIEWS:
        return _may_review(policy, actor, order, membership)
    approvers = membership.expand((*policy.approvers, *policy.backup_approvers))
    if act in {Act.CANCEL, Act.LOOK, Act.ANSWER}:
        return _may_handle(act, actor, order, approvers)
    if actor not in approvers:
        return Verdict(allowed=False, reason=Reason.NOT_APPROVER, people=approvers)
    if actor == order.requester.id and (refusal := _not_ones_own(policy, act)):
        others = tuple(person for person in approvers if person != actor)
        return Verdict(allowed=False, reason=refusal, people=others)
    return Verdict(allowed=True, reason=Reason.APPROVER)


def _not_ones_own(policy: Policy, act: Act) -> Reason | None:
    """Why an approver may not do this to a request of their own; None if they may."""
    if act is Act.CHANGE:
        return Reason.OWN_CHANGE
    return Reason.OWN_REQUEST if act is Act.APPROVE and not policy.self_approval else None


def _may_handle(act: Act, actor: str, order: Order, approvers: tuple[str, ...]) -> Verdict:
    """Requesters look after their own orders, approvers after all; they answer for nobody."""
    if actor == order.requester.id:
        return Verdict(allowed=True, reason=Reason.REQUESTER)
    if act is Act.ANSWER:
        whom = (order.requester.id,)
        return Verdict(allowed=False, reason=Reason.NOT_REQUESTER, people=whom)
    allowed = actor in approvers
    return Verdict(allowed=allowed, reason=Reason.APPROVER if allowed else Reason.NOT_YOURS)


def _may_review(policy: Policy, actor: str, order: Order, membership: Membership) -> Verdict:
    """Operators settle what a machine can't; where there is none, approvers but the requester."""
    people = membership.expand(policy.operators) or tuple(
        each for each in membership.expand(policy.approvers) if each != order.requester.id
    )
    if actor in people:
        return Verdict(allowed=True, reason=Reason.OPERATOR)
    return Verdict(allowed=False, reason=Reason.NOT_OPERATOR, people=people)


def may_switch(policy: Policy, actor: str, membership: Membership) -> Verdict:
    """Whether the actor may pause and resume buying: operators alone, and nobody without them."""
    operators = membership.expand(policy.operators)
    if actor in operators:
        return Verdict(allowed=True, reason=Reason.OPERATOR)
    return Verdict(allowed=False, reason=Reason.NOT_OPERATOR, people=operators)


def groups_for(policy: Policy, act: Act) -> frozenset[str]:
    """The user groups whose members have to be known before the act is decided."""
    if act not in SWITCHES:
        return policy.groups
    return frozenset(name for name in policy.operators if name.startswith("S"))


def needs_confirmation(policy: Policy, order: Order) -> bool:
    """Whether Approve asks once more: many TNs, much money, or a price that nobody knows."""
    monthly = order.monthly
    return (
        order.quantity > policy.confirm_above.quantity
        or monthly is None
        or monthly > policy.confirm_above.monthly
    )
