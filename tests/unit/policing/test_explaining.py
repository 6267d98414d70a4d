"""What `policy explain` says of a request; every example file is explained."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.money import ListPrices
from bot.domain.rules import (
    AutoApproval,
    Budgets,
    ConfirmAbove,
    CostCenter,
    Limits,
    Notify,
    Policy,
    Tier,
    Times,
    Way,
)
from bot.places import ZipCodePlaces
from bot.policing.asked import Case
from bot.policing.explaining import explain
from bot.policy_file import load_policy

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=NEW_YORK)
PRICE = ListPrices(Decimal("0.60"))
ANA = Case("U0ANA00001", frozenset(), "Cary NC 2 for spring campaign", MONDAY, PRICE)
POLICY = Policy(("S0MANAGERS", "U0PAT00001"), times=Times(zone=NEW_YORK))
SMALL = AutoApproval("small", quantity=2, monthly=Decimal(2), per_hour=3, per_day=9)
WHEN = "Mon 23 Nov 2026 10:00 (America/New_York)"
IN_CHANNEL = "in the approval channel"
TOO_DEAR = "It is more than the whole budget."
EITHER = "“Washington” can be the state or the city in DC."
SALES = Policy(("S0MANAGERS",), requesters=("S0SALES001",))


def lines(policy: Policy, **changes: object) -> list[str]:
    return explain(policy, replace(ANA, **changes), ZipCodePlaces())


def line(begins: str, policy: Policy, **changes: object) -> str:
    return next(each for each in lines(policy, **changes) if each.startswith(begins))


def test_an_ordinary_request_is_explained_from_end_to_end() -> None:
    assert lines(POLICY) == [
        'Read as: 2 numbers in Cary, NC · "spring campaign"',
        f"Asked by: U0ANA00001, a full member, in no user group, on {WHEN}",
        "Allowed: every full member may ask.",
        "Price: $0.60 each, $1.20 a month, unless the carrier names another.",
        "Budgets: none counts it.",
        "Approval: by one of S0MANAGERS, U0PAT00001.",
        "Approve: one tap.",
        "Expires: Thu 26 Nov 2026 10:00, and who asked is warned Wed 25 Nov 2026 10:00.",
        f"Reminders: from Mon 23 Nov 2026 14:00 on, {IN_CHANNEL}; a late one moves the end.",
        "Backups: the policy has none for it.",
    ]


@pytest.mark.parametrize(
    ("policy", "changes", "said"),
    [
        (
            replace(POLICY, limits=Limits(quantity=1)),
            {},
            "You may ask for up to 1 number at a time.",
        ),
        (
            replace(POLICY, limits=Limits(states=frozenset({"VA"}))),
            {},
            "Numbers in NC may not be asked for. What may be: /order-numbers help",
        ),
        (
            SALES,
            {},
            "Only people whom the policy names may ask for numbers. Ask S0MANAGERS.",
        ),
        (
            replace(POLICY, budgets=Budgets(person=Decimal(1))),
            {},
            f"U0ANA00001's budget: $1 of $1 a month is left, and this costs $1.20. {TOO_DEAR}",
        ),
    ],
    ids=["limit", "state", "requesters", "budget"],
)
def test_a_refusal_says_why_and_nothing_follows_it(
    policy: Policy, changes: dict[str, object], said: str
) -> None:
    assert lines(policy, **changes)[-1] == f"Refused: {said}"


IT = CostCenter("IT", "S0IT000001", ("S0SALES001",))
TEAMS = replace(
    POLICY,
    budgets=Budgets(
        person=Decimal(12), groups=(("S0SALES001", Decimal(6)), ("S0IT000001", Decimal(9)))
    ),
    cost_centers=(IT,),
)
IN_SALES = {"groups": frozenset({"S0SALES001"})}
FOR_SAM = {"for_whom": "U0SAM00001", "for_groups": frozenset({"S0IT000001"})}
OWN, SAMS = "U0ANA00001's budget $12.00", "U0SAM00001's budget $12.00"


def test_whom_it_is_for_and_who_pays_are_named_and_counted() -> None:
    said = lines(TEAMS, **IN_SALES, **FOR_SAM, cost_center="IT")

    assert said[2:4] == [
        "For: U0SAM00001, a full member, in S0IT000001",
        "Paid by: cost center “IT”, of S0IT000001",
    ]
    [budgets] = [each for each in said if each.startswith("Budgets")]
    assert budgets.startswith(f"Budgets: S0IT000001 budget $9.00, {OWN}, {SAMS} a month;")


def test_without_a_cost_center_the_groups_of_both_count_it() -> None:
    budgets = line("Budgets", TEAMS, **IN_SALES, **FOR_SAM)

    assert budgets.startswith("Budgets: S0SALES001 budget $6.00, S0IT000001 budget $9.00, ")


def test_what_is_typed_counts_before_what_is_said_beside() -> None:
    text = 'city=Cary state=NC quantity=2 for_whom=U0MEI00001 cost_center="IT"'

    said = lines(TEAMS, text=text, **IN_SALES, **FOR_SAM)

    assert "For: U0MEI00001, a full member, in S0IT000001" in said


@pytest.mark.parametrize(
    ("center", "said"),
    [
        ("HR", "There is no such cost center. There are: IT."),
        ("IT", "Only people whom the policy names for this cost center may have it pay."),
    ],
)
def test_a_cost_center_that_may_not_pay_is_refused(center: str, said: str) -> None:
    assert lines(TEAMS, cost_center=center)[-1].startswith(f"Refused: {said}")


def test_whom_it_is_for_may_not_approve_it_either() -> None:
    whom = {"for_whom": "U0PAT00001", "for_groups": frozenset[str]()}

    assert line("Approval", POLICY, **whom).endswith("; not by who asks or whom it is for.")


def test_a_rule_that_is_not_for_whom_it_is_for_says_so() -> None:
    rule = replace(SMALL, requesters=("U0ANA00001",))

    said = line("Rule", replace(POLICY, auto_approve=(rule,)), for_whom="U0SAM00001")

    assert said.endswith("does not approve it: it is not for both who asks and whom it is for.")


def test_who_is_in_a_group_that_may_ask_is_let_in() -> None:
    policy = replace(SALES, limits=Limits(pending=5))

    said = line("Allowed", policy, groups=frozenset({"S0SALES001"}))

    assert said == "Allowed: the policy names who asks, while fewer than 5 requests of theirs wait."


def test_what_cannot_be_read_is_said_with_what_it_could_be() -> None:
    assert lines(POLICY, text="Washington 2") == [
        f"I didn't order anything. I read: quantity 2. {EITHER}",
        "It can be read as: WA 2",
        "It can be read as: Washington, DC 2",
    ]


def test_what_asks_for_nothing_is_said_to() -> None:
    assert lines(POLICY, text="mine") == ["“mine” asks for no numbers."]


def test_a_default_quantity_is_named() -> None:
    assert line("Read", POLICY, text="NC") == (
        "Read as: 10 numbers in NC · the quantity is the default"
    )


@pytest.mark.parametrize(
    ("rule", "changes", "said"),
    [
        (SMALL, {"text": "NC"}, "the quantity is the default"),
        (SMALL, {"text": "NC 3"}, "it is for up to 2 numbers"),
        (SMALL, {"prices": ListPrices(Decimal("1.01"))}, "it is for up to $2.00 a month"),
        (SMALL, {"prices": ListPrices()}, "the price is not known"),
        (replace(SMALL, requesters=("S0SALES001",)), {}, "it is not for who asks"),
        (SMALL, {"text": "NC 26"}, "a tier is made for such orders"),
    ],
    ids=["default", "quantity", "monthly", "price", "requester", "tier"],
)
def test_a_rule_that_does_not_approve_says_why(
    rule: AutoApproval, changes: dict[str, object], said: str
) -> None:
    tier = Tier("large", above_quantity=25)
    policy = replace(POLICY, auto_approve=(rule,), tiers=(tier,))

    assert line("Rule", policy, **changes) == f"Rule “small”: does not approve it: {said}."


def test_a_rule_that_approves_names_its_caps() -> None:
    assert line("Rule", replace(POLICY, auto_approve=(SMALL,))) == (
        "Rule “small”: approves it without a manager, while it has approved fewer than 3 orders in"
        " 60 minutes and 9 in 24 hours, every budget has room, and enough numbers are free. Else:"
    )


@pytest.mark.parametrize(
    ("tier", "changes", "said"),
    [
        (
            Tier("large", above_quantity=25, approvals=2),
            {"text": "NC 26"},
            "tier “large” (above 25 numbers), by 2 different people of S0MANAGERS, U0PAT00001.",
        ),
        (
            Tier("dear", above_quantity=25, above_monthly=Decimal(50), approvers=("U0OLU00001",)),
            {"prices": ListPrices(Decimal(30))},
            "tier “dear” (above 25 numbers or $50.00 a month), by one of U0OLU00001.",
        ),
        (
            Tier("dear", above_monthly=Decimal(50)),
            {"prices": ListPrices()},
            "tier “dear” (above $50.00 a month), by one of S0MANAGERS, U0PAT00001.",
        ),
    ],
    ids=["quantity", "either", "price not known"],
)
def test_a_tier_is_named_with_its_people(tier: Tier, changes: dict[str, object], said: str) -> None:
    policy = replace(POLICY, tiers=(tier,))

    assert line("Approval", policy, **changes) == f"Approval: {said}"


@pytest.mark.parametrize(
    ("allowed", "said"), [(False, "; not by who asks."), (True, "; who asks may, with a reason.")]
)
def test_an_approver_who_asks_reads_whether_they_may_approve_it(
    *, allowed: bool, said: str
) -> None:
    policy = replace(POLICY, self_approval=allowed)

    assert line("Approval", policy, groups=frozenset({"S0MANAGERS"})).endswith(said)


def test_approve_asks_once_more_above_a_limit_or_without_a_price() -> None:
    policy = replace(POLICY, confirm_above=ConfirmAbove(1, Decimal(50)))

    known, unknown = line("Approve", policy), line("Approve", policy, prices=ListPrices())

    assert known == "Approve: asks once more (above 1 number or $50.00 a month)."
    assert unknown == "Approve: asks once more (the price is not known)."


def test_budgets_that_count_it_are_named_with_their_limits() -> None:
    budgets = Budgets(total=Decimal(30), person=Decimal(12), groups=(("S0SALES001", Decimal(6)),))
    policy = replace(POLICY, budgets=budgets)

    inside = line("Budgets", policy, groups=frozenset({"S0SALES001"}))
    outside = line("Budgets", policy)

    rest = "U0ANA00001's budget $12.00, Total budget $30.00 a month; what is taken of them was"
    assert inside == f"Budgets: S0SALES001 budget $6.00, {rest} not looked up."
    assert outside == f"Budgets: {rest} not looked up."


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(hours=6), "from Mon 23 Nov 2026 16:00 on, or at once"),
        (timedelta(hours=9), "from Tue 24 Nov 2026 08:00 on, or at once"),
        (timedelta(0), "at once"),
        (timedelta(hours=80), "at once"),
    ],
    ids=["by day", "not at night", "never by time", "not before the end"],
)
def test_backups_are_asked_when_time_is_up(after: timedelta, said: str) -> None:
    times = Times(zone=NEW_YORK, escalate_after=after)
    policy = replace(POLICY, backup_approvers=("U0OLU00001",), times=times)

    assert line("Backups", policy) == (
        f"Backups: U0OLU00001, asked too {said} when too few others are there, by direct message."
    )


@pytest.mark.parametrize(
    "policy",
    [
        replace(POLICY, notify=Notify(approvers=Way.NONE)),
        replace(POLICY, times=Times(zone=NEW_YORK, expires_after=timedelta(hours=4))),
    ],
    ids=["none", "too late"],
)
def test_where_nobody_is_reminded_that_is_said(policy: Policy) -> None:
    assert line("Reminders", policy) == "Reminders: none."


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.name)
def test_every_example_policy_explains_a_large_request(example: Path) -> None:
    policy = load_policy(example)
    groups = frozenset(policy.requesters)

    said = lines(policy, text="NC 26", groups=groups)

    assert said[0] == "Read as: 26 numbers in NC"
    assert {"Refused", "Approval"} & {each.partition(":")[0] for each in said}


def test_quick_times_are_said_with_their_seconds() -> None:
    said = line("Expires", load_policy(EXAMPLES / "quick-times.toml"))

    assert said.startswith("Expires: Mon 23 Nov 2026 10:00:24, ")
