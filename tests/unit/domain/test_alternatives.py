"""What is offered instead when nothing is free: each a command that could be typed."""

import pytest

from bot.domain.alternatives import alternatives
from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    Request,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from tests.unit.domain.fake_places import request

CARY = CityCriteria("Cary", "NC")


class Near:
    """A gazetteer in which every city has these neighbors in name."""

    def __init__(self, *cities: str) -> None:
        self.cities = cities

    def states_with(self, city: str) -> tuple[str, ...]:
        raise NotImplementedError(city)

    def cities_like(self, city: str, state: str) -> tuple[str, ...]:
        assert (city, state) == ("Cary", "NC")
        return self.cities


@pytest.mark.parametrize(
    ("near", "offered"),
    [
        ((), ("NC 2",)),
        (("Cary",), ("NC 2",)),
        (("Carey",), ("Carey, NC 2", "NC 2")),
        (("Cary", "Carey", "Carry"), ("Carey, NC 2", "Carry, NC 2", "NC 2")),
        (("Carey", "Carry", "Cory"), ("Carey, NC 2", "Carry, NC 2", "NC 2")),
    ],
)
def test_a_city_leads_to_cities_like_it_and_then_to_its_state(
    near: tuple[str, ...], offered: tuple[str, ...]
) -> None:
    assert alternatives(Request(Criteria(CARY, 2)), Near(*near)) == offered


@pytest.mark.parametrize(
    ("place", "offered"),
    [
        (NpaCriteria("919", "555"), ("919-555 2 nearby", "919 2")),
        (NpaCriteria("919", "555", nearby=True), ("919 2",)),
        (NpaCriteria("919"), ()),
        (StateCriteria("NC"), ()),
        (ZipCriteria("27513"), ()),
        (TollFreeCriteria(), ()),
    ],
)
def test_another_place_leads_to_a_wider_one_if_there_is_one(
    place: Place, offered: tuple[str, ...]
) -> None:
    assert alternatives(Request(Criteria(place, 2)), Near()) == offered


def test_without_the_digits_comes_first_and_no_more_than_three_are_offered() -> None:
    asked = Request(Criteria(CARY, 2, Digits(Match.ENDING, "2020")))

    offered = alternatives(asked, Near("Carey", "Carry"))

    assert offered == (
        "Cary, NC 2",
        "Carey, NC 2 ending 2020",
        "Carry, NC 2 ending 2020",
    )


def test_the_purpose_goes_along() -> None:
    asked = Request(Criteria(CARY, 2), "spring campaign")

    assert alternatives(asked, Near()) == ("NC 2 for spring campaign",)


def test_whatever_is_offered_reads_as_what_it_says() -> None:
    asked = Request(Criteria(CARY, 2, Digits(Match.CONTAINING, "CALL")), "spring campaign")

    read = [request(text) for text in alternatives(asked, Near("Carey"))]

    assert [(each.criteria.place, each.criteria.digits) for each in read] == [
        (CARY, None),
        (CityCriteria("Carey", "NC"), asked.criteria.digits),
        (StateCriteria("NC"), asked.criteria.digits),
    ]
    assert {each.purpose for each in read} == {"spring campaign"}
