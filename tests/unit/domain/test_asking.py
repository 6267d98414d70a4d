"""Who may ask, and for what; each table reads like the policy, a row a rule."""

from dataclasses import replace

import pytest

from bot.domain.asking import Account, Asker, admit, may_ask, may_ask_for, may_place
from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    Request,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.policy import Membership, Reason
from bot.domain.rules import CostCenter, Limits, Policy

GROUPS = Membership({"S1": frozenset({"UMEI", "URAJ"}), "S2": frozenset({"UANA", "ULEE"})})
ANYBODY = Policy(approvers=("S1",))
SALES = replace(ANYBODY, requesters=("S2", "UGIL"))
MEMBER, GUEST, STRANGER = Account.MEMBER, Account.GUEST, Account.STRANGER
GONE = Account.GONE
YES = {Reason.ANYONE, Reason.REQUESTER}

WHO = [
    ("a full member asks", ANYBODY, "USAM", MEMBER, Reason.ANYONE),
    ("a guest does not", ANYBODY, "ULEE", GUEST, Reason.GUEST),
    ("a person of another workspace does not", ANYBODY, "UEVE", STRANGER, Reason.STRANGER),
    ("who left does not", ANYBODY, "UKIM", Account.GONE, Reason.DEACTIVATED),
    ("who is not known yet has to wait", ANYBODY, "USAM", None, Reason.NOT_KNOWN),
    ("a member of a group that is named asks", SALES, "UANA", MEMBER, Reason.REQUESTER),
    ("another member does not", SALES, "USAM", MEMBER, Reason.NOT_NAMED),
    ("an approver is no requester", SALES, "UMEI", MEMBER, Reason.NOT_NAMED),
    ("a person who is named asks", SALES, "UGIL", MEMBER, Reason.REQUESTER),
    ("a guest who is named asks", SALES, "UGIL", GUEST, Reason.REQUESTER),
    ("a stranger who is named asks", SALES, "UGIL", STRANGER, Reason.REQUESTER),
    ("a guest in a group that is named does not", SALES, "ULEE", GUEST, Reason.GUEST),
    ("who left does not, though named", SALES, "UGIL", Account.GONE, Reason.DEACTIVATED),
]


@pytest.mark.parametrize(
    ("policy", "person", "account", "reason"), [row[1:] for row in WHO], ids=[r[0] for r in WHO]
)
def test_the_policy_says_who_may_ask(
    policy: Policy, person: str, account: Account | None, reason: Reason
) -> None:
    verdict = may_ask(policy, Asker(person, account, GROUPS))

    assert (verdict.allowed, verdict.reason) == (reason in YES, reason)


def test_who_may_not_ask_is_told_whom_to_ask() -> None:
    assert may_ask(SALES, Asker("USAM", MEMBER, GROUPS)).people == ("UMEI", "URAJ")


def test_who_may_be_in_a_group_that_was_not_read_has_to_wait() -> None:
    assert may_ask(SALES, Asker("UANA", MEMBER)).reason is Reason.NOT_KNOWN


LIMITS = Limits(
    quantity=25,
    chosen=5,
    states=frozenset({"NC", "SC", "HI"}),
    forbidden_states=frozenset({"HI"}),
    area_codes=frozenset({"919", "212", "900"}),
    forbidden_area_codes=frozenset({"900"}),
)
NEARBY = NpaCriteria("919", "555", nearby=True)
WHAT = [
    ("a city in a state that may be asked for", CityCriteria("Cary", "NC"), Reason.ANYONE, ""),
    ("a city elsewhere", CityCriteria("Cary", "IL"), Reason.STATE, "IL"),
    ("a state", StateCriteria("SC"), Reason.ANYONE, ""),
    ("another state", StateCriteria("VA"), Reason.STATE, "VA"),
    ("a state that is forbidden as well", StateCriteria("HI"), Reason.STATE, "HI"),
    ("a ZIP code there", ZipCriteria("27513"), Reason.ANYONE, ""),
    ("a ZIP code elsewhere", ZipCriteria("10001"), Reason.STATE, "NY"),
    ("a ZIP code nowhere", ZipCriteria("00000"), Reason.STATE_NOT_KNOWN, "ZIP 00000"),
    ("an area code that may be asked for", NpaCriteria("919"), Reason.ANYONE, ""),
    ("its neighbourhood", NEARBY, Reason.ANYONE, ""),
    ("another area code", NpaCriteria("984"), Reason.AREA_CODE, "984"),
    ("one that is forbidden as well", NpaCriteria("900"), Reason.AREA_CODE, "900"),
    ("one in a state that may not", NpaCriteria("212"), Reason.STATE, "NY"),
    ("toll-free, which no list names", TollFreeCriteria(), Reason.TOLL_FREE, ""),
]


