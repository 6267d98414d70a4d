"""The stock: real places, valid numbers, enough of them, the same for the same seed."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest

from sandbox.carrier.lines import DEEP_AREA_CODE, Line, local_lines, toll_free_lines
from sandbox.carrier.places import STATES, City, city_key, read_cities

_VALID = re.compile(r"[2-9]\d\d(?!.11)[2-9]\d{6}", re.ASCII)


@pytest.fixture(scope="module")
def cities() -> Sequence[City]:
    return read_cities()


@pytest.fixture(scope="module")
def lines(cities: Sequence[City]) -> list[Line]:
    return [*local_lines(cities, "seed"), *toll_free_lines("seed")]


def test_every_state_has_cities_and_cary_has_its_zips(cities: Sequence[City]) -> None:
    cary = next(city for city in cities if (city.name, city.state) == ("Cary", "NC"))

    assert {city.state for city in cities} == STATES
    assert {"27511", "27513"} <= set(cary.zips)
    assert cary.area_codes.keys() == {"919", "984"}


@pytest.mark.parametrize(
    ("code", "state"),
    [("919", "NC"), ("202", "DC"), ("302", "DE"), ("401", "RI"), ("850", "FL"), ("787", "PR")],
)
def test_an_area_code_belongs_to_one_state(cities: Sequence[City], code: str, state: str) -> None:
    assert {city.state for city in cities if code in city.area_codes} == {state}


def test_there_are_numbers_enough_everywhere(lines: list[Line], cities: Sequence[City]) -> None:
    places = [cities[line.city] for line in lines if line.city is not None]

    assert len(places) >= 20_000
    assert {city.state for city in places} == STATES
    assert len(lines) - len(places) >= 3000


def test_one_area_code_has_more_than_the_largest_order(lines: list[Line]) -> None:
    counts = Counter(str(line.tn)[:3] for line in lines)

    assert counts[DEEP_AREA_CODE] >= 6000


def test_no_number_appears_twice_and_all_are_valid(lines: list[Line]) -> None:
    numbers = [str(line.tn) for line in lines]

    assert len(set(numbers)) == len(numbers)
    assert all(_VALID.fullmatch(number) for number in numbers)


def test_only_cary_has_the_exchange_for_examples(lines: list[Line], cities: Sequence[City]) -> None:
    examples = [line for line in lines if str(line.tn)[3:6] == "555" and line.city is not None]

    assert {cities[line.city].name for line in examples if line.city is not None} == {"Cary"}
    assert {str(line.tn)[:3] for line in examples} == {"919"}


def test_the_same_seed_makes_the_same_lines(cities: Sequence[City]) -> None:
    few = [city for city in cities if city.state == "NC"]

    assert list(local_lines(few, "a")) == list(local_lines(few, "a"))
    assert list(local_lines(few, "a")) != list(local_lines(few, "b"))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("St. Louis", "saintlouis"),
        ("SAINT LOUIS", "saintlouis"),
        ("Winston-Salem", "winstonsalem"),
        ("Coeur d'Alene", "coeurdalene"),
        ("Coeur D Alene", "coeurdalene"),
        ("O'Fallon", "ofallon"),
        ("Mayagüez", "mayaguez"),
        ("Ft. Myers", "fortmyers"),
        ("  Chapel   Hill ", "chapelhill"),
    ],
)
def test_a_city_is_known_by_its_usual_spellings(typed: str, key: str) -> None:
    assert city_key(typed) == key
