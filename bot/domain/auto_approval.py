"""Which orders no manager has to approve."""

from enum import StrEnum

from bot.domain.order import Order
from bot.domain.policy import Membership
from bot.domain.rules import AutoApproval, Policy
from bot.domain.tiers import ORDINARY, owners_of, tier_of


class Against(StrEnum):
    """Why a rule does not approve an order; who explains the policy words it."""

    DOUBTFUL = "doubtful"
    TIER = "tier"
    REQUESTER = "requester"
    QUANTITY = "quantity"
    PRICE_NOT_KNOWN = "price_not_known"
    MONTHLY = "monthly"


def fitting_rules(policy: Policy, order: Order, membership: Membership) -> tuple[AutoApproval, ...]:
    """The rules that may approve the order as it is priced now; their caps are another matter."""
    rules = policy.auto_approve
    return tuple(rule for rule in rules if against(policy, rule, order, membership) is None)


def against(
    policy: Policy, rule: AutoApproval, order: Order, membership: Membership
) -> Against | None:
    """What keeps the rule from approving the order as it is priced now; None where nothing does.

    A group that nobody could read has no members, and an order for which a tier is made, or about
    which anything is in doubt, fits no rule; one for somebody else fits where it would for both.
    """
    if _is_doubtful(order):
        return Against.DOUBTFUL
    if tier_of(policy, order) is not ORDINARY:
        return Against.TIER
    if rule.requesters and not owners_of(order) <= {*membership.expand(rule.requesters)}:
        return Against.REQUESTER
    return _too_large(rule, order)


def _is_doubtful(order: Order) -> bool:
    """Whether a manager should look: a default quantity, a repeat, a change, too few free."""
    quote = order.quote
    return (
        not order.request.quantity_given
        or order.duplicate_of is not None
        or order.revision > 1
        or quote is None
        or quote.seen is None
        or quote.seen < order.quantity
    )


def _too_large(rule: AutoApproval, order: Order) -> Against | None:
    if order.quantity > rule.quantity:
        return Against.QUANTITY
    if order.monthly is None:
        return Against.PRICE_NOT_KNOWN
    return Against.MONTHLY if order.monthly > rule.monthly else None
