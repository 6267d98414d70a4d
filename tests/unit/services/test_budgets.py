"""Budgets, from the check to what is left of them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.books import Books
from bot.domain import jobs
from bot.domain.budgeting import Room
from bot.domain.criteria import CityCriteria, Criteria, Request, Suggestion
from bot.domain.jobs import Kind
from bot.domain.order import Move, Order, State, Trouble
from bot.domain.picture import Picture
from bot.domain.policy import Act
from bot.domain.rules import Budgets, Tier, Times
from bot.services.budgeting import Budgeting
from bot.services.choosing import Choice
from tests.fakes import NOON
from tests.unit.services.conftest import CARY, MEI, Bench

BUDGETS = Budgets(total=Decimal(5), groups=(("S2", Decimal(2)),))
ONE = Request(Criteria(CityCriteria("Cary", "NC"), 1))


@pytest.fixture
def company(bench: Bench) -> Bench:
    """The bench, with a budget for all and one for sales, of which Ana is."""
    bench.directory.groups["S2"] = frozenset({"UANA"})
    bench.policy = replace(
        bench.policy, budgets=BUDGETS, times=Times(zone=ZoneInfo("America/New_York"))
    )
    return bench


async def checked(bench: Bench, request: Request = CARY) -> Order:
    order = await bench.placed(request)
    await bench.work(Kind.CHECK)
    return await bench.order(order)


async def taken(bench: Bench, month: str = "2026-11") -> Mapping[str, Decimal]:
    keys = ["total", "group:S2", "person:UANA"]
    return await bench.store.ledger.read(lambda books: books.money.taken(keys, month))


async def drawn(bench: Bench, kind: str) -> Picture:
    await bench.work(Kind.DRAW)
    return next(picture for _, each, picture in bench.announcer.posted if each == kind)


async def test_a_request_with_room_holds_its_cost_and_the_card_says_what_is_left(
    company: Bench,
) -> None:
    await checked(company)

    card = await drawn(company, "approval")

    assert await taken(company) == {"group:S2": Decimal("1.20"), "total": Decimal("1.20")}
    assert card.rooms == (
        Room("group:S2", Decimal(2), Decimal("0.80")),
        Room("total", Decimal(5), Decimal("3.80")),
    )
    assert card.names["S2"] == "Sales"


async def test_a_request_without_room_is_refused_before_any_manager_is_asked(
    company: Bench,
) -> None:
    await checked(company)

    refused = await checked(company)
    await company.work(Kind.DRAW)

    assert refused.state is State.REFUSED
    assert refused.hold is not None
    assert refused.hold.trouble is Trouble.NO_BUDGET
    assert Room.read(refused.hold.detail) == Room("group:S2", Decimal(2), Decimal("0.80"))
    assert f"{refused.hold.next_try_at}" == "2026-12-01 05:00:00+00:00"
    assert company.announcer.kinds().count("approval") == 1
    assert await taken(company) == {"group:S2": Decimal("1.20"), "total": Decimal("1.20")}


async def test_the_event_of_a_refusal_names_the_budget(company: Bench) -> None:
    await checked(company)
    refused = await checked(company)

    *_, event = await company.store.ledger.read(lambda books: books.history(refused.id))

    told = {key: event[key] for key in ("budget", "left", "limit", "trouble", "each")}
    assert told == {
        "budget": "group:S2",
        "left": "0.80",
        "limit": "2",
        "trouble": "no_budget",
        "each": "0.60",
    }


async def test_as_many_as_there_is_room_for_are_one_tap_away(company: Bench) -> None:
    await checked(company)

    assert (await checked(company)).suggestions == (
        Suggestion("1 in Cary, NC", "Cary, NC 1 for spring campaign"),
    )


async def test_where_not_even_one_fits_nothing_is_proposed(company: Bench) -> None:
    company.policy = replace(company.policy, budgets=Budgets(person=Decimal("0.59")))

    assert (await checked(company)).suggestions == ()


@pytest.mark.parametrize("act", [Act.DENY, Act.CANCEL])
async def test_a_denied_or_cancelled_request_makes_room(company: Bench, act: Act) -> None:
    order = await checked(company)

    await company.decide(act, order)

    assert set((await taken(company)).values()) == {Decimal(0)}


async def test_what_is_bought_is_spent_at_the_price_charged(company: Bench) -> None:
    order = await checked(company)
    company.carrier.price = Decimal("0.55")
    await company.decide(Act.APPROVE, order)
    await company.work(Kind.BUY)

    assert (await company.order(order)).state is State.COMPLETED
    assert await taken(company) == {"group:S2": Decimal("1.10"), "total": Decimal("1.10")}


async def test_the_next_month_has_room_again(company: Bench) -> None:
    await checked(company)
    company.clock.at = NOON.replace(month=12)

    assert (await checked(company)).state is State.AWAITING_APPROVAL


async def test_a_price_that_nobody_knows_passes_and_holds_nothing(company: Bench) -> None:
    order = await company.placed()
    await company.work(Kind.OFFER_ANYWAY)

    assert (await company.order(order)).state is State.AWAITING_APPROVAL
    assert set((await taken(company)).values()) == {Decimal(0)}


async def test_a_price_that_comes_later_is_held_then(company: Bench) -> None:
    await company.placed()
    await company.work(Kind.OFFER_ANYWAY)
    await company.work(Kind.CHECK)

    assert set((await taken(company)).values()) == {Decimal("1.20")}


async def test_a_price_that_comes_later_and_has_no_room_ends_the_request(company: Bench) -> None:
    order = await company.placed()
    await company.work(Kind.OFFER_ANYWAY, Kind.DRAW)
    company.carrier.price = Decimal("1.01")

    await company.work(Kind.CHECK, Kind.DRAW)

    assert await company.events(order.id) == [
        "checking",
        "awaiting_approval",
        "checking",
        "refused",
    ]
    assert (await company.order(order)).revision == 2
    assert {kind for kind, _ in company.announcer.redrawn} == {"root", "approval"}
    assert "notice:refused" in company.announcer.kinds()


async def test_a_change_frees_what_is_held_and_the_next_check_holds_anew(company: Bench) -> None:
    order = await checked(company)

    def change(books: Books) -> None:
        books.move(order, Move.CHANGE, by=order.requester, at=NOON, request=ONE)
        books.add(jobs.check(order.id))

    await company.store.ledger.write(change)
    freed = await taken(company)
    await company.work(Kind.CHECK)

    assert set(freed.values()) == {Decimal(0)}
    assert set((await taken(company)).values()) == {Decimal("0.60")}


async def test_fewer_that_are_approved_in_one_step_hold_no_more_than_they_cost(
    company: Bench,
) -> None:
    company.policy = replace(company.policy, tiers=(Tier("any", above_quantity=1, approvals=2),))
    company.clock.at = NOON.replace(day=30)
    order = await checked(company, replace(CARY, criteria=CARY.criteria.of(3)))
    before = await taken(company)
    company.clock.move(days=1)
    choice = Choice("k", Act.CHANGE, MEI, order.id, order.revision)

    await company.changing.change(choice, CARY.criteria)
    await company.work(Kind.CHANGE)

    assert (await company.order(order)).state is State.AWAITING_APPROVAL
    assert set(before.values()) == {Decimal("1.80")}
    assert set((await taken(company)).values()) == {Decimal("1.20")}
    assert await taken(company, "2026-12") == {}


async def test_a_lowered_limit_refuses_new_requests_and_leaves_the_old_alone(
    company: Bench,
) -> None:
    old = await checked(company, ONE)
    company.policy = replace(company.policy, budgets=Budgets(total=Decimal("0.10")))

    new = await checked(company, ONE)

    assert new.state is State.REFUSED
    assert (await company.order(old)).state is State.AWAITING_APPROVAL


async def test_while_a_group_cant_be_read_the_check_waits_and_then_counts_it(
    company: Bench,
) -> None:
    company.directory.unread = frozenset({"S2"})
    order = await company.placed()

    await company.work(Kind.CHECK)
    waiting = (await company.order(order)).state
    await company.work(Kind.CHECK)
    await company.work(Kind.CHECK)

    assert waiting is State.CHECKING
    assert "group:S2" in await taken(company)


async def test_who_asks_for_help_reads_what_their_tightest_budget_leaves(company: Bench) -> None:
    await checked(company)
    budgeting = Budgeting(company.store.ledger, company.policy, company.directory, company.clock)

    assert await budgeting.tightest("UANA") == Room("group:S2", Decimal(2), Decimal("0.80"))
    assert await budgeting.tightest("USAM") == Room("total", Decimal(5), Decimal("3.80"))


async def test_where_groups_are_not_known_help_says_nothing_of_money(company: Bench) -> None:
    company.directory.cold = True
    budgeting = Budgeting(company.store.ledger, company.policy, company.directory, company.clock)

    assert await budgeting.tightest("UANA") is None
