"""The order form's fields: read as a request, or each refused with what is wrong with it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    CriteriaError,
    Digits,
    Match,
    NpaCriteria,
    Request,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.fields import Field
from bot.domain.grammar_text import LONGEST_PURPOSE, as_purpose
from bot.domain.wishes import (
    COMING_AND_GOING,
    Kind,
    WishError,
    fields_for,
    kind_of,
    read_digits,
    read_wish,
    understood,
    written,
)
from tests.unit.domain.fake_places import FakePlaces
from tests.unit.domain.test_grammar_properties import requests

CARY = {"kind": "city", "city": "Cary", "state": "NC"}
ENDING = Digits(Match.ENDING, "2020")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (CARY, Criteria(CityCriteria("Cary", "NC"), 10)),
        (CARY | {"city": " cary ", "quantity": " 2 "}, Criteria(CityCriteria("Cary", "NC"), 2)),
        ({"kind": "state", "state": "NC"}, Criteria(StateCriteria("NC"), 10)),
        ({"kind": "zip", "zip": "27513"}, Criteria(ZipCriteria("27513"), 10)),
        ({"kind": "areaCode", "areaCode": "919"}, Criteria(NpaCriteria("919"), 10)),
        (
            {"kind": "areaCode", "areaCode": "919", "localNumber": "5551"},
            Criteria(NpaCriteria("919", "5551"), 10),
        ),
        (
            {
                "kind": "areaCode",
                "areaCode": "919",
                "localNumber": "555",
                "inLocalCallingArea": "true",
            },
            Criteria(NpaCriteria("919", "555", nearby=True), 10),
        ),
        ({"kind": "tollFree"}, Criteria(TollFreeCriteria(), 10)),
        (
            CARY | {"match": "ending", "digits": "2020"},
            Criteria(CityCriteria("Cary", "NC"), 10, ENDING),
        ),
    ],
)
def test_each_kind_of_place_is_read_from_its_own_fields(
    typed: Mapping[str, str], asked: Criteria
) -> None:
    assert read_wish(typed, 10).criteria == asked


def test_what_is_hidden_does_not_count() -> None:
    hidden = {"zip": "1", "areaCode": "800", "localNumber": "x", "digits": "??", "match": "any"}

    assert read_wish(CARY | hidden, 10).criteria == Criteria(CityCriteria("Cary", "NC"), 10)


def test_a_quantity_left_empty_is_the_default_and_nobodys_choice() -> None:
    empty, chosen = (read_wish(CARY | {"quantity": typed}, 10) for typed in ("", "10"))

    assert (empty.criteria.quantity, empty.quantity_given) == (10, False)
    assert (chosen.criteria.quantity, chosen.quantity_given) == (10, True)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {Field.CITY: "Which city?", Field.STATE: "Which state?"}),
        ({"kind": "state"}, {Field.STATE: "Which state?"}),
        ({"kind": "zip"}, {Field.ZIP: "Which ZIP code?"}),
        ({"kind": "zip", "zip": "2751"}, {Field.ZIP: "A ZIP code has five digits."}),
        ({"kind": "areaCode"}, {Field.AREA_CODE: "Which area code?"}),
        (
            {"kind": "areaCode", "areaCode": "119"},
            {Field.AREA_CODE: "An area code has three digits and starts with 2 to 9."},
        ),
        (
            {"kind": "areaCode", "areaCode": "800"},
            {Field.AREA_CODE: "800 is toll-free: ask for toll-free numbers instead."},
        ),
        (
            {"kind": "areaCode", "areaCode": "919", "localNumber": "55"},
            {Field.LOCAL_NUMBER: "A local number is 3 or 4 digits and starts with 2 to 9."},
        ),
        (
            {"kind": "areaCode", "areaCode": "919", "inLocalCallingArea": "true"},
            {Field.NEARBY: ("Nearby (inLocalCallingArea) needs an area code and a local number.")},
        ),
        (
            CARY | {"city": "Cary, NC"},
            {Field.CITY: "A city's name has letters, spaces, hyphens and dots, 40 at most."},
        ),
        (CARY | {"state": "NX"}, {Field.STATE: "That is not a US state."}),
        (
            CARY | {"quantity": "5001"},
            {Field.QUANTITY: "The quantity is a whole number from 1 to 5000."},
        ),
        (
            CARY | {"match": "ending"},
            {Field.DIGITS: "Which digits or letters? Such as 2020."},
        ),
        (
            CARY | {"match": "ending", "digits": "20?"},
            {Field.DIGITS: "Digits to look for are letters and digits, 10 at most."},
        ),
        (
            CARY | {"purpose": "x" * 301},
            {Field.PURPOSE: "The reason has 301 characters; 300 at most."},
        ),
        (
            {"kind": "zip", "zip": "x", "quantity": "none"},
            {
                Field.ZIP: "A ZIP code has five digits.",
                Field.QUANTITY: "The quantity is a whole number from 1 to 5000.",
            },
        ),
    ],
)
def test_every_wrong_field_gets_its_own_sentence(
    typed: Mapping[str, str], errors: Mapping[Field, str]
) -> None:
    with pytest.raises(WishError) as caught:
        read_wish(typed, 10)

    assert caught.value.errors == errors


@given(requests())
def test_a_request_written_into_the_fields_reads_as_the_same(request: Request) -> None:
    assert read_wish(written(request), request.criteria.quantity) == request


def outcome(typed: Mapping[str, str]) -> Request | WishError:
    try:
        return read_wish(typed, 10)
    except WishError as error:
        return error


@given(st.dictionaries(st.sampled_from(list(Field)), st.text(max_size=40)))
def test_whatever_stands_in_the_fields_is_read_or_refused(typed: dict[str, str]) -> None:
    result = outcome(typed)

    if isinstance(result, WishError):
        assert set(result.errors) <= set(fields_for(typed))
    else:
        assert outcome(written(result)) == result


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", {}),
        ("help", {}),
        ("Cary NX 2", {"kind": "city", "city": "Cary", "quantity": "2"}),
        (
            "Cary NC 27513 2 for the fair",
            {
                "kind": "city",
                "city": "Cary",
                "state": "NC",
                "zip": "27513",
                "quantity": "2",
                "purpose": "the fair",
            },
        ),
        ("919 555", {"kind": "areaCode", "areaCode": "919"}),
        (
            "city=Cary state=carolina quantity=2",
            {"kind": "city", "city": "Cary", "quantity": "2"},
        ),
        (
            "Cary NC 2 ending 2020 for the fair",
            CARY | {"quantity": "2", "match": "ending", "digits": "2020", "purpose": "the fair"},
        ),
        ("toll-free for x", {"kind": "tollFree", "purpose": "x"}),
        ("Cary NC 2 for " + "x" * 301, {}),
    ],
)
def test_the_form_is_filled_in_with_what_was_understood(
    text: str, fields: Mapping[str, str]
) -> None:
    assert understood(text, FakePlaces()) == fields


def test_a_state_that_is_none_is_left_open_and_a_name_becomes_its_code() -> None:
    texts = ("zip=27513 state=x quantity=2", 'zip=1 state="north carolina" quantity=2')

    assert [understood(text, FakePlaces())["state"] for text in texts] == ["", "NC"]


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_chosen_decides_which_fields_there_are(kind: Kind) -> None:
    plain = fields_for({"kind": kind})
    chosen = fields_for({"kind": kind, "match": "starting"})

    assert kind_of({"kind": kind}) is kind
    assert [field for field in chosen if field not in plain] == [Field.DIGITS]
    assert {Field.DIGITS, *plain} - COMING_AND_GOING == {
        Field.KIND,
        Field.QUANTITY,
        Field.MATCH,
        Field.PURPOSE,
    }


def test_digits_are_read_alone_as_they_are_typed() -> None:
    assert read_digits({"match": "any"}) is None
    assert read_digits({"match": "ending", "digits": " 2020 "}) == ENDING
    with pytest.raises(CriteriaError, match="letters and digits"):
        read_digits({"match": "ending", "digits": "-"})


def test_a_long_message_becomes_a_purpose_that_fits() -> None:
    purpose = as_purpose("two\nlines\u202e\x00 " + "x" * 400)

    assert purpose.startswith("two lines")
    assert (len(purpose), purpose[-1]) == (LONGEST_PURPOSE, "…")
    assert as_purpose(" as it is ") == "as it is"
