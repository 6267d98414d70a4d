"""Who of a policy's people can act, and which tiers too few people could approve."""

from dataclasses import replace

import pytest

from bot.domain.asking import Account
from bot.domain.policy import Membership
from bot.domain.rules import Policy, Tier
from bot.policing.people import look_up, shortages, who_can_act
from tests.fakes import FakeDirectory

LARGE = Tier("large", above_quantity=25, approvals=2, approvers=("S1",))
POLICY = Policy(
    ("S1", "UPAT"),
    backup_approvers=("UBEA",),
    operators=("UOLU",),
    requesters=("S2",),
    tiers=(LARGE,),
)


async def said(policy: Policy, directory: FakeDirectory) -> list[str]:
    return who_can_act(policy, await look_up(directory, policy))


async def test_everybody_who_can_act_is_named_with_their_id() -> None:
    directory = FakeDirectory()

    assert await said(POLICY, directory) == [
        "approvers: Mei (UMEI), Raj (URAJ), Pat (UPAT)",
        "backup_approvers: Bea (UBEA)",
        "tiers.1 “large”: Mei (UMEI), Raj (URAJ)",
        "operators: Olu (UOLU)",
        "auditors: nobody",
        "requesters: nobody",
    ]


async def test_without_requesters_every_member_may_ask() -> None:
    lines = await said(replace(POLICY, requesters=()), FakeDirectory())

    assert lines[-1] == "requesters: every full member of the workspace"


async def test_who_and_what_is_gone_is_named_as_skipped() -> None:
    directory = FakeDirectory(accounts={"UPAT": Account.GONE}, gone=frozenset({"S2"}))

    lines = await said(POLICY, directory)

    assert lines[0] == "approvers: Mei (UMEI), Raj (URAJ)"
    assert lines[-2:] == [
        "Skipped: S2, no such user group.",
        "Skipped: UPAT, deactivated, or unknown to Slack.",
    ]


async def test_of_whom_slack_says_nothing_is_named_as_not_checked() -> None:
    directory = FakeDirectory(unread=frozenset({"S2"}))

    assert (await said(POLICY, directory))[-1] == "Not checked: S2, Slack did not say."


async def test_when_slack_says_nothing_everybody_is_named_as_not_checked() -> None:
    lines = await said(POLICY, FakeDirectory(broken=True))

    silent = [line.split()[2].rstrip(",") for line in lines if line.startswith("Not checked")]
    assert silent == ["S1", "S2", "UBEA", "UOLU", "UPAT"]


async def test_a_crowd_is_counted_and_its_names_do_nothing_to_a_terminal() -> None:
    crowd = frozenset(f"U{n:02}\x1b" for n in range(23))

    lines = await said(POLICY, FakeDirectory(groups={"S2": crowd}))

    assert lines[-1].startswith("requesters: 00 (U00")
    assert lines[-1].endswith("), 3 more")


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"S1": frozenset({"UMEI", "URAJ"})}, []),
        (
            {"S1": frozenset({"UMEI"})},
            ["tiers.1 “large”: 2 approvals are needed, and only 1 person could give one."],
        ),
        (
            {"S1": frozenset[str]()},
            ["tiers.1 “large”: 2 approvals are needed, and nobody could give one."],
        ),
        ({}, []),
    ],
    ids=["enough", "too few", "nobody", "not known"],
)
def test_a_tier_that_too_few_could_approve_is_found(
    members: dict[str, frozenset[str]], found: list[str]
) -> None:
    assert shortages(POLICY, Membership(members)) == found


def test_orders_of_no_tier_need_somebody_too() -> None:
    policy = Policy(("UPAT",))

    assert shortages(policy, Membership(gone=frozenset({"UPAT"}))) == [
        "Orders of no tier: 1 approval is needed, and nobody could give one."
    ]
