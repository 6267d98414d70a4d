"""Every row of what can be typed, and the plain forms of what phones make of it."""

from datetime import date

import pytest

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
from bot.domain.grammar import (
    AwayCommand,
    BackCommand,
    CancelCommand,
    Command,
    FormCommand,
    HelpCommand,
    MineCommand,
    OrderCommand,
    StatusCommand,
    read_command,
)
from bot.domain.order import Person
from bot.domain.us_states import STATES
from tests.unit.domain.fake_places import DEFAULT, FakePlaces, read, refusal, request

CARY = CityCriteria("Cary", "NC")
TOLL_FREE = TollFreeCriteria()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", FormCommand()),
        (" \t\n\u00a0", FormCommand()),
        ("help", HelpCommand()),
        ("HELP.", HelpCommand()),
        ("?", HelpCommand()),
        ("mine", MineCommand()),
        ("status 1042", StatusCommand(1042)),
        ("Status #1042", StatusCommand(1042)),
        ("status Order 1042.", StatusCommand(1042)),
        ("#1042", StatusCommand(1042)),
        ("Order 1042", StatusCommand(1042)),
        ("order #1042", StatusCommand(1042)),
        ("cancel 1042", CancelCommand(1042)),
        ("cancel order #1042", CancelCommand(1042)),
        ("away until 2026-12-02", AwayCommand(date(2026, 12, 2))),
        ("Away until 2026-12-02.", AwayCommand(date(2026, 12, 2))),
        ("away till 2026\u201112\u201102", AwayCommand(date(2026, 12, 2))),
        ("away 2026-12-02", AwayCommand(date(2026, 12, 2))),
        ("away", AwayCommand(None)),
        ("away until", AwayCommand(None)),
        ("away until Friday", AwayCommand(None)),
        ("away until 2026-13-02", AwayCommand(None)),
        ("away until \uff12026-12-02", AwayCommand(None)),
        ("back", BackCommand()),
        ("BACK.", BackCommand()),
    ],
)
def test_a_verb_is_read_as_it_says(text: str, command: Command) -> None:
    assert read(text) == command


@pytest.mark.parametrize(
    "text", ["status", "cancel", "status abc", "cancel 0", "status 1234567890"]
)
def test_a_verb_without_an_order_asks_which(text: str) -> None:
    assert refusal(text).user_message.startswith("Which order?")