@pytest.mark.parametrize(
    ("place", "reason", "detail"), [row[1:] for row in WHAT], ids=[r[0] for r in WHAT]
)
def test_the_policy_says_where_numbers_may_be(place: Place, reason: Reason, detail: str) -> None:
    verdict = may_place(replace(ANYBODY, limits=LIMITS), Criteria(place, 2))

    assert (verdict.reason, verdict.detail) == (reason, detail)
    assert verdict.allowed is (reason is Reason.ANYONE)


TOLL_FREE = [
    ("no limits", Limits(), True),
    ("states don't limit it", Limits(states=frozenset({"NC"})), True),
    ("area codes do", Limits(area_codes=frozenset({"919"})), False),
    ("unless one is toll-free", Limits(area_codes=frozenset({"919", "800"})), True),
    ("it can be forbidden", Limits(forbidden_area_codes=frozenset({"833"})), False),
]


@pytest.mark.parametrize(
    ("limits", "allowed"), [row[1:] for row in TOLL_FREE], ids=[row[0] for row in TOLL_FREE]
)
def test_toll_free_is_in_no_state_and_in_seven_area_codes(limits: Limits, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    asked = Criteria(TollFreeCriteria(), 2)

    assert may_place(replace(ANYBODY, limits=limits), asked).allowed is allowed


def test_an_area_code_that_is_not_known_is_refused_where_states_are_limited() -> None:
    somewhere = Criteria(NpaCriteria("999"), 2)
    limited = replace(ANYBODY, limits=Limits(forbidden_states=frozenset({"HI"})))

    assert may_place(ANYBODY, somewhere).allowed
    assert may_place(limited, somewhere).reason is Reason.STATE_NOT_KNOWN


@pytest.mark.parametrize(
    ("quantity", "digits", "allowed"),
    [
        (25, None, True),
        (26, None, False),
        (5, Digits(Match.ENDING, "2020"), True),
        (6, Digits(Match.ENDING, "2020"), False),
    ],
)
def test_the_policy_says_how_many_at_a_time(
    quantity: int,
    digits: Digits | None,
    allowed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    criteria = Criteria(StateCriteria("NC"), quantity, digits)

    assert may_place(replace(ANYBODY, limits=LIMITS), criteria).allowed is allowed


SLOW = replace(ANYBODY, limits=Limits(quantity=25, pending=2))
FEW, MANY = Criteria(StateCriteria("NC"), 2), Criteria(StateCriteria("NC"), 26)
ADMITTED = [
    ("nothing waits", MEMBER, FEW, 0, Reason.ANYONE),
    ("as many as may wait", MEMBER, FEW, 2, Reason.TOO_MANY_WAITING),
    ("too many numbers", MEMBER, MANY, 0, Reason.TOO_MANY),
    ("a guest is told so first", GUEST, MANY, 2, Reason.GUEST),
    ("who is not known yet may be told of the limit", None, MANY, 0, Reason.TOO_MANY),
    ("else has to wait", None, FEW, 0, Reason.NOT_KNOWN),
]


@pytest.mark.parametrize(
    ("account", "criteria", "waiting", "reason"),
    [row[1:] for row in ADMITTED],
    ids=[row[0] for row in ADMITTED],
)
def test_a_request_is_let_in_or_refused_for_the_first_reason(
    account: Account | None, criteria: Criteria, waiting: int, reason: Reason
) -> None:
    asker = Asker("USAM", account, GROUPS, waiting)

    assert admit(SLOW, Request(criteria), asker, None).reason is reason


NAMED = replace(ANYBODY, requesters=("ULEE", "USAM"))
WHOM = [
    ("numbers may be for a member", ANYBODY, MEMBER, "URAJ", Reason.ANYONE),
    ("also for one who may not ask", NAMED, MEMBER, "URAJ", Reason.REQUESTER),
    ("not for a guest", ANYBODY, GUEST, "ULEE", Reason.FOR_OUTSIDER),
    ("nor for one in a group of requesters", SALES, GUEST, "ULEE", Reason.FOR_OUTSIDER),
    ("but for one whom the policy names", NAMED, GUEST, "ULEE", Reason.REQUESTER),
    ("not for one of another workspace", ANYBODY, STRANGER, "ULEE", Reason.FOR_OUTSIDER),
    ("but for one whom the policy names", NAMED, STRANGER, "ULEE", Reason.REQUESTER),
    ("for nobody who has left", NAMED, GONE, "ULEE", Reason.FOR_OUTSIDER),
    ("while nobody knows, it waits", NAMED, None, "ULEE", Reason.NOT_KNOWN),
]


@pytest.mark.parametrize(
    ("policy", "account", "person", "reason"),
    [row[1:] for row in WHOM],
    ids=[f"{row[0]}, {row[2]}" for row in WHOM],
)
def test_the_policy_says_for_whom_numbers_may_be(
    policy: Policy, account: Account | None, person: str, reason: Reason
) -> None:
    sam = Asker("UANA" if policy is SALES else "USAM", MEMBER, GROUPS)

    verdict = may_ask_for(policy, Request(FEW), sam, Asker(person, account, GROUPS))

    assert (verdict.allowed, verdict.reason) == (reason in YES, reason)


CENTERS = (CostCenter("Sales & Co", "S2"), CostCenter("IT", "S9", ("S1", "USAM")))
TEAMS = replace(ANYBODY, cost_centers=CENTERS)
KNOWN = "Sales & Co, IT"
PAYING = [
    ("none needs no leave", "UMEI", "", Reason.ANYONE, ""),
    ("its group may charge it", "UANA", "Sales & Co", Reason.ANYONE, ""),
    ("nobody else may", "UMEI", "Sales & Co", Reason.NOT_CHARGER, "Sales & Co"),
    ("whom it names may", "USAM", "IT", Reason.ANYONE, ""),
    ("a group that it names may", "UMEI", "IT", Reason.ANYONE, ""),
    ("then its own group may not", "UANA", "IT", Reason.NOT_CHARGER, "IT"),
    ("one that there is not", "UANA", "Legal", Reason.COST_CENTER, KNOWN),
    ("its name is said as it is", "UANA", "it", Reason.COST_CENTER, KNOWN),
]


@pytest.mark.parametrize(
    ("person", "center", "reason", "detail"),
    [row[1:] for row in PAYING],
    ids=[row[0] for row in PAYING],
)
def test_the_policy_says_who_may_have_a_team_pay(
    person: str, center: str, reason: Reason, detail: str
) -> None:
    asker = Asker(person, MEMBER, GROUPS)

    verdict = may_ask_for(TEAMS, Request(FEW, cost_center=center), asker, None)

    assert (verdict.allowed, verdict.reason) == (reason in YES, reason)
    assert verdict.detail == detail


def test_while_a_group_is_not_read_nobody_in_it_may_have_its_team_pay() -> None:
    asked = Request(FEW, cost_center="Sales & Co")

    verdict = may_ask_for(TEAMS, asked, Asker("UANA", MEMBER), None)

    assert (verdict.allowed, verdict.reason) == (False, Reason.NOT_KNOWN)


BUSY = replace(TEAMS, limits=Limits(quantity=5, pending=2))
FREE, FULL = Asker("UANA", MEMBER, GROUPS), Asker("UANA", MEMBER, GROUPS, waiting=2)
ON_BEHALF = [
    ("nobody waits for much", FREE, Asker("ULEE", MEMBER, waiting=1), Reason.ANYONE),
    ("who asks waits for enough", FULL, Asker("ULEE", MEMBER), Reason.TOO_MANY_WAITING),
    ("whom it is for does", FREE, Asker("ULEE", MEMBER, waiting=2), Reason.TOO_MANY_FOR_THEM),
    ("a known refusal comes first", FULL, Asker("ULEE", GUEST), Reason.FOR_OUTSIDER),
    ("what is not known last", FULL, Asker("ULEE"), Reason.TOO_MANY_WAITING),
    ("and it waits", FREE, Asker("ULEE"), Reason.NOT_KNOWN),
]


@pytest.mark.parametrize(
    ("asker", "whom", "reason"), [row[1:] for row in ON_BEHALF], ids=[row[0] for row in ON_BEHALF]
)
def test_whom_it_is_for_is_judged_beside_who_asks(
    asker: Asker, whom: Asker, reason: Reason
) -> None:
    assert admit(BUSY, Request(FEW), asker, whom).reason is reason
