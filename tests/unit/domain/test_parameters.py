"""The API's named parameters: each rule of its error list."""

import pytest

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    CriteriaError,
    Digits,
    Match,
    NpaCriteria,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.parameters import from_parameters, to_parameters
from bot.domain.us_states import STATES, nearest_states, state_code

PARAMETERS_OF = [
    (Criteria(CityCriteria("Cary", "NC"), 2), {"city": "Cary", "state": "NC", "quantity": "2"}),
    (Criteria(StateCriteria("NC"), 5), {"state": "NC", "quantity": "5"}),
    (Criteria(ZipCriteria("27513"), 2), {"zip": "27513", "quantity": "2"}),
    (Criteria(NpaCriteria("919"), 2), {"areaCode": "919", "quantity": "2"}),
    (
        Criteria(NpaCriteria("919", "5551", nearby=True), 2),
        {"areaCode": "919", "localNumber": "5551", "inLocalCallingArea": "true", "quantity": "2"},
    ),
    (Criteria(TollFreeCriteria(), 1), {"tollFree": "true", "quantity": "1"}),
    (
        Criteria(StateCriteria("NC"), 2, Digits(Match.PATTERN, "*2?9*")),
        {"state": "NC", "quantity": "2", "pattern": "*2?9*"},
    ),
    (
        Criteria(StateCriteria("NC"), 2, Digits(Match.ENDING, "CALL")),
        {"state": "NC", "quantity": "2", "ending": "CALL"},
    ),
]


@pytest.mark.parametrize(("criteria", "parameters"), PARAMETERS_OF)
def test_criteria_and_parameters_say_the_same(
    criteria: Criteria, parameters: dict[str, str]
) -> None:
    assert to_parameters(criteria) == parameters
    assert from_parameters(parameters) == criteria


@pytest.mark.parametrize(
    ("parameters", "criteria"),
    [
        ({"state": "n.c."}, StateCriteria("NC")),
        ({"state": "North Carolina", "city": ""}, StateCriteria("NC")),
        ({"state": "NC", "tollFree": "False"}, StateCriteria("NC")),
        ({"state": "NC", "zip": "", "tollFree": ""}, StateCriteria("NC")),
        ({"areaCode": "919", "inLocalCallingArea": "FALSE"}, NpaCriteria("919")),
        ({"state": "NC", "city": " chapel   hill "}, CityCriteria("Chapel Hill", "NC")),
    ],
)
def test_other_spellings_mean_the_same(
    parameters: dict[str, str], criteria: StateCriteria | NpaCriteria | CityCriteria
) -> None:
    assert from_parameters({**parameters, "quantity": "2"}).place == criteria


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({}, "Where?"),
        ({"city": "Cary"}, "Which state"),
        ({"city": "Cary", "zip": "27513"}, "A city goes with a state"),
        ({"city": "Cary", "areaCode": "919"}, "A city goes with a state"),
        ({"zip": "27513", "state": "NC"}, "Give just one"),
        ({"zip": "27513", "areaCode": "919"}, "Give just one"),
        ({"state": "NC", "areaCode": "919"}, "Give just one"),
        ({"state": "NC", "tollFree": "true"}, "Give just one"),
        ({"state": "NC", "localNumber": "555"}, "A local number needs an area code"),
        ({"state": "NC", "inLocalCallingArea": "true"}, "Nearby"),
        ({"areaCode": "919", "inLocalCallingArea": "true"}, "Nearby"),
        ({"areaCode": "919", "localNumber": "55"}, "A local number is 3 or 4 digits"),
        ({"areaCode": "919", "localNumber": "55512"}, "A local number is 3 or 4 digits"),
        ({"areaCode": "91"}, "An area code has three digits"),
        ({"areaCode": "٩١٩"}, "An area code has three digits"),
        ({"areaCode": "844"}, "844 is toll-free"),
        ({"zip": "2751"}, "A ZIP code has five digits"),
        ({"zip": "٢٧٥١٣"}, "A ZIP code has five digits"),
        ({"state": "NX"}, "That is not a US state"),
        ({"state": "NC", "city": "<!channel>"}, "A city's name"),
        ({"state": "NC", "city": "x" * 41}, "A city's name"),
        ({"tollFree": "yes"}, "tollFree is true or false"),
        ({"areaCode": "919", "inLocalCallingArea": "yes"}, "inLocalCallingArea is true or false"),
        ({"state": "NC", "ending": "20", "pattern": "2"}, "Give just one of containing"),
        ({"state": "NC", "ending": "2?"}, "Digits to look for"),
        ({"state": "NC", "ending": "²"}, "Digits to look for"),
        ({"state": "NC", "pattern": "?*"}, "A pattern has"),
        ({"state": "NC", "pattern": "1" * 21}, "A pattern has"),
    ],
)
def test_a_broken_rule_is_named(parameters: dict[str, str], sentence: str) -> None:
    with pytest.raises(CriteriaError) as caught:
        from_parameters({**parameters, "quantity": "2"})

    assert caught.value.user_message.startswith(sentence)


@pytest.mark.parametrize("quantity", ["", "0", "5001", "02", "-1", "2.0", "²", "١٢", "9" * 5000])
def test_a_quantity_is_a_whole_number_from_1_to_5000(quantity: str) -> None:
    with pytest.raises(CriteriaError, match="whole number from 1 to 5000"):
        from_parameters({"state": "NC", "quantity": quantity})


def test_every_state_is_found_by_its_code_and_its_name() -> None:
    assert len(STATES) == 56
    assert all(state_code(code) == state_code(name) == code for code, name in STATES.items())


@pytest.mark.parametrize(
    ("typed", "among", "nearest"),
    [
        ("NX", ("IL", "MS", "NC"), ("NC",)),
        ("XC", ("IL", "NC", "SC"), ("NC", "SC")),
        ("LI", ("IL", "LA", "MI"), ("IL", "LA", "MI")),
        ("QQ", ("IL", "NC"), ()),
        ("NX", (), ()),
        ("Tenesee", (), ("TN",)),
        ("Tenesee", ("NC", "TN"), ("TN",)),
        ("Tenesee", ("NC",), ()),
        ("Ontario", (), ()),
    ],
)
def test_a_mistyped_state_brings_those_nearest_to_it(
    typed: str, among: tuple[str, ...], nearest: tuple[str, ...]
) -> None:
    assert nearest_states(typed, among) == nearest
