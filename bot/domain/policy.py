"""Who may ask, who may approve and how much: a pure function from facts to a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.criteria import Criteria
from bot.domain.order import Order
from bot.domain.rules import Names, Policy
from bot.domain.tiers import all_deciders, asked_for_by, deciders_of, owners_of, tier_of, voters_of


class Reason(StrEnum):
    """Why an act is allowed or refused; the views word it."""

    APPROVER = "approver"
    OPERATOR = "operator"
    REQUESTER = "requester"
    NOT_APPROVER = "not_approver"
    NOT_OPERATOR = "not_operator"
    NOT_YOURS = "not_yours"
    NOT_IN_TIER = "not_in_tier"
    NOT_ASKED = "not_asked"
    OWN_REQUEST = "own_request"
    OWN_CHANGE = "own_change"
    CHANGER = "changer"
    NO_REASON = "no_reason"
    NOT_KNOWN = "not_known"
    TOO_MANY = "too_many"
    STATE = "state"
    STATE_NOT_KNOWN = "state_not_known"
    AREA_CODE = "area_code"
    TOLL_FREE = "toll_free"
    TOO_MANY_WAITING = "too_many_waiting"
    TOO_MANY_FOR_THEM = "too_many_for_them"
    NOT_NAMED = "not_named"
    GUEST = "guest"
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"
    FOR_OUTSIDER = "for_outsider"
    COST_CENTER = "cost_center"
    NOT_CHARGER = "not_charger"
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
    WITHDRAW = "withdraw"
    ADOPT = "adopt"
    ORDER_AGAIN = "order_again"
    GIVE_UP = "give_up"
    PAUSE = "pause"
    RESUME = "resume"


REVIEWS = frozenset({Act.ADOPT, Act.ORDER_AGAIN, Act.GIVE_UP})
SWITCHES = frozenset({Act.PAUSE, Act.RESUME})
_APPROVERS_OWN = frozenset({Act.DENY, Act.CHANGE, Act.ASK})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says.

    Attributes:
        allowed: Whether the act may go on.
        reason: Why, or why not.
        people: The ids to name in the answer, such as who could approve instead.
        detail: What else the answer says, such as the limit.
    """

    allowed: bool
    reason: Reason
    people: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """Who is in which user group, as read from Slack.

    Attributes:
        members: User ids by user group id; a group that could not be read is missing.
        gone: People and groups of which Slack says that they are no more, or never were.
    """

    members: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    gone: frozenset[str] = frozenset()

    def expand(self, names: Names) -> tuple[str, ...]:
        """The user ids behind user ids and group ids, each once, in a stable order."""
        found: dict[str, None] = {}
        for name in names:
            members = sorted(self.members.get(name, ())) if name.startswith("S") else [name]
            found.update(dict.fromkeys(members))
        return tuple(each for each in found if each not in self.gone)

    def covers(self, names: Names) -> bool:
        """Whether every group among the names was read."""
        return groups_in(names) <= self.members.keys()


def groups_in(names: Names) -> frozenset[str]:
    """The user groups among user ids and group ids."""
    return frozenset(name for name in names if name.startswith("S"))


def most_of(policy: Policy, criteria: Criteria) -> int:
    """The largest quantity of such TNs in one order."""
    if criteria.digits is None:
        return policy.limits.quantity
    return min(policy.limits.quantity, policy.limits.chosen)


def may(
    policy: Policy,
    act: Act,
    actor: str,
    order: Order,
    membership: Membership,
    *,
    reason: str = "",
) -> Verdict:
    """Whether the actor may do this to the order now; fails closed on groups nobody could read.

    Args:
        policy: The rules.
        act: What is to be done.
        actor: Who wants to.
        order: As it is now.
        membership: The groups that were read; the others are not needed, or it is not known.
        reason: Why, in the actor's words.
    """
    if act in REVIEWS:
        return _may_review(policy, actor, order, membership)
    if act is Act.APPROVE:
        return _may_approve(policy, actor, order, membership, reason)
    if act is Act.WITHDRAW:  # An approval is its giver's own, whoever may approve by now.
        return Verdict(allowed=True, reason=Reason.APPROVER)
    return _may_handle(policy, act, actor, order, membership)


