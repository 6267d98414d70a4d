"""Telephone numbers: one form inside, any usual form outside."""

import pytest

from bot.domain.telephone import is_npa, keypad, national, to_e164


@pytest.mark.parametrize(
    "text",
    ["9195550142", "19195550142", "+19195550142", "(919) 555-0142", "1-919-555-0142",
     "919.555.0142", " +1 919 555 0142 "],
)  # fmt: skip
def test_every_usual_form_is_the_same_number(text: str) -> None:
    assert to_e164(text) == "+19195550142"


@pytest.mark.parametrize(
    "text",
    ["", "919555014", "91955501420", "+9195550142", "+449195550142", "1195550142", "9191550142",
     "call 9195550142", "919555014²", "٩195550142", "9195550142" + " " * 40],
)  # fmt: skip
def test_what_is_no_number_of_this_numbering_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".{0,32}"):
        to_e164(text)


def test_people_read_the_national_form() -> None:
    assert national("+19195550142") == "(919) 555-0142"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("919", True), ("200", True), ("119", False), ("91", False), ("9190", False), ("٩١٩", False)],
)
def test_an_area_code_has_three_digits_from_2(text: str, *, expected: bool) -> None:
    assert is_npa(text) is expected


def test_letters_stand_for_keypad_digits() -> None:
    assert keypad("abcdefghijklmnopqrstuvwxyz*?0") == "22233344455566677778889999*?0"
