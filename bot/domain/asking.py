"""Who may ask for numbers, and for which: decided before any manager is bothered."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    NpaCriteria,
    Request,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.policy import Membership, Reason, Verdict, most_of
from bot.domain.rules import Limits, Policy
from bot.domain.us_codes import TOLL_FREE, state_of_area_code, state_of_zip


class Account(StrEnum):
    """What a person is in our workspace."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, or for whom, as far as it is known.

    Attributes:
        id: The Slack user id.
        account: What they are in our workspace; None while Slack has not said.
        membership: The user groups that were read.
        waiting: How many orders by them or for them are undecided.
    """

    id: str
    account: Account | None = None
    membership: Membership = field(default_factory=Membership)
    waiting: int = 0


_OUTSIDERS = {Account.GUEST: Reason.GUEST, Account.STRANGER: Reason.STRANGER}


def admit(policy: Policy, request: Request, asker: Asker, whom: Asker | None) -> Verdict:
    """Whether this may be asked now.

    Args:
        policy: The rules.
        request: What is asked for.
        asker: Who asks; what is not known of them yet stands in no known refusal's way.
        whom: Whom it is for, where that is somebody else.
    """
    who, what = may_ask_for(policy, request, asker, whom), may_place(policy, request.criteria)
    if not who.allowed and who.reason is not Reason.NOT_KNOWN:
        return who
    if not what.allowed:
        return what
    return _too_busy(policy, asker, whom) or who


def _too_busy(policy: Policy, asker: Asker, whom: Asker | None) -> Verdict | None:
    """Why one more has to wait until others are decided; None where it need not."""
    most = policy.limits.pending
    for each, reason in ((asker, Reason.TOO_MANY_WAITING), (whom, Reason.TOO_MANY_FOR_THEM)):
        if each is not None and most is not None and each.waiting >= most:
            return Verdict(allowed=False, reason=reason, detail=str(each.waiting))
    return None


def may_ask_for(policy: Policy, request: Request, asker: Asker, whom: Asker | None) -> Verdict:
    """Whether this person may ask at all, for whom they do, and have it paid as they wish.

    A refusal that is known comes before what is not known yet.
    """
    verdicts = [may_ask(policy, asker), *([_may_get(policy, whom)] if whom else [])]
    verdicts.append(_may_charge(policy, request.cost_center, asker))
    refused = [each for each in verdicts if not each.allowed]
    refused.sort(key=lambda each: each.reason is Reason.NOT_KNOWN)
    return refused[0] if refused else verdicts[0]


def may_ask(policy: Policy, asker: Asker) -> Verdict:
    """Whether this person may ask at all; fails closed on what Slack did not say.

    Guests and people of other workspaces have to be named themselves: a user group that grows
    lets none of them in.
    """
    reason = _standing(policy, asker)
    if reason in {Reason.REQUESTER, Reason.ANYONE}:
        return Verdict(allowed=True, reason=reason)
    return Verdict(allowed=False, reason=reason, people=asker.membership.expand(policy.approvers))


def _standing(policy: Policy, asker: Asker) -> Reason:
    account = asker.account
    if account is None or account is Account.GONE:
        return Reason.NOT_KNOWN if account is None else Reason.DEACTIVATED
    if asker.id in policy.requesters:
        return Reason.REQUESTER
    if account in _OUTSIDERS:
        return _OUTSIDERS[account]
    return _by_group(policy, asker) if policy.requesters else Reason.ANYONE


def _by_group(policy: Policy, asker: Asker) -> Reason:
    if asker.id in asker.membership.expand(policy.requesters):
        return Reason.REQUESTER
    return Reason.NOT_NAMED if asker.membership.covers(policy.requesters) else Reason.NOT_KNOWN


def _may_get(policy: Policy, whom: Asker) -> Verdict:
    """Whether numbers may be for this person; fails closed on what Slack did not say.

    They may be for every full member, also where few may ask; others have to be named themselves.
    """
    account = whom.account
    named = whom.id in policy.requesters and account in _OUTSIDERS
    if account is Account.MEMBER or named:
        return Verdict(allowed=True, reason=Reason.ANYONE)
    reason = Reason.NOT_KNOWN if account is None else Reason.FOR_OUTSIDER
    return Verdict(allowed=False, reason=reason)


def _may_charge(policy: Policy, cost_center: str, asker: Asker) -> Verdict:
    """Whether who asks may have this cost center pay; none needs no leave."""
    if not cost_center:
        return Verdict(allowed=True, reason=Reason.ANYONE)
    center = policy.cost_center(cost_center)
    if center is None:
        known = ", ".join(each.name for each in policy.cost_centers)
        return Verdict(allowed=False, reason=Reason.COST_CENTER, detail=known)
    if asker.id in asker.membership.expand(center.chargers):
        return Verdict(allowed=True, reason=Reason.REQUESTER)
    unread = not asker.membership.covers(center.chargers)
    reason = Reason.NOT_KNOWN if unread else Reason.NOT_CHARGER
    return Verdict(allowed=False, reason=reason, detail=cost_center)


def may_place(policy: Policy, criteria: Criteria) -> Verdict:
    """Whether anybody may ask for these TNs at all."""
    most = most_of(policy, criteria)
    if criteria.quantity > most:
        return Verdict(allowed=False, reason=Reason.TOO_MANY, detail=str(most))
    match criteria.place:
        case CityCriteria(_, state) | StateCriteria(state):
            return _in_state(policy.limits, state, state)
        case ZipCriteria(zip_code):
            return _in_state(policy.limits, state_of_zip(zip_code), f"ZIP {zip_code}")
        case TollFreeCriteria():
            return _toll_free(policy.limits)
        case NpaCriteria(npa):  # pragma: no branch - pyright proves that it is the last
            return _in_area_code(policy.limits, npa)


def _in_state(limits: Limits, state: str | None, said: str) -> Verdict:
    """Whether numbers in the state may be asked for; fails closed where none is known."""
    if state is None and (limits.states or limits.forbidden_states):
        return Verdict(allowed=False, reason=Reason.STATE_NOT_KNOWN, detail=said)
    outside = bool(limits.states) and state not in limits.states
    if outside or state in limits.forbidden_states:
        return Verdict(allowed=False, reason=Reason.STATE, detail=state or "")
    return Verdict(allowed=True, reason=Reason.ANYONE)


def _in_area_code(limits: Limits, npa: str) -> Verdict:
    """Whether the area code may be asked for, and the state in which it lies."""
    outside = bool(limits.area_codes) and npa not in limits.area_codes
    if outside or npa in limits.forbidden_area_codes:
        return Verdict(allowed=False, reason=Reason.AREA_CODE, detail=npa)
    return _in_state(limits, state_of_area_code(npa), f"area code {npa}")


def _toll_free(limits: Limits) -> Verdict:
    """Toll-free TNs lie in no state; which of their codes comes is up to the carrier."""
    outside = bool(limits.area_codes) and not TOLL_FREE & limits.area_codes
    if outside or TOLL_FREE & limits.forbidden_area_codes:
        return Verdict(allowed=False, reason=Reason.TOLL_FREE)
    return Verdict(allowed=True, reason=Reason.ANYONE)
