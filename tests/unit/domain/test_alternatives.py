"""What is offered instead when nothing is free: each a command that could be typed."""

import pytest

from bot.domain.alternatives import alternatives, best, suggested
from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    Request,
    StateCriteria,
    Suggestion,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.grammar_writing import command_text
from tests.unit.domain.fake_places import request

CARY = CityCriteria("Cary", "NC")


class Near:
    """A gazetteer in which Cary, of ZIP 27513, has cities like it, neighbors and area codes."""

    def __init__(
        self, *alike: str, near: tuple[str, ...] = (), area_codes: tuple[str, ...] = ()
    ) -> None:
        self.alike = alike
        self.near = near
        self.area_codes = area_codes

    def states_with(self, city: str) -> tuple[str, ...]:
        raise NotImplementedError(city)

    def cities_like(self, city: str, state: str) -> tuple[str, ...]:
        assert (city, state) == ("Cary", "NC")
        return self.alike

    def cities_near(self, city: str, state: str) -> tuple[str, ...]:
        assert (city, state) == ("Cary", "NC")
        return self.near

    def city_of(self, zip_code: str) -> tuple[str, str] | None:
        return ("Cary", "NC") if zip_code == "27513" else None

    def area_codes_in(self, city: str, state: str) -> tuple[str, ...]:
        assert (city, state) == ("Cary", "NC")
        return self.area_codes


def offered(asked: Request, gazetteer: Near) -> list[str]:
    return [command_text(each) for each in alternatives(asked, gazetteer)]


@pytest.mark.parametrize(
    ("gazetteer", "expected"),
    [
        (Near(), ["NC 2"]),
        (Near("Cary"), ["NC 2"]),
        (Near("Cary", "Carey"), ["Carey, NC 2", "NC 2"]),
        (
            Near("Carey", near=("Apex", "Carey"), area_codes=("919", "984")),
            ["Carey, NC 2", "Apex, NC 2", "919 2", "984 2", "NC 2"],
        ),
    ],
)
def test_a_city_leads_to_cities_like_it_and_near_it_its_area_codes_and_its_state(
    gazetteer: Near, expected: list[str]
) -> None:
    assert offered(Request(Criteria(CARY, 2)), gazetteer) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (NpaCriteria("302", "555"), ["302-555 2 nearby", "302 2", "DE 2"]),
        (NpaCriteria("302", "555", nearby=True), ["302 2", "DE 2"]),
        (NpaCriteria("503"), ["458 2", "541 2", "OR 2"]),
        (StateCriteria("NC"), []),
        (ZipCriteria("27513"), ["Cary, NC 2", "Apex, NC 2", "NC 2"]),
        (ZipCriteria("99901"), ["AK 2"]),
        (TollFreeCriteria(), []),
    ],
)
def test_another_place_leads_to_what_is_near_it_and_to_its_state(
    place: Place, expected: list[str]
) -> None:
    assert offered(Request(Criteria(place, 2)), Near(near=("Apex",))) == expected


def test_without_the_digits_comes_first() -> None:
    asked = Request(Criteria(CARY, 2, Digits(Match.ENDING, "2020")))

    assert offered(asked, Near("Carey")) == [
        "Cary, NC 2",
        "Carey, NC 2 ending 2020",
        "NC 2 ending 2020",
    ]


def test_whatever_is_offered_reads_as_what_it_says() -> None:
    asked = Request(Criteria(CARY, 2, Digits(Match.CONTAINING, "CALL")), "spring campaign")

    found = alternatives(asked, Near("Carey", area_codes=("984",)))

    assert [request(command_text(each)) for each in found] == list(found)


def test_the_best_have_enough_free_then_fewer_then_nobody_knows_and_none_is_left_out() -> None:
    counted = [
        Suggestion("", "unknown"),
        Suggestion("", "none", 0),
        Suggestion("", "one", 1),
        Suggestion("", "enough", 2),
        Suggestion("", "many", 1, more=True),
    ]

    assert [each.text for each in best(counted, 2)] == ["enough", "many", "one"]


@pytest.mark.parametrize(
    ("criteria", "label"),
    [
        (Criteria(CARY, 2), "2 in Cary, NC"),
        (Criteria(StateCriteria("NC"), 5000), "5000 anywhere in NC"),
        (Criteria(NpaCriteria("984"), 2), "2 in area code 984"),
        (Criteria(NpaCriteria("919", "555"), 2), "2 in 919-555"),
        (Criteria(NpaCriteria("919", "555", nearby=True), 2), "2 in 919-555 nearby"),
        (Criteria(ZipCriteria("27513"), 2), "2 in ZIP 27513"),
        (Criteria(CARY, 2, Digits(Match.ENDING, "20")), "2 in Cary, NC ending 20"),
        (Criteria(CARY, 2, Digits(Match.ENDING, "2020")), "2 in Cary, NC ending 20…"),
    ],
)
def test_a_suggestion_is_called_by_its_place_and_its_digits(criteria: Criteria, label: str) -> None:
    assert suggested(Request(criteria)).label == label
