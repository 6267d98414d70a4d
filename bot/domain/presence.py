"""Who could decide an order now, and who could if they were not away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from bot.domain.order import Order
from bot.domain.policy import Act, Membership, may
from bot.domain.rules import Policy
from bot.domain.tiers import all_deciders


@dataclass(frozen=True, slots=True)
class Presence:
    """The people whose approval of an order would count.

    Attributes:
        approvers: Those who are there.
        backups: Their stand-ins who are there.
        away: The others, stand-ins too, with the moment at which they are back.
    """

    approvers: tuple[str, ...] = ()
    backups: tuple[str, ...] = ()
    away: Mapping[str, datetime] = field(default_factory=dict[str, datetime])

    @property
    def nobody(self) -> bool:
        """Whether the order can only wait."""
        return not self.approvers and not self.backups


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
    able = [
        person
        for person in candidates(policy, membership)
        if person not in given and may(policy, Act.APPROVE, person, order, membership).allowed
    ]
    second = stand_ins(policy, membership)
    there = [person for person in able if person not in absences]
    return Presence(
        approvers=tuple(person for person in there if person not in second),
        backups=tuple(person for person in there if person in second),
        away={person: absences[person] for person in able if person in absences},
    )


def back_on(absences: Mapping[str, datetime], zone: tzinfo) -> Mapping[str, date]:
    """On which day of the zone each of them is back."""
    return {person: until.astimezone(zone).date() for person, until in absences.items()}
