"""Budgets on cards: what is left, and why there is no room."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from bot.domain.budgeting import Room
from bot.domain.criteria import Suggestion
from bot.domain.order import Hold, PriceSource, Quote, State, Trouble
from bot.domain.picture import House
from bot.domain.rules import Limits
from bot.slack.views import card
from bot.slack.views.help import help_card
from bot.slack.views.status import status
from tests.unit.slack.build import HOSTILE, NAMES, QUOTE, UNTIL, order, picture
from tests.unit.slack.reading import buttons, check, words

SALES = Room("group:S0SALES", Decimal(120), Decimal("38.80"))
ANAS = Room("person:U0ANA", Decimal("12.50"), Decimal("0.80"))
TOTAL = Room("total", Decimal(500), Decimal(200))
KNOWN = {**NAMES, "S0SALES": "Sales"}


def managers(*rooms: Room, names: Mapping[str, str] = KNOWN, quote: Quote = QUOTE) -> str:
    return words(check(card(picture(rooms=rooms, names=names, quote=quote), "approval")))


def refused(room: Room, **changes: object) -> str:
    hold = Hold(Trouble.NO_BUDGET, room.written, UNTIL)
    return words(check(card(picture(State.REFUSED, hold=hold, names=KNOWN, **changes), "root")))


@pytest.mark.parametrize(
    ("rooms", "line"),
    [
        ((SALES,), "Sales budget: $38.80 of $120 a month left after this"),
        ((ANAS,), "Ana's budget: $0.80 of $12.50 a month left after this"),
        ((TOTAL,), "Total budget: $200 of $500 a month left after this"),
        (
            (SALES, ANAS),
            (
                "Sales budget: $38.80 of $120 a month left after this"
                " · Ana's budget: $0.80 of $12.50"
            ),
        ),
        (
            (Room("total", Decimal(5), Decimal("-1.20")),),
            "Total budget: $1.20 over $5 a month",
        ),
    ],
    ids=lambda each: each[:12] if isinstance(each, str) else "",
)
def test_the_managers_card_says_what_is_left_after_it(rooms: tuple[Room, ...], line: str) -> None:
    assert line in managers(*rooms).split("\n")


def test_a_group_without_a_name_is_not_shown_by_its_id() -> None:
    shown = managers(SALES, names=NAMES)

    assert "Group budget: $38.80 of" in shown
    assert "S0SALES" not in shown


def test_a_price_that_nobody_knows_is_not_counted_and_the_card_says_so() -> None:
    shown = managers(SALES, quote=Quote(None, PriceSource.LIST))

    assert "Sales budget: $38.80 of $120 a month left, this not counted" in shown
    assert "Warning: Price not known" in shown


def test_a_name_of_a_group_acts_not() -> None:
    check(card(picture(rooms=(SALES,), names={"S0SALES": HOSTILE}), "approval"))


def test_who_asked_reads_which_budget_has_no_room_and_from_when_on_it_has() -> None:
    assert refused(ANAS).split("\n")[:3] == [
        "Order 1042 · Over budget: nothing bought",
        '2 numbers in Cary, NC · "Spring campaign"',
        (
            "Ana's budget: $0.80 of $12.50 a month is left, and this costs $1.20. "
            "There is room again from Thu 26 Nov 16:00 UTC. Managers were not asked."
        ),
    ]


def test_an_order_larger_than_the_budget_is_not_put_off_to_another_month() -> None:
    shown = refused(Room("total", Decimal(1), Decimal(1)))

    assert "$1 of $1 a month is left, and this costs $1.20. It is more than the whole" in shown
    assert "room again" not in shown


def test_nothing_less_than_nothing_is_left() -> None:
    assert "Total budget: $0 of $5 a month is left" in refused(
        Room("total", Decimal(5), Decimal(-2))
    )


def test_fewer_numbers_are_one_tap_away() -> None:
    hold = Hold(Trouble.NO_BUDGET, ANAS.written, UNTIL)
    drawn = picture(
        State.REFUSED, hold=hold, suggestions=(Suggestion("1 in Cary, NC", "Cary, NC 1"),)
    )
    shown = check(card(drawn, "root"))

    assert "Perhaps this?" in words(shown)
    assert buttons(shown)["1 in Cary, NC"] == "Cary, NC 1"


def test_managers_who_were_asked_at_a_lower_price_are_not_said_not_to_have_been() -> None:
    assert "Managers were not asked" not in refused(SALES, revision=2)


def test_the_status_of_a_refused_order_says_why() -> None:
    hold = Hold(Trouble.NO_BUDGET, SALES.written, UNTIL)

    shown = words(check(status(order(State.REFUSED, hold=hold), House())))

    assert "Group budget: $38.80 of $120 a month is left, and this costs $1.20." in shown


@pytest.mark.parametrize(
    ("room", "words_of_it"),
    [
        (SALES, "; $38.80 a month is left of your group's budget."),
        (ANAS, "; $0.80 a month is left of your budget."),
        (TOTAL, "; $200 a month is left of the total budget."),
    ],
)
def test_help_says_what_the_reader_may_still_spend(room: Room, words_of_it: str) -> None:
    assert words_of_it in words(check(help_card(House(), Limits(), room=room)))
