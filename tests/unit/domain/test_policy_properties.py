"""Whatever the policy says: stricter never allows more, and nobody outside of it is allowed."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.asking import Account, Asker, admit
from bot.domain.criteria import (
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Request,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.order import Order, Person, Quote
from bot.domain.policy import Act, Membership, may
from bot.domain.rules import CostCenter, Limits, Policy, Tier
from bot.domain.tiers import owners_of, tier_of
from tests.unit.domain.test_policy import ORDER, PRICED

USERS = tuple(f"U{letter}" for letter in "ABCDEF")
GROUPS = ("S1", "S2", "S3")
STATES = frozenset({"NC", "VA", "NY"})
AREA_CODES = frozenset({"919", "212", "800"})
NEEDED = st.lists(st.sampled_from(USERS + GROUPS), min_size=1, max_size=3, unique=True).map(tuple)
SOME = st.one_of(st.just(()), NEEDED)
CRITERIA = st.builds(
    Criteria,
    st.sampled_from(
        [
            *(StateCriteria("NC"), StateCriteria("NY"), ZipCriteria("27513"), ZipCriteria("00000")),
            *(NpaCriteria("919"), NpaCriteria("212"), NpaCriteria("999"), TollFreeCriteria()),
        ]
    ),
    st.integers(1, 40),
    st.sampled_from([None, Digits(Match.ENDING, "2020")]),
)
LIMITS = st.builds(
    Limits,
    quantity=st.integers(1, 40),
    chosen=st.integers(1, 40),
    pending=st.none() | st.integers(1, 3),
    states=st.frozensets(st.sampled_from(sorted(STATES))),
    forbidden_states=st.frozensets(st.sampled_from(sorted(STATES))),
    area_codes=st.frozensets(st.sampled_from(sorted(AREA_CODES))),
    forbidden_area_codes=st.frozensets(st.sampled_from(sorted(AREA_CODES))),
)
CENTERS = (CostCenter("Sales", "S1", ("S1", "UA")), CostCenter("IT", "S2"))
TIERS = st.builds(
    Tier,
    name=st.just("t"),
    above_quantity=st.none() | st.integers(1, 30),
    above_monthly=st.none() | st.integers(0, 20).map(Decimal),
    approvals=st.integers(1, 3),
    approvers=SOME,
)
POLICIES = st.builds(
    Policy,
    approvers=NEEDED,
    backup_approvers=SOME,
    operators=NEEDED,
    requesters=SOME,
    self_approval=st.booleans(),
    limits=LIMITS,
    tiers=st.lists(TIERS, max_size=2).map(tuple),
    cost_centers=st.sampled_from([CENTERS[:count] for count in range(3)]),
)
MEMBERSHIPS = st.builds(
    Membership,
    st.dictionaries(st.sampled_from(GROUPS), st.frozensets(st.sampled_from(USERS))),
    st.frozensets(st.sampled_from(USERS)),
)
ASKERS = st.builds(
    Asker,
    st.sampled_from(USERS),
    st.none() | st.sampled_from(list(Account)),
    MEMBERSHIPS,
    st.integers(0, 5),
)
REQUESTS = st.builds(
    Request,
    CRITERIA,
    for_whom=st.none() | st.sampled_from(USERS).map(Person),
    cost_center=st.sampled_from(["", "Sales", "IT", "Legal"]),
)


def an_order(
    request: Request, requester: str, changed_by: tuple[str, ...], quote: Quote | None
) -> Order:
    asked = replace(ORDER, request=request, requester=Person(requester))
    return replace(asked, changed_by=changed_by, quote=quote)


ORDERS = st.builds(
    an_order,
    REQUESTS,
    st.sampled_from(USERS),
    st.lists(st.sampled_from(USERS), max_size=2).map(tuple),
    st.sampled_from([None, PRICED]),
)


def fewer(names: tuple[str, ...]) -> tuple[str, ...]:
    return names[:-1] if len(names) > 1 else names


def narrower(allowed: frozenset[str], everything: frozenset[str]) -> frozenset[str]:
    """A list that is empty allows all."""
    left = sorted(allowed or everything)
    return frozenset(left[:-1] if len(left) > 1 else left)


def tighter(limits: Limits) -> list[Limits]:
    return [
        replace(limits, quantity=limits.quantity - 1),
        replace(limits, chosen=limits.chosen - 1),
        replace(limits, pending=(limits.pending or 4) - 1),
        replace(limits, states=narrower(limits.states, STATES)),
        replace(limits, forbidden_states=STATES),
        replace(limits, area_codes=narrower(limits.area_codes, AREA_CODES)),
        replace(limits, forbidden_area_codes=AREA_CODES),
    ]


def each_tier(policy: Policy, change: Callable[[Tier], Tier]) -> Policy:
    return replace(policy, tiers=tuple(change(tier) for tier in policy.tiers))


def each_center(policy: Policy, change: Callable[[CostCenter], CostCenter]) -> Policy:
    return replace(policy, cost_centers=tuple(change(each) for each in policy.cost_centers))


def leaves_reviews_to_operators(policy: Policy, membership: Membership) -> bool:
    """Where no operator is left, approvers settle reviews: that is another policy."""
    return bool(membership.expand(policy.operators))


def stricter(policy: Policy) -> list[Policy]:
    return [
        replace(policy, approvers=fewer(policy.approvers)),
        replace(policy, backup_approvers=()),
        replace(policy, operators=fewer(policy.operators)),
        # Full members, by default; a group lets none but these in.
        replace(policy, requesters=fewer(policy.requesters) or GROUPS[:1]),
        replace(policy, self_approval=False),
        replace(policy, cost_centers=policy.cost_centers[:-1]),
        each_center(policy, lambda each: replace(each, requesters=fewer(each.chargers))),
        each_tier(policy, lambda tier: replace(tier, approvals=tier.approvals + 1)),
        each_tier(policy, lambda tier: replace(tier, approvers=fewer(tier.approvers))),
        *(replace(policy, limits=limits) for limits in tighter(policy.limits)),
    ]


@given(POLICIES, st.sampled_from(list(Act)), st.sampled_from(USERS), ORDERS, MEMBERSHIPS)
def test_a_stricter_policy_lets_nobody_do_more(
    policy: Policy, act: Act, actor: str, order: Order, membership: Membership
) -> None:
    def allows(rules: Policy) -> bool:
        return may(rules, act, actor, order, membership, reason="because").allowed

    comparable = leaves_reviews_to_operators(policy, membership)
    strict = [
        rules
        for rules in stricter(policy)
        if leaves_reviews_to_operators(rules, membership) is comparable
    ]

    assert allows(policy) or not any(allows(rules) for rules in strict)


@given(POLICIES, ORDERS)
def test_a_stricter_policy_takes_no_fewer_approvals(policy: Policy, order: Order) -> None:
    needed = tier_of(policy, order).approvals

    assert all(tier_of(rules, order).approvals >= needed for rules in stricter(policy))


@given(POLICIES, REQUESTS, ASKERS, st.none() | ASKERS)
def test_a_stricter_policy_lets_nobody_ask_for_more(
    policy: Policy, request: Request, asker: Asker, whom: Asker | None
) -> None:
    def allows(rules: Policy) -> bool:
        return admit(rules, request, asker, whom).allowed

    assert allows(policy) or not any(allows(rules) for rules in stricter(policy))


@given(POLICIES, st.sampled_from(sorted(set(Act) - {Act.WITHDRAW})), st.text(), ORDERS, MEMBERSHIPS)
def test_nobody_outside_the_policy_may_do_anything_to_anothers_order(
    policy: Policy, act: Act, actor: str, order: Order, membership: Membership
) -> None:
    stranger = f"X{actor}"

    assert not may(policy, act, stranger, order, membership, reason="because").allowed


@given(POLICIES, REQUESTS, MEMBERSHIPS, st.sampled_from([None, *Account]), st.text())
def test_nobody_outside_the_policy_may_ask_but_full_members_where_none_are_named(
    policy: Policy,
    request: Request,
    membership: Membership,
    account: Account | None,
    name: str,
) -> None:
    stranger = Asker(f"X{name}", account, membership)

    asked = admit(policy, request, stranger, None)

    assert not asked.allowed or (account is Account.MEMBER and not policy.requesters)


@given(POLICIES, REQUESTS, ASKERS, st.sampled_from([None, *Account]), st.text())
def test_nothing_is_for_somebody_outside_the_policy_but_full_members(
    policy: Policy, request: Request, asker: Asker, account: Account | None, name: str
) -> None:
    verdict = admit(policy, request, asker, Asker(f"X{name}", account, asker.membership))

    assert not verdict.allowed or account is Account.MEMBER


@given(POLICIES, REQUESTS, ASKERS, st.none() | ASKERS)
def test_nobody_has_a_team_pay_that_does_not_let_them(
    policy: Policy, request: Request, asker: Asker, whom: Asker | None
) -> None:
    center = policy.cost_center(request.cost_center)
    may_charge = center and asker.id in asker.membership.expand(center.chargers)

    allowed = admit(policy, request, asker, whom).allowed

    assert not (allowed and request.cost_center and not may_charge)


@given(POLICIES, ORDERS, MEMBERSHIPS, st.sampled_from(USERS))
def test_nobody_approves_what_they_asked_for_without_a_reason(
    policy: Policy, order: Order, membership: Membership, actor: str
) -> None:
    allowed = may(policy, Act.APPROVE, actor, order, membership).allowed

    assert not (allowed and actor in owners_of(order))
