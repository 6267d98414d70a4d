"""Who may do what; each table reads like the policy, a row a rule, reasons included."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.criteria import Criteria, Request, StateCriteria
from bot.domain.order import Order, Person, PriceSource, Quote, State
from bot.domain.policy import (
    Act,
    Membership,
    Reason,
    Verdict,
    able,
    groups_for,
    may,
    may_switch,
    needs_confirmation,
    possible_approvals,
)
from bot.domain.rules import Policy, Tier
from bot.domain.tiers import tier_of

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
MANAGERS = Membership({"S1": frozenset({"UMEI", "URAJ"}), "S2": frozenset({"UDAN"})})
LARGE = Tier("large", above_quantity=25, above_monthly=Decimal(50), approvals=2)
HUGE = Tier("huge", above_quantity=100, approvals=2, approvers=("S2", "UMEI"))
POLICY = Policy(
    approvers=("S1", "UPAT"),
    backup_approvers=("UBEA",),
    operators=("UOLU",),
    tiers=(LARGE, HUGE),
)
LENIENT = replace(POLICY, self_approval=True)
PRICED = Quote(Decimal("0.60"), PriceSource.CARRIER, seen=2, checked_at=NOW)
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
    quote=PRICED,
)


def of(quantity: int, **changes: object) -> Order:
    request = Request(Criteria(StateCriteria("NC"), quantity))
    return replace(ORDER, request=request, **changes)


MEIS = replace(ORDER, requester=Person("UMEI"))
CHANGED = {"changed_by": ("UMEI", "UPAT")}


def for_whom(person: str) -> Order:
    return replace(ORDER, request=replace(ORDER.request, for_whom=Person(person)))


FOR_MEI, FOR_SAM = for_whom("UMEI"), for_whom("USAM")

CASES = [
    ("a member of the group approves", Act.APPROVE, "UMEI", ORDER, Reason.APPROVER),
    ("a person who is named approves", Act.APPROVE, "UPAT", ORDER, Reason.APPROVER),
    ("a backup approves", Act.APPROVE, "UBEA", ORDER, Reason.APPROVER),
    ("a member of the group denies", Act.DENY, "URAJ", ORDER, Reason.APPROVER),
    ("a backup denies", Act.DENY, "UBEA", ORDER, Reason.APPROVER),
    ("a colleague can't approve", Act.APPROVE, "USAM", ORDER, Reason.NOT_APPROVER),
    ("a colleague can't deny", Act.DENY, "USAM", ORDER, Reason.NOT_APPROVER),
    ("an operator can't approve", Act.APPROVE, "UOLU", ORDER, Reason.NOT_APPROVER),
    ("the requester can't approve", Act.APPROVE, "UANA", ORDER, Reason.NOT_APPROVER),
    ("the requester can't deny", Act.DENY, "UANA", ORDER, Reason.NOT_APPROVER),
    ("an approver can't approve their own", Act.APPROVE, "UMEI", MEIS, Reason.OWN_REQUEST),
    ("an approver may deny their own", Act.DENY, "UMEI", MEIS, Reason.APPROVER),
    ("a member of the group changes", Act.CHANGE, "UMEI", ORDER, Reason.APPROVER),
    ("a colleague can't change", Act.CHANGE, "USAM", ORDER, Reason.NOT_APPROVER),
    ("the requester can't change", Act.CHANGE, "UANA", ORDER, Reason.NOT_APPROVER),
    ("an approver can't change their own", Act.CHANGE, "UMEI", MEIS, Reason.OWN_CHANGE),
    ("a member of the group asks", Act.ASK, "UMEI", ORDER, Reason.APPROVER),
    ("a colleague can't ask", Act.ASK, "USAM", ORDER, Reason.NOT_APPROVER),
    ("the requester answers", Act.ANSWER, "UANA", ORDER, Reason.REQUESTER),
    ("an approver can't answer", Act.ANSWER, "UMEI", ORDER, Reason.NOT_ASKED),
    ("the requester cancels", Act.CANCEL, "UANA", ORDER, Reason.REQUESTER),
    ("an approver cancels", Act.CANCEL, "UMEI", ORDER, Reason.APPROVER),
    ("a backup cancels", Act.CANCEL, "UBEA", ORDER, Reason.APPROVER),
    ("a colleague can't cancel", Act.CANCEL, "USAM", ORDER, Reason.NOT_YOURS),
    ("the requester looks", Act.LOOK, "UANA", ORDER, Reason.REQUESTER),
    ("an approver looks", Act.LOOK, "UMEI", ORDER, Reason.APPROVER),
    ("a colleague can't look", Act.LOOK, "USAM", ORDER, Reason.NOT_YOURS),
    ("anybody may take back what they gave", Act.WITHDRAW, "USAM", ORDER, Reason.APPROVER),
    ("an operator settles", Act.ADOPT, "UOLU", ORDER, Reason.OPERATOR),
    ("an approver can't settle beside operators", Act.ADOPT, "UMEI", ORDER, Reason.NOT_OPERATOR),
    ("a large order has the same approvers", Act.APPROVE, "UMEI", of(26), Reason.APPROVER),
    ("a huge order has its own", Act.APPROVE, "UDAN", of(101), Reason.APPROVER),
    ("among whom an approver may be", Act.APPROVE, "UMEI", of(101), Reason.APPROVER),
    ("other approvers can't approve it", Act.APPROVE, "URAJ", of(101), Reason.NOT_IN_TIER),
    ("nor can backups", Act.APPROVE, "UBEA", of(101), Reason.NOT_IN_TIER),
    ("nor a colleague", Act.APPROVE, "USAM", of(101), Reason.NOT_APPROVER),
    ("every approver may deny it", Act.DENY, "URAJ", of(101), Reason.APPROVER),
    ("and so may its own", Act.DENY, "UDAN", of(101), Reason.APPROVER),
    ("who can't deny others", Act.DENY, "UDAN", ORDER, Reason.NOT_APPROVER),
    ("who changed it may approve", Act.APPROVE, "UMEI", of(2, **CHANGED), Reason.APPROVER),
    ("but not where two have to", Act.APPROVE, "UMEI", of(26, **CHANGED), Reason.CHANGER),
    ("others may then", Act.APPROVE, "URAJ", of(26, **CHANGED), Reason.APPROVER),
    ("whom it is for can't approve", Act.APPROVE, "UMEI", FOR_MEI, Reason.OWN_REQUEST),
    ("another approver may", Act.APPROVE, "URAJ", FOR_MEI, Reason.APPROVER),
    ("whom it is for may deny", Act.DENY, "UMEI", FOR_MEI, Reason.APPROVER),
    ("whom it is for can't change", Act.CHANGE, "UMEI", FOR_MEI, Reason.OWN_CHANGE),
    ("whom it is for cancels", Act.CANCEL, "USAM", FOR_SAM, Reason.REQUESTER),
    ("whom it is for looks", Act.LOOK, "USAM", FOR_SAM, Reason.REQUESTER),
    ("whom it is for can't answer", Act.ANSWER, "USAM", FOR_SAM, Reason.NOT_ASKED),
    ("the requester answers for them", Act.ANSWER, "UANA", FOR_SAM, Reason.REQUESTER),
]
YES = {Reason.APPROVER, Reason.REQUESTER, Reason.OPERATOR}


@pytest.mark.parametrize(
    ("act", "actor", "order", "reason"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_policy_decides_each_act(act: Act, actor: str, order: Order, reason: Reason) -> None:
    verdict = may(POLICY, act, actor, order, MANAGERS)

    assert (verdict.allowed, verdict.reason) == (reason in YES, reason)


@pytest.mark.parametrize(
    ("act", "actor", "order", "people"),
    [
        (Act.APPROVE, "USAM", ORDER, ("UMEI", "URAJ", "UPAT", "UBEA")),
        (Act.APPROVE, "UMEI", MEIS, ("URAJ", "UPAT", "UBEA")),
        (Act.APPROVE, "UMEI", FOR_MEI, ("URAJ", "UPAT", "UBEA")),
        (Act.APPROVE, "URAJ", of(101), ("UDAN", "UMEI")),
        (Act.APPROVE, "UMEI", of(26, **CHANGED), ("URAJ", "UBEA")),
        (Act.ADOPT, "UMEI", ORDER, ("UOLU",)),
    ],
    ids=["no approver", "own request", "for oneself", "other tier", "own change", "no operator"],
)
def test_a_refusal_names_who_may(
    act: Act, actor: str, order: Order, people: tuple[str, ...]
) -> None:
    assert may(POLICY, act, actor, order, MANAGERS).people == people


def test_self_approval_takes_a_switch_and_a_reason() -> None:
    for order in (MEIS, FOR_MEI):
        silent = may(LENIENT, Act.APPROVE, "UMEI", order, MANAGERS)
        stated = may(LENIENT, Act.APPROVE, "UMEI", order, MANAGERS, reason="Raj is on leave.")

        assert silent == Verdict(allowed=False, reason=Reason.NO_REASON)
        assert stated == Verdict(allowed=True, reason=Reason.APPROVER)


def test_self_approval_makes_nobody_an_approver() -> None:
    verdict = may(LENIENT, Act.APPROVE, "UANA", ORDER, MANAGERS, reason="I am in a hurry.")

    assert verdict.reason is Reason.NOT_APPROVER


def test_without_operators_approvers_settle_what_others_asked_for() -> None:
    alone = replace(POLICY, operators=())

    assert may(alone, Act.ADOPT, "UMEI", ORDER, MANAGERS).allowed
    assert not may(alone, Act.ADOPT, "UMEI", MEIS, MANAGERS).allowed
    assert not may(alone, Act.ADOPT, "UMEI", FOR_MEI, MANAGERS).allowed


UNREAD = Membership({"S1": frozenset({"UMEI"})})


@pytest.mark.parametrize(
    ("act", "actor", "order", "reason"),
    [
        (Act.APPROVE, "UMEI", ORDER, Reason.APPROVER),
        (Act.APPROVE, "UMEI", of(101), Reason.APPROVER),
        (Act.APPROVE, "UDAN", of(101), Reason.NOT_KNOWN),
        (Act.APPROVE, "URAJ", of(101), Reason.NOT_KNOWN),
        (Act.DENY, "UDAN", of(101), Reason.NOT_KNOWN),
        (Act.DENY, "UDAN", of(26), Reason.NOT_APPROVER),
        (Act.CANCEL, "UANA", of(101), Reason.REQUESTER),
        (Act.ADOPT, "UOLU", ORDER, Reason.OPERATOR),
    ],
)
def test_a_group_that_could_not_be_read_matters_only_where_it_could_decide(
    act: Act, actor: str, order: Order, reason: Reason
) -> None:
    assert may(POLICY, act, actor, order, UNREAD).reason is reason


def test_unread_operators_are_not_taken_for_none() -> None:
    policy = replace(POLICY, operators=("S9",))

    assert may(policy, Act.ADOPT, "UMEI", ORDER, MANAGERS).reason is Reason.NOT_KNOWN


TIERS = [
    ("few and cheap", 25, PRICED, ""),
    ("many", 26, PRICED, "large"),
    ("few and dear", 2, replace(PRICED, each=Decimal("25.01")), "large"),
    ("few and just not dear", 2, replace(PRICED, each=Decimal(25)), ""),
    ("as many as can be", 101, PRICED, "huge"),
    ("price not known", 2, replace(PRICED, each=None), "large"),
    ("price not checked yet", 2, replace(PRICED, checked_at=None), "large"),
    ("nothing known yet", 2, None, "large"),
]


@pytest.mark.parametrize(
    ("quantity", "quote", "tier"), [each[1:] for each in TIERS], ids=[each[0] for each in TIERS]
)
def test_the_strictest_tier_that_an_order_reaches_counts(
    quantity: int, quote: Quote | None, tier: str
) -> None:
    assert tier_of(POLICY, of(quantity, quote=quote)).name == tier


def test_an_ordinary_order_takes_one_approval() -> None:
    assert tier_of(Policy(("S1",)), of(5000)).approvals == 1


@pytest.mark.parametrize(
    ("gone", "order", "given", "could"),
    [
        (frozenset[str](), ORDER, (), 4),
        (frozenset[str](), MEIS, (), 3),
        (frozenset({"UMEI", "URAJ", "UPAT"}), ORDER, (), 1),
        (frozenset({"S2"}), of(101), (), 2),
        (frozenset({"UDAN"}), of(101), (), 1),
        (frozenset({"UDAN"}), of(101), ("UDAN",), 2),
        (frozenset({"UDAN"}), of(101, requester=Person("UMEI")), (), 0),
    ],
)
def test_who_has_left_is_no_approver(
    gone: frozenset[str], order: Order, given: tuple[str, ...], could: int
) -> None:
    assert possible_approvals(POLICY, order, replace(MANAGERS, gone=gone), given) == could


def test_how_many_could_approve_is_not_known_while_a_group_is_unread() -> None:
    assert possible_approvals(POLICY, of(101), UNREAD, ()) is None
    assert possible_approvals(POLICY, ORDER, UNREAD, ()) == 3


def test_an_approver_never_changes_a_request_of_their_own() -> None:
    verdict = may(LENIENT, Act.CHANGE, "UMEI", MEIS, MANAGERS)

    assert (verdict.allowed, verdict.reason) == (False, Reason.OWN_CHANGE)


def test_who_asked_could_approve_where_self_approval_is_on() -> None:
    assert "UMEI" in able(LENIENT, MEIS, MANAGERS)


@pytest.mark.parametrize(
    ("operators", "actor", "reason"),
    [
        (("UOLU",), "UOLU", Reason.OPERATOR),
        (("S9",), "UOLU", Reason.OPERATOR),
        (("S8",), "UOLU", Reason.NOT_KNOWN),
        (("UOLU",), "UMEI", Reason.NOT_OPERATOR),
        ((), "UMEI", Reason.NOT_OPERATOR),
    ],
    ids=["named", "in the group", "in a group nobody read", "an approver", "no operators"],
)
def test_operators_alone_may_pause_and_resume_buying(
    operators: tuple[str, ...], actor: str, reason: Reason
) -> None:
    groups = Membership({"S1": frozenset({"UMEI"}), "S9": frozenset({"UOLU"})})

    verdict = may_switch(replace(POLICY, operators=operators), actor, groups)

    assert (verdict.allowed, verdict.reason) == (reason is Reason.OPERATOR, reason)


def test_the_brake_waits_for_no_group_but_the_operators() -> None:
    policy = replace(POLICY, operators=("S9", "UOLU"))

    assert groups_for(policy, Act.PAUSE) == {"S9"}
    assert groups_for(policy, Act.APPROVE) == {"S1", "S2"}


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
    order = of(quantity, quote=Quote(each, PriceSource.CARRIER))

    assert needs_confirmation(POLICY, order) is asked
