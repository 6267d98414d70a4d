"""How many people have to approve an order, and who they may be."""

from bot.domain.order import Order
from bot.domain.rules import Names, Policy, Tier

ORDINARY = Tier(name="")


def tier_of(policy: Policy, order: Order) -> Tier:
    """The strictest tier that the order reaches: the last one; else one approval is enough.

    While the price is not known for certain, the order counts as above every monthly limit.
    """
    reached = [tier for tier in policy.tiers if _reaches(order, tier)]
    return reached[-1] if reached else ORDINARY


def _reaches(order: Order, tier: Tier) -> bool:
    if tier.above_quantity is not None and order.quantity > tier.above_quantity:
        return True
    checked = order.quote is not None and order.quote.checked_at is not None
    monthly = order.monthly if checked else None
    return tier.above_monthly is not None and (monthly is None or monthly > tier.above_monthly)


def voters_of(policy: Policy, order: Order) -> Names:
    """Who may approve the order: those whom its tier names, else approvers and their backups."""
    return voters_in(policy, tier_of(policy, order))


def voters_in(policy: Policy, tier: Tier) -> Names:
    """The same for any order of the tier."""
    return tier.approvers or (*policy.approvers, *policy.backup_approvers)


def deciders_of(policy: Policy, order: Order) -> Names:
    """Who may deny, cancel and look at the order: every approver, those of its tier too."""
    return (*policy.approvers, *policy.backup_approvers, *tier_of(policy, order).approvers)


def all_deciders(policy: Policy) -> Names:
    """The same for whatever order."""
    tiers = [name for tier in policy.tiers for name in tier.approvers]
    return (*policy.approvers, *policy.backup_approvers, *tiers)


def owners_of(order: Order) -> frozenset[str]:
    """Who counts as having asked, whatever became of it: the requester, and whom it is for."""
    whom = order.request.for_whom
    return frozenset({order.requester.id} | ({whom.id} if whom else set()))


def asked_for_by(policy: Policy, order: Order) -> frozenset[str]:
    """Who counts as having asked: where two have to approve, all who changed the order too."""
    changers = order.changed_by if tier_of(policy, order).approvals > 1 else ()
    return owners_of(order) | {*changers}
