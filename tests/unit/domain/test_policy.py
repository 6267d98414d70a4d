"""Who may do what; the table reads like the policy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.criteria import Criteria, Digits, Match, Request, StateCriteria
from bot.domain.order import Order, Person, PriceSource, Quote, State
from bot.domain.policy import (
    Act,
    Membership,
    Reason,
    groups_for,
    may,
    may_place,
    may_switch,
    needs_confirmation,
)
from bot.domain.rules import Limits, Policy

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
MANAGERS = Membership({"S1": frozenset({"UMEI", "URAJ"})})
POLICY = Policy(approvers=("S1", "UPAT"))
ORDER = Order(
    id="01J",
    number=1042,
    state=State.AWAITING_APPROVAL,
    revision=1,
    version=1,
    requester=Person("UANA"),
    channel="C1",
    private=False,
    request=Request(Criteria(StateCriteria("NC"), 2)),
    created_at=NOW,
    expires_at=NOW + timedelta(hours=72),
    changed_at=NOW,
)
CASES = [
    ("a member of the group approves", Act.APPROVE, "UMEI", True, Reason.APPROVER),
    ("a person who is named approves", Act.APPROVE, "UPAT", True, Reason.APPROVER),
    ("a member of the group denies", Act.DENY, "URAJ", True, Reason.APPROVER),
    ("a colleague can't approve", Act.APPROVE, "USAM", False, Reason.NOT_APPROVER),
    ("a colleague can't deny", Act.DENY, "USAM", False, Reason.NOT_APPROVER),
    ("a member of the group changes", Act.CHANGE, "UMEI", True, Reason.APPROVER),
    ("a colleague can't change", Act.CHANGE, "USAM", False, Reason.NOT_APPROVER),
    ("the requester can't change", Act.CHANGE, "UANA", False, Reason.NOT_APPROVER),
    ("the requester can't approve", Act.APPROVE, "UANA", False, Reason.NOT_APPROVER),
    ("a member of the group asks", Act.ASK, "UMEI", True, Reason.APPROVER),
    ("a colleague can't ask", Act.ASK, "USAM", False, Reason.NOT_APPROVER),
    ("the requester answers", Act.ANSWER, "UANA", True, Reason.REQUESTER),
    ("an approver can't answer", Act.ANSWER, "UMEI", False, Reason.NOT_REQUESTER),
    ("the requester cancels", Act.CANCEL, "UANA", True, Reason.REQUESTER),
    ("an approver cancels", Act.CANCEL, "UMEI", True, Reason.APPROVER),
    ("a colleague can't cancel", Act.CANCEL, "USAM", False, Reason.NOT_YOURS),
    ("the requester looks", Act.LOOK, "UANA", True, Reason.REQUESTER),
    ("an approver looks", Act.LOOK, "UMEI", True, Reason.APPROVER),
    ("a colleague can't look", Act.LOOK, "USAM", False, Reason.NOT_YOURS),
]


@pytest.mark.parametrize(
    ("act", "actor", "allowed", "reason"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_policy_decides_each_act(act: Act, actor: str, allowed: bool, reason: Reason) -> None:  # noqa: FBT001 - a column of the table
    verdict = may(POLICY, act, actor, ORDER, MANAGERS)

    assert (verdict.allowed, verdict.reason) == (allowed, reason)


def test_an_approver_may_not_approve_their_own_request_and_is_told_who_may() -> None:
    own = replace(ORDER, requester=Person("UMEI"))

    verdict = may(POLICY, Act.APPROVE, "UMEI", own, MANAGERS)

    assert verdict.reason is Reason.OWN_REQUEST
    assert verdict.people == ("URAJ", "UPAT")


def test_self_approval_has_to_be_switched_on() -> None:
    own = replace(ORDER, requester=Person("UMEI"))
    lenient = replace(POLICY, self_approval=True)

    assert may(lenient, Act.APPROVE, "UMEI", own, MANAGERS).allowed


def test_an_approver_never_changes_a_request_of_their_own() -> None:
    own = replace(ORDER, requester=Person("UMEI"))
    lenient = replace(POLICY, self_approval=True)

    verdict = may(lenient, Act.CHANGE, "UMEI", own, MANAGERS)

    assert (verdict.allowed, verdict.reason) == (False, Reason.OWN_CHANGE)


def test_nobody_of_a_group_that_could_not_be_read_is_allowed_anything() -> None:
    verdict = may(POLICY, Act.APPROVE, "UMEI", ORDER, Membership())

    assert not verdict.allowed


@pytest.mark.parametrize(("quantity", "allowed"), [(25, True), (26, False)])
def test_an_order_of_more_than_the_limit_is_refused(quantity: int, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    verdict = may_place(
        replace(POLICY, limits=Limits(quantity=25)), Criteria(StateCriteria("NC"), quantity)
    )

    assert verdict.allowed is allowed


@pytest.mark.parametrize(("quantity", "allowed"), [(50, True), (51, False)])
def test_chosen_digits_are_limited_further(quantity: int, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    chosen = Criteria(StateCriteria("NC"), quantity, Digits(Match.ENDING, "2020"))

    assert may_place(POLICY, chosen).allowed is allowed


@pytest.mark.parametrize(
    ("operators", "actor", "allowed"),
    [
        (("UOLU",), "UOLU", True),
        (("S9",), "UOLU", True),
        (("S8",), "UOLU", False),
        (("UOLU",), "UMEI", False),
        ((), "UMEI", False),
    ],
    ids=["named", "in the group", "in a group nobody read", "an approver", "no operators"],
)
def test_operators_alone_may_pause_and_resume_buying(
    operators: tuple[str, ...],
    actor: str,
    allowed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    groups = Membership({"S1": frozenset({"UMEI"}), "S9": frozenset({"UOLU"})})

    verdict = may_switch(replace(POLICY, operators=operators), actor, groups)

    assert verdict.allowed is allowed
    assert verdict.reason is (Reason.OPERATOR if allowed else Reason.NOT_OPERATOR)


def test_the_brake_waits_for_no_group_but_the_operators() -> None:
    policy = replace(POLICY, operators=("S9", "UOLU"))

    assert groups_for(policy, Act.PAUSE) == {"S9"}
    assert groups_for(policy, Act.APPROVE) == {"S1", "S9"}


@pytest.mark.parametrize(
    ("quantity", "each", "asked"),
    [
        (25, Decimal("0.60"), False),
        (26, Decimal("0.60"), True),
        (20, Decimal("2.50"), False),
        (20, Decimal("2.51"), True),
        (1, None, True),
    ],
    ids=["25", "26", "$50", "more than $50", "price not known"],
)
def test_approve_asks_once_more_above_the_limits(
    quantity: int,
    each: Decimal | None,
    asked: bool,  # noqa: FBT001 - a column of the table
) -> None:
    request = Request(Criteria(StateCriteria("NC"), quantity))
    order = replace(ORDER, request=request, quote=Quote(each, PriceSource.CARRIER))

    assert needs_confirmation(POLICY, order) is asked