@pytest.mark.parametrize(
    ("text", "place", "quantity"),
    [
        ("Cary NC 2", CARY, 2),
        ("cary nc 2", CARY, 2),
        ("CARY NC 2", CARY, 2),
        ("Chapel Hill, NC 3", CityCriteria("Chapel Hill", "NC"), 3),
        ("Winston-Salem North Carolina x5", CityCriteria("Winston-Salem", "NC"), 5),
        ("2 in Cary NC", CARY, 2),
        ("2 numbers in Cary, NC", CARY, 2),
        ("2 Cary NC", CARY, 2),
        ("Cary 2 NC", CARY, 2),
        ("in Cary NC 2", CARY, 2),
        ("Cary in NC 2", CARY, 2),
        ("Cary, NC, 2", CARY, 2),
        ("Cary NC 5x", CARY, 5),
        ("Cary NC × 5", CARY, 5),
        ("Cary NC 5 ×", CARY, 5),
        ("NC 5", StateCriteria("NC"), 5),
        ("5 in NC", StateCriteria("NC"), 5),
        ("2 in IN", StateCriteria("IN"), 2),
        ("north carolina 5", StateCriteria("NC"), 5),
        ("N.C. 5", StateCriteria("NC"), 5),
        ("NC 1,000", StateCriteria("NC"), 1000),
        ("NC 250", StateCriteria("NC"), 250),
        ("NC 800", StateCriteria("NC"), 800),
        ("27513 2", ZipCriteria("27513"), 2),
        ("2 in 27513", ZipCriteria("27513"), 2),
        ("02134 2", ZipCriteria("02134"), 2),
        ("27513-1234 2", ZipCriteria("27513"), 2),
        ("919 2", NpaCriteria("919"), 2),
        ("(919) 2", NpaCriteria("919"), 2),
        ("2 in 919", NpaCriteria("919"), 2),
        ("2 919", NpaCriteria("919"), 2),
        ("919 100", NpaCriteria("919"), 100),
        ("919 x555", NpaCriteria("919"), 555),
        ("555 in 919", NpaCriteria("919"), 555),
        ("919-555 2", NpaCriteria("919", "555"), 2),
        ("(919) 555 2", NpaCriteria("919", "555"), 2),
        ("(919)555 2", NpaCriteria("919", "555"), 2),
        ("919.555 2", NpaCriteria("919", "555"), 2),
        ("919 555 2", NpaCriteria("919", "555"), 2),
        ("2 919 555", NpaCriteria("919", "555"), 2),
        ("919 555 x2", NpaCriteria("919", "555"), 2),
        ("919-555 1000", NpaCriteria("919", "555"), 1000),
        ("919 5551 2 nearby", NpaCriteria("919", "5551", nearby=True), 2),
        ("919 5551 2 overlay", NpaCriteria("919", "5551", nearby=True), 2),
        ("toll-free 2", TOLL_FREE, 2),
        ("toll free 2", TOLL_FREE, 2),
        ("2 tollfree", TOLL_FREE, 2),
        ("2 Toll-Free numbers", TOLL_FREE, 2),
        ("toll-free x800", TOLL_FREE, 800),
        ("San Juan PR 2", CityCriteria("San Juan", "PR"), 2),
        ("Guam 2", StateCriteria("GU"), 2),
        ("Charlotte Amalie US Virgin Islands 2", CityCriteria("Charlotte Amalie", "VI"), 2),
        ("Back Bay MA 2", CityCriteria("Back Bay", "MA"), 2),
        ("Away NC 2", CityCriteria("Away", "NC"), 2),
    ],
)
def test_a_row_is_read_as_it_says(text: str, place: Place, quantity: int) -> None:
    read_request = request(text)

    assert read_request.criteria == Criteria(place, quantity)
    assert read_request.quantity_given


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Cary NC", CARY),
        ("NC", StateCriteria("NC")),
        ("27513", ZipCriteria("27513")),
        ("919", NpaCriteria("919")),
        ("(919)", NpaCriteria("919")),
        ("919-5551", NpaCriteria("919", "5551")),
        ("919 555 nearby", NpaCriteria("919", "555", nearby=True)),
        ("toll-free", TOLL_FREE),
        ("areaCode=919", NpaCriteria("919")),
    ],
)
def test_a_quantity_left_out_is_the_default_and_says_so(text: str, place: Place) -> None:
    read_request = request(text)

    assert read_request.criteria == Criteria(place, DEFAULT)
    assert not read_request.quantity_given


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("919 2 containing CALL", Digits(Match.CONTAINING, "CALL")),
        ("919 2 contains call", Digits(Match.CONTAINING, "CALL")),
        ("919 2 ending 2020", Digits(Match.ENDING, "2020")),
        ("919 2 ending in 2020", Digits(Match.ENDING, "2020")),
        ("919 2 ends with 2020", Digits(Match.ENDING, "2020")),
        ("919 ending 2020 2", Digits(Match.ENDING, "2020")),
        ("ending: 2020 919 2", Digits(Match.ENDING, "2020")),
        ("919 2 starting 555", Digits(Match.STARTING, "555")),
        ("919 2 starts with 555", Digits(Match.STARTING, "555")),
        ("919 2 pattern:*2?9*", Digits(Match.PATTERN, "*2?9*")),
        ("919 2 pattern *2?9*", Digits(Match.PATTERN, "*2?9*")),
        ('919 2 containing "for"', Digits(Match.CONTAINING, "FOR")),
    ],
)
def test_digits_are_read_as_the_row_says(text: str, digits: Digits) -> None:
    assert request(text).criteria == Criteria(NpaCriteria("919"), 2, digits)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Charleston West Virginia 3", CityCriteria("Charleston", "WV")),
        ("West Virginia 3", StateCriteria("WV")),
        ("New York NY 3", CityCriteria("New York", "NY")),
        ("New York New York 3", CityCriteria("New York", "NY")),
        ("Washington DC 3", CityCriteria("Washington", "DC")),
        ("Washington, D.C. 3", CityCriteria("Washington", "DC")),
        ("3 in Washington, D.C.", CityCriteria("Washington", "DC")),
        ("Washington District of Columbia 3", CityCriteria("Washington", "DC")),
        ("Washington state 3", StateCriteria("WA")),
        ("DC 3", StateCriteria("DC")),
        ("Port, Washington 3", CityCriteria("Port", "WA")),
        ("Olympia Washington 3", CityCriteria("Olympia", "WA")),
        ("Oregon IL 3", CityCriteria("Oregon", "IL")),
        ("Bird in Hand PA 3", CityCriteria("Bird in Hand", "PA")),
        ("Nowhere At All NC 3", CityCriteria("Nowhere At All", "NC")),
    ],
)
def test_the_longest_state_name_at_the_end_wins(text: str, place: Place) -> None:
    assert request(text).criteria == Criteria(place, 3)


