"""What a month may cost: which budgets count an order, and what is left of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.order import Order
from bot.domain.policy import Membership
from bot.domain.rules import Budgets, Policy
from bot.domain.tiers import owners_of

TOTAL = "total"
_GROUP = "group:"
_PERSON = "person:"


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of a budget.

    Attributes:
        budget: Its key: `group:S…`, `person:U…` or `total`.
        limit: US dollars a month, by the policy of today.
        left: What of it is neither held nor spent; below zero where the limit was lowered, or
            numbers cost more than was quoted.
    """

    budget: str
    limit: Decimal
    left: Decimal

    @property
    def group(self) -> str:
        """The id of the user group whose budget it is; empty for the others."""
        return self.budget.removeprefix(_GROUP) if self.budget.startswith(_GROUP) else ""

    @property
    def person(self) -> str:
        """The id of the person whose own budget it is; empty for the others."""
        return self.budget.removeprefix(_PERSON) if self.budget.startswith(_PERSON) else ""

    @property
    def written(self) -> str:
        """As the ledger keeps it beside a refusal; `read` reads it."""
        return f"{self.budget} {self.left} {self.limit}"

    @classmethod
    def read(cls, text: str) -> "Room":
        """What `written` wrote."""
        budget, left, limit = text.split(" ")
        return cls(budget, Decimal(limit), Decimal(left))


def paying_group(policy: Policy, order: Order) -> str | None:
    """The one user group that pays for the order: its cost center's; None where it has none.

    A cost center that the policy has no more is none.
    """
    center = policy.cost_center(order.request.cost_center)
    return center.group if center else None


def limits_of(policy: Policy, order: Order, membership: Membership) -> Mapping[str, Decimal]:
    """The limits of all budgets that count the order, by key."""
    return limits_for(policy.budgets, owners_of(order), membership, paying_group(policy, order))


def limits_for(
    budgets: Budgets, owners: frozenset[str], membership: Membership, paying: str | None = None
) -> Mapping[str, Decimal]:
    """The limits of all budgets that count such people's orders, by key.

    A group that nobody could read counts them too, so that no order slips past a budget.

    Args:
        budgets: The rules.
        owners: Who asks, and for whom.
        membership: The groups that were read.
        paying: The one group whose budget counts them; None is every group of the owners.
    """

    def counts(group: str) -> bool:
        if paying is not None:
            return group == paying
        return not membership.members.get(group, owners).isdisjoint(owners)

    limits = {f"{_GROUP}{group}": limit for group, limit in budgets.groups if counts(group)}
    if budgets.person is not None:
        limits |= {f"{_PERSON}{owner}": budgets.person for owner in sorted(owners)}
    if budgets.total is not None:
        limits[TOTAL] = budgets.total
    return limits


def limit_of(budgets: Budgets, key: str) -> Decimal | None:
    """The limit of one budget; None where the policy knows it no more."""
    if key.startswith(_GROUP):
        return dict(budgets.groups).get(key.removeprefix(_GROUP))
    return budgets.total if key == TOTAL else budgets.person


def month_of(at: datetime, zone: ZoneInfo) -> str:
    """The calendar month in the zone, such as `2026-11`."""
    return f"{at.astimezone(zone):%Y-%m}"


def next_month(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the next calendar month begins in the zone."""
    here = at.astimezone(zone)
    year, month = (here.year, here.month + 1) if here.month < 12 else (here.year + 1, 1)  # noqa: PLR2004 - December
    return datetime(year, month, 1, tzinfo=zone)
