"""Orders for somebody else, or that a chosen team pays, from the request to the decision."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.asking import Account
from bot.domain.criteria import Request
from bot.domain.errors import SlackRefusedError
from bot.domain.jobs import Kind
from bot.domain.order import Order, Person, State, Trouble
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Reason
from bot.domain.rules import AutoApproval, Budgets, CostCenter, Limits
from bot.services.choosing import Choice
from bot.services.looking import Looking
from tests.unit.services.conftest import ANA, CARY, MEI, Bench

LEE, RAJ, SAM = Person("ULEE"), Person("URAJ", "raj"), Person("USAM", "sam")
FOR_LEE = replace(CARY, for_whom=LEE)
FOR_SAM = replace(CARY, for_whom=SAM)
FOR_MEI = replace(CARY, for_whom=Person("UMEI"))
CENTERS = (CostCenter("Sales", "S2"), CostCenter("IT", "S3", ("S2",)), CostCenter("HR", "S3"))
BUDGETS = Budgets(person=Decimal(2), groups=(("S2", Decimal(3)), ("S3", Decimal(4))))
RULE = AutoApproval("small", quantity=2, monthly=Decimal(2), per_hour=9, per_day=9)


@pytest.fixture
def company(bench: Bench) -> Bench:
    """The bench, with budgets and cost centers; Ana is in sales, Lee and Sam in IT."""
    bench.directory.groups |= {"S2": frozenset({"UANA"}), "S3": frozenset({"ULEE", "USAM"})}
    bench.policy = replace(bench.policy, cost_centers=CENTERS, budgets=BUDGETS)
    return bench


async def history(bench: Bench, stream: str) -> list[Mapping[str, Any]]:
    return [*await bench.store.ledger.read(lambda books: books.history(stream))]


async def waiting(bench: Bench) -> Order:
    order = await bench.placed(FOR_MEI)
    await bench.work(Kind.CHECK)
    return order


async def test_whom_it_is_for_is_named_as_far_as_they_are_known_and_on_the_record(
    bench: Bench,
) -> None:
    bench.directory.people["ULEE"] = Person("ULEE", "Lee", "Agency")

    order = await bench.placed(replace(FOR_LEE, cost_center=""))

    [event] = await history(bench, order.id)
    assert order.request.for_whom == Person("ULEE", "Lee", "Agency")
    assert event["for_whom"] == {"id": "ULEE", "name": "Lee"}


async def test_what_is_for_oneself_is_for_nobody_else(bench: Bench) -> None:
    order = await bench.placed(replace(CARY, for_whom=ANA))

    [event] = await history(bench, order.id)
    assert order.request.for_whom is None
    assert "for_whom" not in event


async def test_numbers_for_a_guest_are_refused_at_once_and_on_the_record(bench: Bench) -> None:
    bench.directory.accounts["ULEE"] = Account.GUEST

    placed = await bench.place(FOR_LEE)

    [event] = await history(bench, "UANA")
    assert (placed.order, placed.verdict.reason) == (None, Reason.FOR_OUTSIDER)
    assert (event["reason"], event["for_whom"]["id"]) == ("for_outsider", "ULEE")


async def test_a_guest_who_was_not_known_yet_is_refused_before_managers_are_asked(
    bench: Bench,
) -> None:
    bench.directory.cold = True
    bench.directory.accounts["ULEE"] = Account.GUEST
    order = await bench.placed(FOR_LEE)

    await bench.work(Kind.CHECK, Kind.OFFER_ANYWAY, Kind.DRAW)

    refused = await bench.order(order)
    assert refused.hold is not None
    assert (refused.hold.trouble, refused.hold.detail) == (Trouble.MAY_NOT_ASK, "for_outsider")
    assert set(bench.announcer.kinds()) == {"root"}


async def test_a_member_who_was_not_known_yet_is_let_through(bench: Bench) -> None:
    bench.directory.cold = True
    order = await bench.placed(FOR_LEE)

    await bench.work(Kind.CHECK)

    assert (await bench.order(order)).state is State.AWAITING_APPROVAL


async def test_an_unknown_cost_center_is_refused_with_those_there_are(company: Bench) -> None:
    placed = await company.place(replace(CARY, cost_center="Legal"))

    assert placed.order is None
    assert (placed.refusal.kind, placed.refusal.detail) == (ReplyKind.COST_CENTER, "Sales, IT, HR")


async def test_a_cost_center_of_others_is_refused_at_once_and_on_the_record(company: Bench) -> None:
    placed = await company.place(replace(CARY, cost_center="HR"))

    [event] = await history(company, "UANA")
    assert (placed.order, placed.verdict.reason) == (None, Reason.NOT_CHARGER)
    assert (event["reason"], event["cost_center"]) == ("not_charger", "HR")


async def test_who_may_charge_a_cost_center_is_looked_up_where_it_was_not_known(
    company: Bench,
) -> None:
    company.directory.cold = True
    own = await company.placed(replace(CARY, cost_center="Sales"))
    others = await company.placed(replace(CARY, cost_center="HR"))

    await company.work(Kind.CHECK)

    refused = await company.order(others)
    assert (await company.order(own)).state is State.AWAITING_APPROVAL
    assert (refused.state, refused.hold and refused.hold.detail) == (State.REFUSED, "not_charger")


async def test_who_waits_for_enough_gets_no_more_by_asking_or_by_being_asked_for(
    bench: Bench,
) -> None:
    bench.policy = replace(bench.policy, limits=Limits(pending=2))
    await bench.placed(CARY)
    await bench.placed(FOR_LEE)
    await bench.placed(replace(CARY, for_whom=SAM), by=LEE)

    asked = await bench.place(CARY, by=LEE)
    for_lee = await bench.place(FOR_LEE, by=SAM)
    by_sam = await bench.place(CARY, by=SAM)

    assert asked.verdict.reason is Reason.TOO_MANY_WAITING
    assert for_lee.verdict.reason is Reason.TOO_MANY_FOR_THEM
    assert by_sam.order is not None


@pytest.mark.parametrize(
    ("asked", "by"), [(CARY, LEE), (FOR_LEE, SAM), (replace(CARY, for_whom=LEE), ANA)]
)
async def test_the_same_for_the_same_person_is_likely_a_repeat_whoever_asks(
    bench: Bench, asked: Request, by: Person
) -> None:
    first = await bench.placed(FOR_LEE)

    again = await bench.placed(asked, by=by)
    others = await bench.placed(CARY, by=MEI)

    assert (again.duplicate_of, others.duplicate_of) == (first.number, None)


async def test_whom_it_is_for_can_not_approve_it_and_another_approver_can(bench: Bench) -> None:
    order = await waiting(bench)

    await bench.decide(Act.APPROVE, order, MEI)
    await bench.work(Kind.ANSWER)
    refused = await bench.order(order)
    await bench.decide(Act.APPROVE, order, RAJ)

    [(_, reply, _)] = bench.announcer.replies
    assert (reply.kind, reply.people) == (ReplyKind.OWN_REQUEST, ("URAJ",))
    assert refused.state is State.AWAITING_APPROVAL
    assert (await bench.order(order)).state is State.APPROVED


async def test_whom_it_is_for_may_cancel_it(bench: Bench) -> None:
    order = await waiting(bench)

    await bench.decide(Act.CANCEL, order, MEI)

    assert (await bench.order(order)).state is State.CANCELLED


async def test_the_cards_name_whom_it_is_for(bench: Bench) -> None:
    await bench.placed(FOR_LEE)
    await bench.work(Kind.DRAW)

    [(_, _, picture)] = bench.announcer.posted
    assert picture.order.request.for_whom == Person("ULEE", "Lee", "Sales")


async def test_whom_it_is_for_hears_of_it_when_managers_do_and_of_the_numbers(
    bench: Bench,
) -> None:
    order = await bench.placed(FOR_LEE)
    await bench.work(Kind.DRAW)
    unheard = [where for where, _, _ in bench.announcer.posted]
    await bench.work(Kind.CHECK, Kind.DRAW)
    await bench.decide(Act.APPROVE, order)
    await bench.work(Kind.BUY, Kind.DRAW)

    to_lee = [kind for where, kind, _ in bench.announcer.posted if where == "DULEE"]
    assert "DULEE" not in unheard
    assert to_lee == ["whom", "whom:completed"]
    assert ("whom", State.COMPLETED) in [(k, p.order.state) for k, p in bench.announcer.redrawn]


async def test_what_comes_to_nothing_is_told_to_nobody_else(bench: Bench) -> None:
    order = await bench.placed(FOR_LEE)
    await bench.decide(Act.CANCEL, order, ANA)
    await bench.work(Kind.DRAW)

    assert "DULEE" not in [where for where, _, _ in bench.announcer.posted]


async def test_whom_slack_lets_nobody_write_to_keeps_nothing_waiting(bench: Bench) -> None:
    bench.announcer.refuses["DULEE"] = SlackRefusedError("no", code="cannot_dm_bot")
    order = await bench.placed(FOR_LEE)
    await bench.work(Kind.CHECK, Kind.DRAW)
    await bench.decide(Act.APPROVE, order)
    await bench.work(Kind.BUY, Kind.DRAW)

    assert (await bench.order(order)).state is State.COMPLETED
    assert "notice:completed" in bench.announcer.kinds()


async def test_orders_for_a_person_are_among_theirs(bench: Bench) -> None:
    by_ana, own = await bench.placed(FOR_LEE), await bench.placed(CARY, by=LEE)
    await bench.placed(CARY)

    found = await Looking(bench.store.ledger).mine("ULEE")

    assert [order.id for order in found] == [own.id, by_ana.id]


PAID = Decimal("1.20")
HELD = [
    ("the requester's group", CARY, {"person:UANA", "group:S2"}),
    (
        "both people, and their groups",
        FOR_LEE,
        {"person:UANA", "person:ULEE", "group:S2", "group:S3"},
    ),
    ("the chosen team", replace(CARY, cost_center="IT"), {"person:UANA", "group:S3"}),
    (
        "both people, and the chosen team",
        replace(FOR_LEE, cost_center="Sales"),
        {"person:UANA", "person:ULEE", "group:S2"},
    ),
]


@pytest.mark.parametrize(
    ("request_", "keys"), [row[1:] for row in HELD], ids=[row[0] for row in HELD]
)
async def test_an_order_holds_the_budgets_of(
    company: Bench, request_: Request, keys: set[str]
) -> None:
    order = await company.placed(request_)
    await company.work(Kind.CHECK)

    counting = await company.store.ledger.read(lambda books: books.money.counting(order.id))
    assert counting == dict.fromkeys(keys, PAID)


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [(FOR_LEE, CARY, LEE), (FOR_LEE, FOR_SAM, ANA), (FOR_LEE, FOR_LEE, SAM)],
    ids=["being asked for", "asking for others", "letting others ask"],
)
async def test_nobody_gets_more_than_their_own_budget_by(
    company: Bench, first: Request, second: Request, by: Person
) -> None:
    company.policy = replace(company.policy, budgets=Budgets(person=Decimal(2)))
    await company.placed(first)
    again = await company.placed(second, by=by)

    await company.work(Kind.CHECK)

    refused = await company.order(again)
    assert refused.hold is not None
    assert (refused.state, refused.hold.trouble) == (State.REFUSED, Trouble.NO_BUDGET)


@pytest.mark.parametrize(
    ("request_", "state"), [(CARY, State.APPROVED), (FOR_LEE, State.AWAITING_APPROVAL)]
)
async def test_a_rule_approves_only_what_is_for_its_people(
    company: Bench, request_: Request, state: State
) -> None:
    rule = replace(RULE, requesters=("S2",))
    company.policy = replace(company.policy, auto_approve=(rule,))
    order = await company.placed(request_)

    await company.work(Kind.CHECK)

    assert (await company.order(order)).state is state


async def test_a_change_leaves_whom_it_is_for_and_who_pays_as_they_are(company: Bench) -> None:
    order = await company.placed(replace(FOR_LEE, cost_center="Sales"))
    await company.work(Kind.CHECK)
    choice = Choice("change", Act.CHANGE, MEI, order.id, order.revision, "too many")

    await company.changing.change(choice, CARY.criteria.of(1))
    await company.work(Kind.CHANGE)

    changed = await company.order(order)
    assert (changed.quantity, changed.state) == (1, State.APPROVED)
    assert changed.request.for_whom is not None
    assert (changed.request.for_whom.id, changed.request.cost_center) == ("ULEE", "Sales")