@pytest.mark.parametrize("code", sorted(STATES.keys() - {"WA", "NY"}))
def test_every_state_and_territory_is_read_by_code_and_by_name(code: str) -> None:
    by_code, by_name = request(f"{code} 2"), request(f"{STATES[code]} 2")

    assert by_code == by_name
    assert by_code.criteria.place == StateCriteria(code)


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ('city="St. Louis" state=MO quantity=2', Criteria(CityCriteria("St. Louis", "MO"), 2)),
        ("city='St. Louis', state=MO, quantity=2", Criteria(CityCriteria("St. Louis", "MO"), 2)),
        ("city=“'St. Louis'” state=MO quantity=2", Criteria(CityCriteria("St. Louis", "MO"), 2)),
        ("CITY=Cary STATE=nc QUANTITY=2", Criteria(CARY, 2)),
        ('state = "North Carolina" quantity = 2', Criteria(StateCriteria("NC"), 2)),
        ("zip=27513 quantity=2", Criteria(ZipCriteria("27513"), 2)),
        (
            "areaCode=919 localNumber=5551 inLocalCallingArea=true quantity=2",
            Criteria(NpaCriteria("919", "5551", nearby=True), 2),
        ),
        ("areaCode=919 inLocalCallingArea=false quantity=2", Criteria(NpaCriteria("919"), 2)),
        ("tollFree=true quantity=2", Criteria(TOLL_FREE, 2)),
        ("tollFree=false state=NC quantity=2", Criteria(StateCriteria("NC"), 2)),
        (
            "state=NC quantity=2 pattern=*2?9*",
            Criteria(StateCriteria("NC"), 2, Digits(Match.PATTERN, "*2?9*")),
        ),
        (
            "state=NC quantity=2 containing=CALL",
            Criteria(StateCriteria("NC"), 2, Digits(Match.CONTAINING, "CALL")),
        ),
    ],
)
def test_every_parameter_is_read_by_its_api_name(text: str, parameters: Criteria) -> None:
    assert request(text).criteria == parameters


@pytest.mark.parametrize("whom", ["<@U0LEE00001>", "<@U0LEE00001|lee>", "U0LEE00001"])
def test_whom_it_is_for_and_who_pays_are_said_by_names(whom: str) -> None:
    text = f'state=NC quantity=2 for_whom={whom} cost_center="Sales for R&D" for the fair'

    asked = request(text)

    assert (asked.for_whom, asked.cost_center) == (Person("U0LEE00001"), "Sales for R&D")
    assert (asked.criteria, asked.purpose) == (Criteria(StateCriteria("NC"), 2), "the fair")


@pytest.mark.parametrize(
    "text", ["Cary NC 2 for x", "Winston-Salem North Carolina x5", "NC 5", "New York NY 2", "919 2"]
)
def test_a_clear_command_asks_no_gazetteer(text: str) -> None:
    places = FakePlaces()

    command = read_command(text, default_quantity=DEFAULT, gazetteer=places)

    assert isinstance(command, OrderCommand)
    assert places.asked == []
