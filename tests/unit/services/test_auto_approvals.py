"""What no manager has to approve: by a rule, within its caps, on the record."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.criteria import CityCriteria, Criteria, Request
from bot.domain.jobs import Kind
from bot.domain.order import Order, State
from bot.domain.policy import Act
from bot.domain.rules import AutoApproval, Budgets
from tests.unit.services.conftest import ANA, Bench

RULE = AutoApproval("small", quantity=2, monthly=Decimal(2), per_hour=2, per_day=3)
PLACES = ("Cary", "Apex", "Durham", "Garner", "Raleigh", "Wilson")


@pytest.fixture
def company(bench: Bench) -> Bench:
    """The bench, with a rule for small orders."""
    bench.policy = replace(bench.policy, auto_approve=(RULE,), digest="abc")
    return bench


async def asked(bench: Bench, city: str = "Cary", quantity: int = 2) -> Order:
    order = await bench.placed(Request(Criteria(CityCriteria(city, "NC"), quantity)))
    await bench.work(Kind.CHECK)
    return await bench.order(order)


async def states(bench: Bench, count: int) -> list[State]:
    return [(await asked(bench, city)).state for city in PLACES[:count]]


async def test_a_small_order_is_approved_by_the_rule_and_bought(company: Bench) -> None:
    order = await asked(company)

    await company.work(Kind.BUY)

    assert (order.state, order.auto_rule, order.is_automatic) == (State.APPROVED, "small", True)
    assert (await company.order(order)).state is State.COMPLETED


async def test_the_event_names_rule_and_policy(company: Bench) -> None:
    order = await asked(company)

    *_, event = await company.store.ledger.read(lambda books: books.history(order.id))

    told = {key: event[key] for key in ("move", "rule", "policy", "each", "seen")}
    assert told == {"move": "approve", "rule": "small", "policy": "abc", "each": "0.60", "seen": 2}
    assert event["by"] == {"id": "bot", "name": ""}


async def test_the_managers_get_their_line_though_it_is_bought_already(company: Bench) -> None:
    await asked(company)
    await company.work(Kind.BUY)

    await company.work(Kind.DRAW)

    assert set(company.announcer.kinds()) == {"root", "approval", "notice:completed"}


async def test_a_larger_order_goes_to_the_managers(company: Bench) -> None:
    assert (await asked(company, quantity=3)).state is State.AWAITING_APPROVAL


async def test_no_more_are_approved_in_an_hour_than_the_rule_says(company: Bench) -> None:
    within = await states(company, 3)
    company.clock.move(hours=1)
    later = await asked(company, "Wilson")

    assert within == [State.APPROVED, State.APPROVED, State.AWAITING_APPROVAL]
    assert later.state is State.APPROVED


async def test_no_more_are_approved_in_a_day_than_the_rule_says(company: Bench) -> None:
    await states(company, 2)
    company.clock.move(hours=2)

    rest = [(await asked(company, city)).state for city in PLACES[2:4]]

    assert rest == [State.APPROVED, State.AWAITING_APPROVAL]


async def test_a_rule_that_is_used_up_leaves_the_next_one_its_own(company: Bench) -> None:
    company.policy = replace(
        company.policy, auto_approve=(replace(RULE, per_hour=1), replace(RULE, name="other"))
    )

    rules = [(await asked(company, city)).auto_rule for city in PLACES[:2]]

    assert rules == ["small", "other"]


async def test_without_room_in_the_budget_a_rule_approves_nothing(company: Bench) -> None:
    company.policy = replace(company.policy, budgets=Budgets(total=Decimal(2)))

    assert await states(company, 2) == [State.APPROVED, State.REFUSED]


async def test_what_managers_were_asked_already_no_rule_approves(company: Bench) -> None:
    order = await company.placed()
    await company.work(Kind.OFFER_ANYWAY)

    await company.work(Kind.CHECK)

    assert (await company.order(order)).state is State.AWAITING_APPROVAL


async def test_the_requester_may_cancel_it_until_ordering_begins(company: Bench) -> None:
    order = await asked(company)

    await company.decide(Act.CANCEL, order, ANA)
    await company.work(Kind.BUY)

    cancelled = await company.order(order)
    assert (cancelled.state, cancelled.is_automatic) == (State.CANCELLED, False)
    assert company.carrier.sent == []
