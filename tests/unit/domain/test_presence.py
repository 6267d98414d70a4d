"""Who could decide an order now, and whether those are enough."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.policy import Membership
from bot.domain.presence import Presence, presence
from bot.domain.rules import Policy, Tier
from tests.unit.slack.build import order

UNTIL = datetime(2026, 12, 2, tzinfo=UTC)
MEMBERS = Membership({"S1": frozenset({"UMEI", "URAJ", "U0ANA"})})
POLICY = Policy(("S1",), backup_approvers=("UOLU",))
TWO = replace(POLICY, tiers=(Tier("large", above_quantity=1, approvals=2),))


def there(policy: Policy, away: str, given: str, membership: Membership = MEMBERS) -> Presence:
    absences = dict.fromkeys(away.split(), UNTIL)
    return presence(policy, order(), membership, absences, given.split())


@pytest.mark.parametrize(
    ("policy", "away", "given", "takes_backups", "too_few"),
    [
        (POLICY, "", "", False, False),
        (POLICY, "UMEI", "", False, False),
        (POLICY, "UMEI URAJ", "", True, False),
        (POLICY, "UMEI URAJ UOLU", "", True, True),
        (TWO, "", "", False, False),
        (TWO, "URAJ", "", True, False),
        (TWO, "URAJ UOLU", "", True, True),
        (TWO, "URAJ UOLU", "UMEI", True, True),
        (TWO, "UMEI UOLU", "UMEI", False, False),
        (TWO, "UMEI URAJ UOLU", "UMEI URAJ", False, False),
    ],
)
def test_so_many_as_are_missing_have_to_be_there(
    policy: Policy, away: str, given: str, *, takes_backups: bool, too_few: bool
) -> None:
    found = there(policy, away, given)

    assert (found.takes_backups, found.too_few) == (takes_backups, too_few)


def test_what_no_return_would_mend_is_no_matter_of_absence() -> None:
    alone = Membership({"S1": frozenset({"UMEI"})})

    assert not there(replace(TWO, backup_approvers=()), "UMEI", "", alone).too_few


def test_while_a_group_is_unread_nobody_is_missed() -> None:
    named = replace(POLICY, approvers=("S1", "UPAT"))

    assert not there(named, "UPAT UOLU", "", Membership()).too_few


def test_who_asked_is_there_only_where_they_may_approve_it_themselves() -> None:
    lenient = replace(POLICY, self_approval=True)

    assert "U0ANA" not in there(POLICY, "", "").approvers
    assert "U0ANA" in there(lenient, "", "").approvers
