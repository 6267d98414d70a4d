"""Dollars: exact in the ledger, short for people."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import dollars, from_units, to_units


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1.2", "$1.20"),
        ("0", "$0.00"),
        ("1440", "$1,440.00"),
        ("1E+3", "$1,000.00"),
        ("0.60", "$0.60"),
        ("0.35000", "$0.35"),
        ("0.00350", "$0.0035"),
        ("538.37250", "$538.3725"),
    ],
)
def test_people_read_dollars_and_cents(amount: str, words: str) -> None:
    assert dollars(Decimal(amount)) == words


@pytest.mark.parametrize(("amount", "units"), [("0.60", 60_000), ("538.37250", 53_837_250)])
def test_the_ledger_counts_hundred_thousandths(amount: str, units: int) -> None:
    assert to_units(Decimal(amount)) == units
    assert from_units(units) == Decimal(amount)


@given(st.integers(0, 10**15))
def test_what_the_ledger_stores_is_what_it_gives_back(units: int) -> None:
    assert to_units(from_units(units)) == units
