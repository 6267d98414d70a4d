"""The gazetteer over the post's ZIP codes."""

import subprocess
import sys

import pytest

from bot.domain.us_states import (
    CITIES_NAMED_LIKE_STATES,
    NAMES_THAT_END_CITIES,
    STATES,
)
from bot.places import ZipCodePlaces

PLACES = ZipCodePlaces()


@pytest.mark.parametrize(
    ("city", "states"),
    [
        ("Cary", {"NC"}),
        ("cary", {"NC"}),
        ("  CHAPEL   hill ", {"NC"}),
        ("St. Louis", {"MO"}),
        ("Winston-Salem", {"NC"}),
        ("Coeur d'Alene", {"ID"}),
        ("O'Fallon", {"IL", "MO"}),
        ("McAllen", {"TX"}),
        ("DeKalb", {"IL"}),
        ("De Kalb", {"IL", "TX"}),
        ("Truth or Consequences", {"NM"}),
        ("San Juan", {"PR"}),
        ("Port Washington", {"NY", "OH", "WI"}),
    ],
)
def test_a_city_is_found_however_it_is_spelled(city: str, states: set[str]) -> None:
    found = PLACES.states_with(city)

    assert states <= set(found)
    assert list(found) == sorted(found)


@pytest.mark.parametrize("city", ["", "Nowhere At All", "'", "²"])
def test_an_unknown_city_is_in_no_state(city: str) -> None:
    assert PLACES.states_with(city) == ()


def test_military_post_is_no_state() -> None:
    assert set(PLACES.states_with("Apo")) <= STATES.keys()


@pytest.mark.parametrize(
    ("city", "state", "nearest"),
    [("Carey", "NC", "Cary"), ("St Louis", "MO", "Saint Louis"), ("Ralegh", "NC", "Raleigh")],
)
def test_a_mistyped_city_brings_those_nearest_to_it(city: str, state: str, nearest: str) -> None:
    alike = PLACES.cities_like(city, state)

    assert alike[0] == nearest
    assert len(alike) <= 3


def test_the_nearest_cities_lie_around() -> None:
    assert set(PLACES.cities_near("Cary", "NC")) <= {"Morrisville", "Apex", "Raleigh"}
    assert len(PLACES.cities_near("cary", "NC")) == 3


def test_a_zip_code_and_a_city_lead_to_each_others_neighborhood() -> None:
    assert PLACES.city_of("27513") == ("Cary", "NC")
    assert PLACES.area_codes_in("Cary", "NC") == ("919", "984")


@pytest.mark.parametrize("city", ["Nowhere At All", ""])
@pytest.mark.parametrize("state", ["NC", "NX"])
def test_nothing_lies_near_an_unknown_city(city: str, state: str) -> None:
    assert (PLACES.cities_near(city, state), PLACES.area_codes_in(city, state)) == ((), ())
    assert PLACES.city_of("00000") is None


@pytest.mark.parametrize(("city", "state"), [("Qqqqq", "NC"), ("Cary", "NX"), ("", "NC")])
def test_nothing_near_brings_nothing(city: str, state: str) -> None:
    assert PLACES.cities_like(city, state) == ()


@pytest.mark.parametrize(("city", "state"), sorted(CITIES_NAMED_LIKE_STATES.items()))
def test_a_city_named_like_a_state_is_where_the_grammar_says(city: str, state: str) -> None:
    assert state in PLACES.states_with(city)


@pytest.mark.parametrize(
    "city",
    ["Shawnee On Delaware", "Mid Florida", "West New York", "East Texas", "New Virginia",
     "Port Washington", "Camden Wyoming"],
)  # fmt: skip
def test_cities_that_end_like_a_state_are_known_to_the_grammar(city: str) -> None:
    ends = {code for code in NAMES_THAT_END_CITIES if city.endswith(f" {STATES[code]}")}

    assert ends
    assert PLACES.states_with(city)


def test_importing_the_gazetteer_reads_no_data() -> None:
    program = "import sys, bot.places; sys.exit('zipcodes' in sys.modules)"

    finished = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 - our own text

    assert finished.returncode == 0
