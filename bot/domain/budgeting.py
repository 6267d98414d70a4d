"""What a month may cost: which budgets count an order, and what is left of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.policy import Membership
from bot.domain.rules import Budgets

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
    def is_personal(self) -> bool:
        """Whether it is one requester's own."""
        return self.budget.startswith(_PERSON)

    @property
    def written(self) -> str:
        """As the ledger keeps it beside a refusal; `read` reads it."""
        return f"{self.budget} {self.left} {self.limit}"

    @classmethod
    def read(cls, text: str) -> "Room":
        """What `written` wrote."""
        budget, left, limit = text.split(" ")
        return cls(budget, Decimal(limit), Decimal(left))


def limits_for(budgets: Budgets, requester: str, membership: Membership) -> Mapping[str, Decimal]:
    """The limits of all budgets that count a person's orders, by key.

    A group that nobody could read counts them too, so that no order slips past a budget.
    """
    limits = {
        f"{_GROUP}{group}": limit
        for group, limit in budgets.groups
        if requester in membership.members.get(group, (requester,))
    }
    if budgets.person is not None:
        limits[f"{_PERSON}{requester}"] = budgets.person
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
