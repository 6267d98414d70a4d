"""How orders become parts, and which numbers may be an order's fruit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carriers.catapult_plan import could_be, equal_parts, list_filters
from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.purchase import Bought, Part
from tests.unit.carriers.shapes import CARY

_IN_CARY = Bought("+19195550142", city="CARY", state="NC")


def test_an_order_that_fits_is_one_part() -> None:
    assert equal_parts(Criteria(CARY, 5000), first=1, size=5000) == (Part(1, 5000),)


def test_the_rest_is_cut_into_parts_that_go_on_counting() -> None:
    parts = equal_parts(Criteria(CARY, 25), first=3, size=10)

    assert parts == (Part(3, 10), Part(4, 10), Part(5, 5))


def test_toll_free_orders_have_ten_at_most() -> None:
    parts = equal_parts(Criteria(TollFreeCriteria(), 12), first=1, size=5000)

    assert parts == (Part(1, 10), Part(2, 2))


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_parts_add_up_to_the_quantity(quantity: int, size: int) -> None:
    parts = equal_parts(Criteria(CARY, quantity), first=1, size=size)

    assert sum(part.quantity for part in parts) == quantity
    assert all(1 <= part.quantity <= size for part in parts)


@pytest.mark.parametrize(
    ("place", "bought", "possible"),
    [
        (CityCriteria("cary", "NC"), _IN_CARY, True),
        (CARY, Bought("+19195550142"), True),
        (CARY, Bought("+19195550142", city="APEX", state="NC"), False),
        (CARY, Bought("+13015550142", city="CARY", state="IL"), False),
        (StateCriteria("NC"), _IN_CARY, True),
        (StateCriteria("VA"), _IN_CARY, False),
        (ZipCriteria("10001"), _IN_CARY, True),
        (NpaCriteria("919"), _IN_CARY, True),
        (NpaCriteria("984"), _IN_CARY, False),
        (NpaCriteria("919", "555"), _IN_CARY, True),
        (NpaCriteria("919", "5550"), _IN_CARY, True),
        (NpaCriteria("919", "556"), _IN_CARY, False),
        (NpaCriteria("984", "556", nearby=True), _IN_CARY, True),
        (TollFreeCriteria(), _IN_CARY, False),
        (TollFreeCriteria(), Bought("+18445550142"), True),
        (StateCriteria("NC"), Bought("+18445550142"), False),
    ],
)
def test_a_number_may_be_the_fruit_of_an_order_in_its_place(
    place: Place, bought: Bought, *, possible: bool
) -> None:
    assert could_be(Criteria(place, 1), bought) is possible


def test_a_number_without_the_asked_for_digits_is_not_the_orders() -> None:
    criteria = Criteria(CARY, 1, Digits(Match.ENDING, "2020"))

    assert not could_be(criteria, _IN_CARY)


def test_a_list_is_narrowed_by_state_where_the_order_names_one() -> None:
    assert list_filters(Criteria(CARY, 1)) == {"state": "NC"}
    assert list_filters(Criteria(StateCriteria("VA"), 1)) == {"state": "VA"}
    assert list_filters(Criteria(ZipCriteria("27513"), 1)) == {}
