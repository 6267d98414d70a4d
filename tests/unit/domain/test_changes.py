"""A change's two fields: read by the command's grammar, or refused where they stand."""

import pytest
from hypothesis import given

from bot.domain.changes import ChangeError, Field, is_fewer, read_change, where_text
from bot.domain.criteria import CityCriteria, Criteria, Digits, Match, Request
from tests.unit.domain.fake_places import FakePlaces
from tests.unit.domain.test_grammar_properties import requests

CARY = Criteria(CityCriteria("Cary", "NC"), 10)
REFUSED = [
    ("0", "Cary NC", Field.QUANTITY, "a whole number from 1 to 5000"),
    ("5001", "Cary NC", Field.QUANTITY, "a whole number from 1 to 5000"),
    ("", "Cary NC", Field.QUANTITY, "a whole number from 1 to 5000"),
    ("4", "", Field.WHERE, "Where? Such as Cary NC"),
    ("4", "status 1042", Field.WHERE, "Where? Such as Cary NC"),
    ("4", "Cary NC 5", Field.WHERE, "The quantity has a field of its own."),
    ("4", "Cary NC for fun", Field.WHERE, "The reason stays as it is"),
    ("4", "Cary NX", Field.WHERE, "“NX” is not a US state. Write: Cary, NC"),
    ("4", "919 555", Field.WHERE, "“555” can be the digits after 919 or the quantity."),
    ("4", "919 555", Field.WHERE, " Write: 919-555"),
    ("4", "New York", Field.WHERE, "Write: NY or New York, NY"),
    ("4", "Nowhere", Field.WHERE, "Which state is “Nowhere” in?"),
]


@given(requests())
def test_what_the_form_shows_of_an_order_reads_back_as_the_same(request: Request) -> None:
    criteria = request.criteria

    read = read_change(str(criteria.quantity), where_text(criteria), FakePlaces())

    assert read == criteria


@pytest.mark.parametrize(("quantity", "where", "field", "sentence"), REFUSED)
def test_what_cannot_be_read_is_said_below_its_field(
    quantity: str, where: str, field: Field, sentence: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        read_change(quantity, where, FakePlaces())

    assert caught.value.field is field
    assert sentence in caught.value.user_message


@pytest.mark.parametrize(
    ("after", "fewer"),
    [
        (CARY.of(4), True),
        (CARY, False),
        (CARY.of(11), False),
        (Criteria(CityCriteria("Apex", "NC"), 4), False),
        (Criteria(CARY.place, 4, Digits(Match.ENDING, "2020")), False),
    ],
)
def test_fewer_of_the_same_is_told_from_anything_else(after: Criteria, fewer: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_fewer(CARY, after) is fewer
