"""Criteria, and whether a number has the digits that were asked for."""

import pytest

from bot.domain.criteria import CityCriteria, Criteria, CriteriaError, Digits, Match


@pytest.mark.parametrize(
    ("digits", "pattern"),
    [
        (Digits(Match.CONTAINING, "CALL"), "*CALL*"),
        (Digits(Match.STARTING, "555"), "*555*"),
        (Digits(Match.ENDING, "2020"), "*2020"),
        (Digits(Match.PATTERN, "*2?9*"), "*2?9*"),
    ],
)
def test_digits_become_the_pattern_of_the_api(digits: Digits, pattern: str) -> None:
    assert digits.pattern == pattern


@pytest.mark.parametrize(
    ("digits", "tn", "accepted"),
    [
        (Digits(Match.ENDING, "0456"), "+18444890456", True),
        (Digits(Match.ENDING, "456"), "+18445094566", False),
        (Digits(Match.ENDING, "CALL"), "+19195552255", True),
        (Digits(Match.STARTING, "555"), "+19195550142", True),
        (Digits(Match.STARTING, "555"), "+19190555142", False),
        (Digits(Match.STARTING, "919"), "+19195550142", False),
        (Digits(Match.CONTAINING, "call"), "+19192255142", True),
        (Digits(Match.CONTAINING, "CALL"), "+19195550142", False),
        (Digits(Match.CONTAINING, "19"), "+12025550142", False),
        (Digits(Match.PATTERN, "*2?9*"), "+19195550142", True),
    ],
)
def test_only_numbers_with_the_digits_in_place_are_accepted(
    digits: Digits, tn: str, *, accepted: bool
) -> None:
    assert digits.accepts(tn) is accepted


def test_the_same_criteria_can_be_asked_for_another_quantity() -> None:
    criteria = Criteria(CityCriteria("Cary", "NC"), 10, Digits(Match.ENDING, "20"))

    assert criteria.of(3) == Criteria(CityCriteria("Cary", "NC"), 3, Digits(Match.ENDING, "20"))


def test_a_criteria_error_keeps_its_own_copy_of_what_was_read() -> None:
    read = {"city": "Cary"}

    error = CriteriaError("Which state?", read=read)
    read["state"] = "NC"

    assert (error.user_message, error.read, error.readings) == (
        "Which state?",
        {"city": "Cary"},
        (),
    )
