"""Who could decide an order now, and who could if they were not away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from bot.domain.order import Order
from bot.domain.policy import Membership, able
from bot.domain.rules import Policy
from bot.domain.tiers import all_deciders, tier_of, voters_of


@dataclass(frozen=True, slots=True)
class Presence:
    """The people whose approval of an order would count.

    Attributes:
        approvers: Those who are there.
        backups: Their stand-ins who are there.
        away: The others, stand-ins too, with the moment at which they are back.
        missing: How many of them have to approve yet; 0 while some group is unread.
    """

    approvers: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()
    away: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    missing: int = 0

    @property
    def takes_backups(self) -> bool:
        """Whether the approvers who are there are too few."""
        return len(self.approvers) < self.missing

    @property
    def there(self) -> int:
        """How many people could approve it now."""
        return len(self.approvers) + len(self.backups)

    @property
    def too_few(self) -> bool:
        """Whether the order can only wait until somebody is back."""
        return self.there < self.missing <= self.there + len(self.away)


def candidates(policy: Policy, membership: Membership) -> tuple[str, ...]:
    """Everybody who may approve some order."""
    return membership.expand(all_deciders(policy))


def stand_ins(policy: Policy, membership: Membership) -> tuple[str, ...]:
    """Who is asked only when the approvers don't decide."""
    first = membership.expand(policy.approvers)
    return tuple(each for each in membership.expand(policy.backup_approvers) if each not in first)


def presence(
    policy: Policy,
    order: Order,
    membership: Membership,
    absences: Mapping[str, datetime],
    given: Collection[str] = (),
) -> Presence:
    """Who could decide the order.

    Args:
        policy: The rules.
        order: The order.
        membership: The user groups.
        absences: Who is away, and until when.
        given: Who has approved it already.
    """
    could = [person for person in able(policy, order, membership) if person not in given]
    second = stand_ins(policy, membership)
    there = [person for person in could if person not in absences]
    known = membership.covers(voters_of(policy, order))
    return Presence(
        approvers=tuple(person for person in there if person not in second),
        backups=tuple(person for person in there if person in second),
        away={person: absences[person] for person in could if person in absences},
        missing=tier_of(policy, order).approvals - len(given) if known else 0,
    )


def back_on(absences: Mapping[str, datetime], zone: tzinfo) -> Mapping[str, date]:
    """On which day of the zone each of them is back."""
    return {person: until.astimezone(zone).date() for person, until in absences.items()}
