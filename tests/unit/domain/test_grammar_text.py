"""The purpose is kept as typed; the rest is read in its plain form."""

import pytest

from bot.domain.criteria import CityCriteria, Criteria, NpaCriteria
from tests.unit.domain.fake_places import request

CARY = CityCriteria("Cary", "NC")


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("Cary NC 2 for spring campaign", "spring campaign"),
        ("Cary NC 2 FOR Spring", "Spring"),
        ("Cary NC 2 for  “x” — <!here> & *b*  for y.", "“x” — <!here> & *b*  for y."),
        ("Cary NC 2 for a\x00\x1b b\nc\td", "a b c d"),
        ("Cary NC 2 for \u202eesrever", "esrever"),
        ("Cary NC 2 for 👩\u200d🚀", "👩\u200d🚀"),
        ("Cary NC 2 for a=b", "a=b"),
        ("Cary NC 2 for", ""),
        ("Cary NC 2", ""),
        ('city=Cary state=NC quantity=2 purpose="for the ‘big’ one"', "for the ‘big’ one"),
        ("purpose='for all' city=Cary state=NC quantity=2", "for all"),
        ('city=Cary state=NC quantity=2 purpose=""', ""),
        ("city=Cary state=NC quantity=2 for spring", "spring"),
    ],
)
def test_the_purpose_is_kept_verbatim_to_the_end_of_the_line(text: str, purpose: str) -> None:
    read_request = request(text)

    assert read_request.purpose == purpose
    assert read_request.criteria == Criteria(CARY, 2)


@pytest.mark.parametrize(
    "text",
    [
        "“Cary” NC 2",
        "«Cary» ‘NC’ 2",
        "'Cary NC 2'",
        '"Cary, NC" 2',
        '"Cary NC 2"',
        '"Cary" "NC" 2',
        '""Cary" NC 2',
        "`Cary NC 2`",
        "Cary\u00a0NC\u20072",
        "Cary\tNC\n2",
        "\ufeffCary NC\u200b 2",
        "Cary NC 2.",
        "Cary NC 2 .",
        "Cary\uff0cNC 2",
        "\x00Cary NC 2\x7f",
        "Cary NC \ud800 2",
    ],
)
def test_typographic_characters_read_as_their_plain_forms(text: str) -> None:
    assert request(text).criteria == Criteria(CARY, 2)


@pytest.mark.parametrize("dash", list("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))
def test_every_dash_is_a_dash(dash: str) -> None:
    assert request(f"919{dash}555 2").criteria.place == NpaCriteria("919", "555")
    assert request(f"Winston{dash}Salem NC").criteria.place == CityCriteria("Winston-Salem", "NC")


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("coeur d’alene", "Coeur D'Alene"),
        ("O'FALLON", "O'Fallon"),
        ("king's mountain", "King's Mountain"),
        ("McAllen", "McAllen"),
        ("can\u0303on", "cañon"),
    ],
)
def test_a_city_typed_without_capitals_gets_them(typed: str, city: str) -> None:
    assert request(f"{typed} ID 2").criteria.place == CityCriteria(city, "ID")
