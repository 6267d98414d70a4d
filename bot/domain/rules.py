"""The rules of one company, as its policy file says them; what follows from them is `policy`."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

Names = tuple[str, ...]
"""Slack user ids (`U…`, `W…`) and user group ids (`S…`)."""
WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be asked for at all.

    Attributes:
        quantity: TNs in one order.
        chosen: TNs in one order that asks for digits: each is bought by a call of its own.
        default_quantity: What a command without a quantity asks for.
        pending: Orders of one person that wait for a decision; None is any number.
        states: Two-letter states that may be asked for; empty is all of them.
        forbidden_states: Two-letter states that may not.
        area_codes: Area codes that may be asked for; empty is all of them.
        forbidden_area_codes: Area codes that may not.
    """

    quantity: int = 5000
    chosen: int = 50
    default_quantity: int = 10
    pending: int | None = None
    states: frozenset[str] = frozenset()
    forbidden_states: frozenset[str] = frozenset()
    area_codes: frozenset[str] = frozenset()
    forbidden_area_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ConfirmAbove:
    """Above either of these the Approve button asks once more.

    Attributes:
        quantity: TNs.
        monthly: US dollars a month.
    """

    quantity: int = 25
    monthly: Decimal = Decimal(50)


@dataclass(frozen=True, slots=True)
class Tier:
    """Larger orders that need more, or other, approvers.

    Attributes:
        name: What cards and answers call it.
        above_quantity: It begins above so many TNs; None is never by quantity.
        above_monthly: It begins above so many US dollars a month; None is never by cost.
        approvals: How many distinct people have to approve.
        approvers: Who may; empty is the policy's approvers.
    """

    name: str
    above_quantity: int | None = None
    above_monthly: Decimal | None = None
    approvals: int = 1
    approvers: Names = ()


@dataclass(frozen=True, slots=True)
class AutoApproval:
    """Small orders that no manager has to approve.

    Attributes:
        name: What cards and events call the rule.
        requesters: Whose orders, and for whom; empty is everybody's who may ask.
        quantity: Up to so many TNs an order.
        monthly: Up to so many US dollars a month an order.
        per_hour: Orders approved by this rule in any 60 minutes.
        per_day: Orders approved by this rule in any 24 hours.
    """

    name: str
    quantity: int
    monthly: Decimal
    per_hour: int
    per_day: int
    requesters: Names = ()


@dataclass(frozen=True, slots=True)
class Budgets:
    """What numbers ordered in one calendar month may cost a month, in US dollars.

    Attributes:
        total: All orders together; None is no limit.
        person: Each requester's own.
        groups: By user group id, for the requesters in it.
    """

    total: Decimal | None = None
    person: Decimal | None = None
    groups: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class CostCenter:
    """A team that can pay for an order.

    Attributes:
        name: What everybody calls it, the record too.
        group: The user group whose budget counts the order.
        requesters: Who may charge it; empty is the members of that group.
    """

    name: str
    group: str
    requesters: Names = ()

    @property
    def chargers(self) -> Names:
        """Who may charge it."""
        return self.requesters or (self.group,)


@dataclass(frozen=True, slots=True)
class Times:
    """When people work, and how long things wait for them.

    Attributes:
        zone: In which days begin and end, months too.
        work_days: 0 is Monday; working time is all 24 hours of these days.
        holidays: Days off.
        quiet_from: From here on nobody is reminded, until `quiet_until`; equal is never quiet.
        quiet_until: In the zone's time.
        expires_after: Working time that an order waits for a decision.
        remind_every: Between two digests of what waits; zero is no reminders.
        escalate_after: Working time after which backups are asked too; zero is never.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    work_days: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()
    quiet_from: time = time(18)
    quiet_until: time = time(8)
    expires_after: timedelta = timedelta(hours=72)
    remind_every: timedelta = timedelta(hours=4)
    escalate_after: timedelta = timedelta(hours=8)


class Way(StrEnum):
    """How people are told that something waits for them."""

    CHANNEL = "channel"
    DM = "dm"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Notify:
    """Who is told how, apart from who may act.

    Attributes:
        approvers: How reminders reach approvers.
        backup_approvers: How an escalation reaches their backups.
    """

    approvers: Way = Way.CHANNEL
    backup_approvers: Way = Way.DM


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one company; every rule has a default, so approvers alone are enough.

    Attributes:
        approvers: Who may approve and deny.
        backup_approvers: Who may too, and is asked when the approvers don't decide.
        operators: Who mends what a machine can't decide.
        auditors: Who may read the record.
        requesters: Who may ask; empty is every full member of the workspace.
        self_approval: Whether a requester may approve their own request.
        limits: What may be asked for at all.
        confirm_above: When Approve asks once more.
        tiers: Larger orders, the strictest last.
        auto_approve: Small orders that nobody has to approve.
        budgets: What a month may cost.
        cost_centers: Which teams can be chosen to pay; none are when it is empty.
        times: When people work, and how long things wait.
        notify: Who is told how.
        digest: Names this very text of the policy in each decision's event.
        text: The policy file as it was read; empty without one.
    """

    approvers: Names
    backup_approvers: Names = ()
    operators: Names = ()
    auditors: Names = ()
    requesters: Names = ()
    self_approval: bool = False
    limits: Limits = Limits()
    confirm_above: ConfirmAbove = ConfirmAbove()
    tiers: tuple[Tier, ...] = ()
    auto_approve: tuple[AutoApproval, ...] = ()
    budgets: Budgets = Budgets()
    cost_centers: tuple[CostCenter, ...] = ()
    times: Times = field(default_factory=Times)
    notify: Notify = Notify()
    digest: str = ""
    text: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Everybody whom some rule names, and every user group."""
        tiers = [name for tier in self.tiers for name in tier.approvers]
        auto = [name for rule in self.auto_approve for name in rule.requesters]
        budgets = [name for name, _ in self.budgets.groups]
        centers = [name for each in self.cost_centers for name in (each.group, *each.requesters)]
        people = (self.approvers, self.backup_approvers, self.operators, self.auditors)
        return frozenset[str]().union(*people, self.requesters, tiers, auto, budgets, centers)

    @property
    def groups(self) -> frozenset[str]:
        """Every user group that some rule names."""
        return frozenset(name for name in self.names if name.startswith("S"))

    def cost_center(self, name: str) -> CostCenter | None:
        """The cost center of that name; None where it has none."""
        return next((each for each in self.cost_centers if each.name == name), None)
