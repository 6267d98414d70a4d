from decimal import Decimal

import pytest

from bot.domain.criteria import (
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.order import State
from bot.slack.views.words import asked_fully, charged, place, unfound
from tests.unit.slack.build import CARY, bought, order

PLACES: list[tuple[Place, str, str]] = [
    (CARY, "2 numbers in Cary, NC", "Cary, NC"),
    (StateCriteria("NC"), "2 numbers in NC", "NC"),
    (ZipCriteria("27513"), "2 numbers in ZIP 27513", "ZIP 27513"),
    (NpaCriteria("919"), "2 numbers with area code 919", "area code 919"),
    (NpaCriteria("919", "555"), "2 numbers in 919-555", "919-555"),
    (
        NpaCriteria("919", "5551", nearby=True),
        "2 numbers in or near 919-5551",
        "919-5551 and nearby",
    ),
    (TollFreeCriteria(), "2 toll-free numbers", "toll-free"),
]


@pytest.mark.parametrize(("where", "asked", "short"), PLACES, ids=lambda each: str(each)[:40])
def test_each_kind_of_place_has_its_words(where: Place, asked: str, short: str) -> None:
    criteria = Criteria(where, 2)

    assert asked_fully(criteria).plain == asked
    assert place(criteria).plain == short


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        (Digits(Match.ENDING, "2020"), "1 number in NC ending 2020"),
        (Digits(Match.CONTAINING, "CALL"), "1 number in NC containing CALL"),
        (Digits(Match.STARTING, "555"), "1 number in NC starting 555"),
        (Digits(Match.PATTERN, "*2?9*"), "1 number in NC matching *2?9*"),
    ],
)
def test_digits_are_said_after_the_place(digits: Digits, words: str) -> None:
    assert asked_fully(Criteria(StateCriteria("NC"), 1, digits)).plain == words


def test_the_stars_of_a_pattern_are_code_and_make_nothing_bold() -> None:
    criteria = Criteria(StateCriteria("NC"), 1, Digits(Match.PATTERN, "*2*"))

    assert "`*2*`" in asked_fully(criteria).mrkdwn


def test_what_is_not_found_is_said_in_the_singular() -> None:
    assert unfound(Criteria(CARY, 2)).plain == "number in Cary, NC"
    assert unfound(Criteria(TollFreeCriteria(), 2)).plain == "toll-free number"


def test_what_was_charged_goes_before_what_was_quoted() -> None:
    numbers = bought(2, Decimal("0.75"))

    assert charged(order(State.COMPLETED), numbers) == Decimal("1.50")


def test_a_price_that_nobody_named_is_the_quoted_one_or_unknown() -> None:
    unpriced = bought(2, None)

    assert charged(order(State.COMPLETED), unpriced) == Decimal("1.2")
    assert charged(order(State.COMPLETED, quote=None), unpriced) is None
