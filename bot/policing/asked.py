"""A request to explain, as it would stand once it is checked."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.criteria import Request
from bot.domain.deadlines import deadline
from bot.domain.money import ListPrices
from bot.domain.order import Order, Person, PriceSource, Quote, State
from bot.domain.policy import Membership
from bot.domain.rules import Policy

_SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Case:
    """A request to explain.

    Attributes:
        requester: Who asks: a Slack user id.
        groups: The user groups in which they are; they are in no other.
        text: What they type after the slash command.
        at: When.
        prices: What a TN costs.
        for_whom: Whom it is for, where they type nobody: a Slack user id; None is who asks.
        for_groups: The user groups in which that person is.
        cost_center: Which one pays, where they type none; may be empty.
    """

    requester: str
    groups: frozenset[str]
    text: str
    at: datetime
    prices: ListPrices = field(default_factory=ListPrices)
    for_whom: str | None = None
    for_groups: frozenset[str] = frozenset()
    cost_center: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The request as it would be if it were let in, and as many numbers free as it asks for.

    Attributes:
        policy: The rules.
        case: What is to be explained.
        order: The order that it would be.
        membership: The policy's groups, with nobody in them but whom the case is about.
    """

    policy: Policy
    case: Case
    order: Order
    membership: Membership

    def when(self, at: datetime) -> str:
        """A moment in the policy's zone, with seconds where they count."""
        times = self.policy.times
        seconds = ":%S" if times.expires_after < _SOON else ""
        return at.astimezone(times.zone).strftime(f"%a %d %b %Y %H:%M{seconds}")


def made(policy: Policy, case: Case, request: Request) -> Asked:
    """The case, with what was read of its text."""
    request = _whole(case, request)
    criteria = request.criteria
    quote = Quote(case.prices.of(criteria.place), PriceSource.LIST, criteria.quantity, case.at)
    order = Order(
        id="",
        number=0,
        state=State.AWAITING_APPROVAL,
        revision=1,
        version=0,
        requester=Person(case.requester, case.requester),
        channel="",
        private=False,
        request=request,
        created_at=case.at,
        expires_at=deadline(case.at, policy.times),
        changed_at=case.at,
        quote=quote,
    )
    return Asked(policy, case, order, Membership(_members(policy, case, request.for_whom)))


def _whole(case: Case, request: Request) -> Request:
    """The request with whom it is for and who pays, as typed or else as the case says."""
    whom = request.for_whom or (Person(case.for_whom) if case.for_whom else None)
    named = Person(whom.id, whom.id) if whom and whom.id != case.requester else None
    pays = request.cost_center or case.cost_center
    return replace(request, for_whom=named, cost_center=pays)


def _members(policy: Policy, case: Case, whom: Person | None) -> dict[str, frozenset[str]]:
    groups = {case.requester: case.groups} | ({whom.id: case.for_groups} if whom else {})
    return {
        group: frozenset(person for person, theirs in groups.items() if group in theirs)
        for group in policy.groups
    }
