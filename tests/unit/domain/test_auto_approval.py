"""A row a rule: what may be approved without a manager, and what never is."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.auto_approval import Against, against, fitting_rules
from bot.domain.order import Order, Person, PriceSource, Quote
from bot.domain.policy import Membership
from bot.domain.rules import AutoApproval, Policy, Tier
from tests.unit.slack.build import ASKED, order, request

RULE = AutoApproval("small", quantity=2, monthly=Decimal("1.20"), per_hour=3, per_day=9)
SALES = replace(RULE, name="small orders of sales", requesters=("S1",))
MEMBERS = Membership({"S1": frozenset({"U0ANA"})})
POLICY = Policy(("U0MEI",), auto_approve=(RULE,))


def quote(each: str | None, seen: int | None = 2) -> Quote:
    price = None if each is None else Decimal(each)
    return Quote(price, PriceSource.LIST, seen=seen, checked_at=ASKED)


def names(policy: Policy, asked: Order, members: Membership = MEMBERS) -> list[str]:
    return [rule.name for rule in fitting_rules(policy, asked, members)]


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"quote": quote("0.60")}, True),
        ({"quote": quote("0.61")}, False),
        ({"quote": quote(None)}, False),
        ({"quote": quote("0.60", seen=1)}, False),
        ({"quote": quote("0.60", seen=None)}, False),
        ({"quote": None}, False),
        ({"request": request(3), "quote": quote("0.10", seen=3)}, False),
        ({"request": request(1)}, True),
        ({"request": request(2, quantity_given=False)}, False),
        ({"duplicate_of": 1041}, False),
        ({"revision": 2}, False),
    ],
    ids=[
        "as the rule says",
        "at a list price",
        "a cent too dear",
        "at a price nobody knows",
        "less free than asked",
        "availability not known",
        "not checked",
        "too many",
        "fewer",
        "a default quantity",
        "a likely duplicate",
        "changed by a manager",
    ],
)
def test_a_rule_fits_what_it_says_and_nothing_doubtful(
    changes: dict[str, Any], *, fits: bool
) -> None:
    assert bool(names(POLICY, order(**changes))) is fits


@pytest.mark.parametrize(
    ("rule", "changes", "reason"),
    [
        (RULE, {}, None),
        (RULE, {"duplicate_of": 1041}, Against.DOUBTFUL),
        (RULE, {"request": request(26), "quote": quote("0.01", seen=26)}, Against.TIER),
        (replace(RULE, requesters=("U0SAM",)), {}, Against.REQUESTER),
        (RULE, {"request": request(3), "quote": quote("0.10", seen=3)}, Against.QUANTITY),
        (RULE, {"quote": quote(None)}, Against.PRICE_NOT_KNOWN),
        (RULE, {"quote": quote("0.61")}, Against.MONTHLY),
    ],
    ids=["fits", "doubtful", "tier", "requester", "quantity", "price not known", "monthly"],
)
def test_what_is_against_a_rule_has_its_reason(
    rule: AutoApproval, changes: dict[str, Any], reason: Against | None
) -> None:
    policy = replace(POLICY, tiers=(Tier("large", above_quantity=25),))

    assert against(policy, rule, order(**changes), MEMBERS) is reason


@pytest.mark.parametrize(
    ("members", "fits"),
    [
        (MEMBERS, True),
        (Membership({"S1": frozenset({"U0SAM"})}), False),
        (Membership(), False),
    ],
    ids=["in the group", "not in it", "nobody could read it"],
)
def test_a_rule_for_a_group_is_for_who_is_surely_in_it(members: Membership, *, fits: bool) -> None:
    policy = replace(POLICY, auto_approve=(SALES,))

    assert bool(names(policy, order(), members)) is fits


def test_a_person_may_be_named_by_id() -> None:
    assert names(replace(POLICY, auto_approve=(replace(RULE, requesters=("U0ANA",)),)), order())


def test_all_rules_that_fit_are_tried_in_their_order() -> None:
    policy = replace(POLICY, auto_approve=(SALES, replace(RULE, quantity=1), RULE))

    assert names(policy, order()) == ["small orders of sales", "small"]


@pytest.mark.parametrize(
    ("tier", "fits"),
    [
        (Tier("large", above_quantity=2), True),
        (Tier("large", above_quantity=1), False),
        (Tier("dear", above_monthly=Decimal("1.20")), True),
        (Tier("dear", above_monthly=Decimal("1.19")), False),
    ],
)
def test_an_order_that_a_tier_is_made_for_fits_no_rule(tier: Tier, *, fits: bool) -> None:
    assert bool(names(replace(POLICY, tiers=(tier,)), order())) is fits


@pytest.mark.parametrize(
    ("whom", "fits"),
    [("U0LEE", True), ("U0SAM", False)],
    ids=["another of the group", "somebody outside of it"],
)
def test_a_rule_for_a_group_is_for_whom_the_order_is_for_too(whom: str, *, fits: bool) -> None:
    policy, both = replace(POLICY, auto_approve=(SALES,)), frozenset({"U0ANA", "U0LEE"})
    asked = order(request=replace(request(), for_whom=Person(whom)))

    assert bool(names(policy, asked, Membership({"S1": both}))) is fits
