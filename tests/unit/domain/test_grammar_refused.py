"""What cannot be read orders nothing, and one sentence says why."""

import pytest

from bot.domain.parameters import NAMES
from tests.unit.domain.fake_places import refusal, request

NO_ONE_NUMBER = "I can't order one particular number."


@pytest.mark.parametrize("text", ["Cary NC 0", "Cary NC 5001", f"Cary NC {'9' * 20}", "x0 919",
    "Cary NC -5", "Cary NC 2.5", "10000 in NC", "919 0142", "state=NC quantity=5001",
    "state=NC quantity=²", "Cary NX 0"])  # fmt: skip
def test_a_quantity_out_of_range_is_refused(text: str) -> None:
    assert refusal(text).user_message == "The quantity is a whole number from 1 to 5000."


@pytest.mark.parametrize(
    "text",
    ["919-555-0142", "(919) 555-0142", "9195550142", "+19195550142", "1-919-555-0142",
     "919 555 0142", "919.555.0142", "(919) 555-0142 2 for fax"],
)  # fmt: skip
def test_a_whole_telephone_number_points_to_ending(text: str) -> None:
    assert refusal(text).user_message == (
        f"{NO_ONE_NUMBER} Ask for its last digits instead, such as 919 1 ending 0142."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2", "Where? A city and state, a state, a ZIP code or an area code."),
        ("for spring", "Where? A city and state, a state, a ZIP code or an area code."),
        ("ending 2020", "Where? A city and state, a state, a ZIP code or an area code."),
        ("Cary NC 2 3", "I read two values for quantity: “2” and “3”."),
        ("27513 27514", "I read two values for zip: “27513” and “27514”."),
        ("919 2 ending", "ending what? Such as ending 2020."),
        ("919 2 ending 20 ending 30", "I read two values for ending: “20” and “30”."),
        ("919 2 ending 20 starting 30",
         "Give just one of containing, ending, starting and pattern."),
        ("919 2 ending 20-20", "Digits to look for are letters and digits, 10 at most."),
        ("919 2 pattern ***",
         "A pattern has letters, digits, ? (one digit) and * (any digits), 20 at most."),
        ("919 100 2", "A local number is 3 or 4 digits and starts with 2 to 9."),
        ("919 2 nearby", "Nearby (inLocalCallingArea) needs an area code and a local number."),
        ("Cary NC please", "I can't read “please”."),
        ("cary nc two", "I can't read “two”."),
        ("Cary me two times", "Which state is “Cary me two times” in?"),
        ("Cary NC spring campaign", "I can't read “spring campaign”."),
        ("Cary, Wake, NC 2", "I can't read “Wake”."),
        ("Cary, Wake, Nowhere 2", "I can't read “Cary Wake Nowhere”."),
        ("Cary NC ²", "I can't read “²”."),
        ("Cary NC ١٢", "I can't read “١٢”."),
        ("Cary NC 😀", "I can't read “😀”."),
        ("<!channel>", "I can't read “!channel”."),
        ("<@U123|bob> NC 2", "I can't read “@U123|bob”."),
        ("*_~&", "I can't read that."),
        ("a.b.c.d5", "I can't read “a.b.c.d5”."),
        ("919-2 3", "I can't read “919-2”."),
        ("x" * 60, f"I can't read “{'x' * 39}…”."),
        ("areaCode=919 foo=1",
         f"“foo” is no parameter. They are: {', '.join(NAMES)}, purpose, for_whom, cost_center."),
        ("state=NC for_whom=lee", "for_whom is a person of this workspace, such as for_whom=@Lee."),
        ("state=NC for_whom=<@U1>",
         "for_whom is a person of this workspace, such as for_whom=@Lee."),
        ("state=NC cost_center=", "cost_center has no value."),
        ("areaCode=919 AREACODE=919", "areaCode is given twice."),
        ("city= state=NC", "city has no value."),
        ('city="" state=NC', "city has no value."),
        ("tollFree=maybe", "tollFree is true or false."),
        ('purpose="a" state=NC for b', "purpose is given twice."),
        ('purpose="a"', "Where? A city and state, a state, a ZIP code or an area code."),
        ("localNumber=555 state=NC", "A local number needs an area code."),
        ("city=C3PO state=NC",
         "A city's name has letters, spaces, hyphens and dots, 40 at most."),
        ("zip=2751 quantity=2", "A ZIP code has five digits."),
        ("areaCode=119", "An area code has three digits and starts with 2 to 9."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(text: str, sentence: str) -> None:
    refused = refusal(text)

    assert refused.user_message == sentence
    assert refused.readings == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("city=St. Louis state=MO", "Louis"),
        ("Cary NC quantity=2", "Cary"),
        ("quantity=2 Cary NC", "Cary"),
        ('city="St. Louis state=MO', 'city="St.'),
        ("=", "="),
    ],
)
def test_parameters_by_name_do_not_mix_with_plain_words(text: str, word: str) -> None:
    assert refusal(text).user_message.startswith(f"I can't read “{word}”. With name=value,")


def test_a_text_too_long_is_refused_at_once() -> None:
    assert refusal("x" * 10_000).user_message == "That is 10000 characters long; 1000 at most."


def test_a_reason_too_long_is_refused() -> None:
    assert request(f"Cary NC 2 for {'y' * 300}").purpose == "y" * 300
    assert refusal(f"Cary NC 2 for {'y' * 301}").user_message == (
        "The reason has 301 characters; 300 at most."
    )
    assert refusal(f"purpose={'y' * 301} state=NC").user_message == (
        "The reason has 301 characters; 300 at most."
    )
