from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.domain.budgeting import Room, limit_of, limits_for, limits_of, month_of, next_month
from bot.domain.order import Person
from bot.domain.policy import Membership
from bot.domain.rules import Budgets, CostCenter, Policy
from tests.unit.slack.build import order, request

BUDGETS = Budgets(Decimal(500), Decimal(50), (("S1", Decimal(120)), ("S2", Decimal(80))))
ANA = frozenset({"UANA"})
NEW_YORK = ZoneInfo("America/New_York")
MEMBERS = Membership({"S1": frozenset({"UANA"}), "S2": frozenset({"USAM"})})


def test_a_person_is_counted_by_the_total_their_own_and_their_groups_budget() -> None:
    assert limits_for(BUDGETS, ANA, MEMBERS) == {
        "group:S1": Decimal(120),
        "person:UANA": Decimal(50),
        "total": Decimal(500),
    }


def test_a_group_that_nobody_could_read_counts_everybody() -> None:
    assert "group:S2" in limits_for(BUDGETS, ANA, Membership({"S1": frozenset()}))


TEAMS = Policy(
    ("U1",), budgets=BUDGETS, cost_centers=(CostCenter("IT", "S2"), CostCenter("HR", "S9"))
)
PEOPLE = Membership({"S1": frozenset({"U0ANA"}), "S2": frozenset({"U0SAM"})})
EVERYBODYS = {"person:U0ANA", "total"}
COUNTED = [
    ("her own groups pay", None, "", {"group:S1"}),
    ("those of whom it is for, too", "U0SAM", "", {"group:S1", "group:S2", "person:U0SAM"}),
    ("a cost center pays instead", None, "IT", {"group:S2"}),
    ("for both, but not for either", "U0SAM", "IT", {"group:S2", "person:U0SAM"}),
    ("one without a budget has none", None, "HR", set[str]()),
    ("one that is no more is none", None, "GONE", {"group:S1"}),
]


@pytest.mark.parametrize(
    ("whom", "center", "keys"), [row[1:] for row in COUNTED], ids=[row[0] for row in COUNTED]
)
def test_everybody_whose_order_it_is_is_counted_and_one_team_may_pay_for_their_teams(
    whom: str | None, center: str, keys: set[str]
) -> None:
    person = Person(whom) if whom else None
    asked = order(request=replace(request(), for_whom=person, cost_center=center))

    assert limits_of(TEAMS, asked, PEOPLE).keys() == keys | EVERYBODYS


def test_without_budgets_nothing_is_counted() -> None:
    assert limits_for(Budgets(), ANA, MEMBERS) == {}


@pytest.mark.parametrize(
    ("key", "limit"),
    [("total", 500), ("person:UANA", 50), ("group:S2", 80), ("group:S9", None)],
)
def test_a_limit_is_what_the_policy_says_today(key: str, limit: int | None) -> None:
    assert limit_of(BUDGETS, key) == limit


@pytest.mark.parametrize(
    ("at", "month", "begins"),
    [
        (datetime(2026, 12, 1, 4, 59, tzinfo=UTC), "2026-11", datetime(2026, 12, 1, 5, tzinfo=UTC)),
        (datetime(2026, 12, 1, 5, tzinfo=UTC), "2026-12", datetime(2027, 1, 1, 5, tzinfo=UTC)),
        (datetime(2026, 10, 20, tzinfo=UTC), "2026-10", datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ],
    ids=["last minute", "first minute", "before the clocks change"],
)
def test_a_month_begins_in_the_zone_of_the_policy(
    at: datetime, month: str, begins: datetime
) -> None:
    assert month_of(at, NEW_YORK) == month
    assert next_month(at, NEW_YORK) == begins


@pytest.mark.parametrize(
    "room",
    [
        Room("total", Decimal("120.00"), Decimal("38.80")),
        Room("group:S1", Decimal(120), Decimal("-0.00001")),
    ],
)
def test_a_room_reads_back_as_it_was_written(room: Room) -> None:
    assert Room.read(room.written) == room
