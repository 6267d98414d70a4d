"""Which orders no manager has to approve."""

from bot.domain.order import Order
from bot.domain.policy import Membership
from bot.domain.rules import AutoApproval, Policy
from bot.domain.tiers import ORDINARY, tier_of


def fitting_rules(policy: Policy, order: Order, membership: Membership) -> tuple[AutoApproval, ...]:
    """The rules that may approve the order as it is priced now; their caps are another matter.

    A group that nobody could read has no members, and an order for which a tier is made, or about
    which anything is in doubt, fits no rule.
    """
    if _is_doubtful(order) or tier_of(policy, order) is not ORDINARY:
        return ()
    return tuple(rule for rule in policy.auto_approve if _fits(rule, order, membership))


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


def _fits(rule: AutoApproval, order: Order, membership: Membership) -> bool:
    monthly = order.monthly
    asks = not rule.requesters or order.requester.id in membership.expand(rule.requesters)
    cheap = monthly is not None and monthly <= rule.monthly
    return asks and cheap and order.quantity <= rule.quantity