def _may_handle(
    policy: Policy, act: Act, actor: str, order: Order, membership: Membership
) -> Verdict:
    """Who asked, and whom it is for, look after their order; approvers after all.

    Questions go to who asked, and nobody else answers them.
    """
    own, asker = actor in owners_of(order), order.requester.id
    if act is Act.ANSWER and actor != asker:
        return Verdict(allowed=False, reason=Reason.NOT_ASKED, people=(asker,))
    if own and act not in _APPROVERS_OWN:
        return Verdict(allowed=True, reason=Reason.REQUESTER)
    deciders = deciders_of(policy, order)
    if actor not in membership.expand(deciders):
        strange = Reason.NOT_APPROVER if act in _APPROVERS_OWN else Reason.NOT_YOURS
        return _refused(strange, deciders, membership)
    if own and act is Act.CHANGE:
        return Verdict(
            allowed=False,
            reason=Reason.OWN_CHANGE,
            people=_others(membership.expand(deciders), order),
        )
    return Verdict(allowed=True, reason=Reason.APPROVER)


def _may_approve(
    policy: Policy, actor: str, order: Order, membership: Membership, reason: str
) -> Verdict:
    """Those of the order's tier; what they asked for themselves, only where the policy says so."""
    voters = voters_of(policy, order)
    if actor not in membership.expand(voters):
        decider = actor in membership.expand(deciders_of(policy, order))
        why = Reason.NOT_IN_TIER if decider else Reason.NOT_APPROVER
        return _refused(why, voters, membership, detail=tier_of(policy, order).name)
    if actor not in asked_for_by(policy, order):
        return Verdict(allowed=True, reason=Reason.APPROVER)
    if asks_for_reason(policy, order, actor):
        why = Reason.APPROVER if reason else Reason.NO_REASON
        return Verdict(allowed=bool(reason), reason=why)
    why = Reason.OWN_REQUEST if actor in owners_of(order) else Reason.CHANGER
    return Verdict(allowed=False, reason=why, people=able(policy, order, membership))


def _others(people: tuple[str, ...], order: Order) -> tuple[str, ...]:
    """Those of the people whose order it is not."""
    return tuple(each for each in people if each not in owners_of(order))


def names_for(policy: Policy, act: Act, order: Order) -> Names:
    """Those of the policy's names that matter for the act."""
    if act in REVIEWS:
        return (*policy.operators, *policy.approvers)
    # A change may bring the order into a tier with approvers of its own.
    return all_deciders(policy) if act is Act.CHANGE else deciders_of(policy, order)


def asks_for_reason(policy: Policy, order: Order, actor: str) -> bool:
    """Whether the actor approves what they asked for themselves, as far as the policy lets them."""
    return policy.self_approval and actor in asked_for_by(policy, order)


def able(policy: Policy, order: Order, membership: Membership) -> tuple[str, ...]:
    """Who could approve the order, as far as the groups were read."""
    voters = membership.expand(voters_of(policy, order))
    barred = frozenset[str]() if policy.self_approval else asked_for_by(policy, order)
    return tuple(each for each in voters if each not in barred)


def possible_approvals(
    policy: Policy, order: Order, membership: Membership, given: Sequence[str]
) -> int | None:
    """How many people have approved the order or could; None while some group is unread."""
    could = {*able(policy, order, membership), *given}
    return len(could) if membership.covers(voters_of(policy, order)) else None


def _refused(why: Reason, names: Names, membership: Membership, detail: str = "") -> Verdict:
    """Not allowed, because of who is behind the names; not known while some group is unread."""
    reason = why if membership.covers(names) else Reason.NOT_KNOWN
    return Verdict(allowed=False, reason=reason, people=membership.expand(names), detail=detail)


def _may_review(policy: Policy, actor: str, order: Order, membership: Membership) -> Verdict:
    """Operators settle what a machine can't; where there is none, approvers who did not ask."""
    names = policy.operators
    people = membership.expand(names)
    if membership.covers(names) and not people:
        names = policy.approvers
        people = _others(membership.expand(names), order)
    if actor in people:
        return Verdict(allowed=True, reason=Reason.OPERATOR)
    known = membership.covers(names)
    reason = Reason.NOT_OPERATOR if known else Reason.NOT_KNOWN
    return Verdict(allowed=False, reason=reason, people=people)


def may_switch(policy: Policy, actor: str, membership: Membership) -> Verdict:
    """Whether the actor may pause and resume buying: operators alone, and nobody without them."""
    if actor in membership.expand(policy.operators):
        return Verdict(allowed=True, reason=Reason.OPERATOR)
    return _refused(Reason.NOT_OPERATOR, policy.operators, membership)


def groups_for(policy: Policy, act: Act) -> frozenset[str]:
    """The user groups whose members may matter for the act, to whatever order."""
    return groups_in(policy.operators if act in SWITCHES else all_deciders(policy))


def needs_confirmation(policy: Policy, order: Order) -> bool:
    """Whether Approve asks once more: many TNs, much money, or a price that nobody knows."""
    monthly = order.monthly
    return (
        order.quantity > policy.confirm_above.quantity
        or monthly is None
        or monthly > policy.confirm_above.monthly
    )
