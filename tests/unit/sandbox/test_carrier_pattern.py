"""Patterns: the samples of the carrier's documentation, and the two readings of one pattern."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.carrier.catapult.errors import CatapultError
from sandbox.carrier.catapult.pattern import parse_pattern


@pytest.mark.parametrize(
    ("pattern", "tn", "layout"),
    [
        ("*456", 8444890456, "           456"),
        ("*456", 8445094566, "          456 "),
        ("*2?9*", 9103332094, "          2 9 "),
        ("*2?9*", 9104424930, "        2  9  "),
        ("*call", 8005552255, "          CALL"),
        ("555*", 9195550142, "      555     "),
        ("919555????", 9195550142, " 919  555     "),
    ],
)
def test_a_match_is_laid_out_on_the_national_form(pattern: str, tn: int, layout: str) -> None:
    assert parse_pattern(pattern).layout(tn) == layout


def test_a_pattern_of_seven_digits_does_not_see_the_area_code() -> None:
    assert parse_pattern("*919*").layout(9195550142).strip() == ""


@pytest.mark.parametrize("text", ["", "#1", "2 0", "*²*", "é", "%", "[0-9]", "1" * 65])
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(CatapultError) as refusal:
        parse_pattern(text)

    assert refusal.value.code == "validation-error"


@given(
    st.text("0123456789?*ABCZ", min_size=1, max_size=10).filter(lambda text: text.strip("?*")),
    st.integers(2_000_000_000, 9_999_999_999),
)
def test_the_search_and_the_layout_agree(text: str, tn: int) -> None:
    pattern = parse_pattern(text)

    query = "SELECT substr(?, ?) GLOB ?"
    found = (
        sqlite3.connect(":memory:")
        .execute(query, (str(tn), pattern.mask.start, pattern.mask.glob))
        .fetchone()[0]
    )

    assert bool(found) is bool(pattern.layout(tn).strip())
