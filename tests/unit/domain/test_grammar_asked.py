"""What is never guessed: asked with a button for each whole reading, or refused clearly."""

import pytest

from tests.unit.domain.fake_places import read, refusal, request

ZIP_OR_CITY = "Bandwidth searches by ZIP or by city, not both."
NO_ONE_NUMBER = "I can't order one particular number."


@pytest.mark.parametrize(
    ("text", "sentence", "buttons"),
    [
        (
            "Cary NX 2",
            "“NX” is not a US state.",
            {"2 in Cary, NC": "Cary, NC 2"},
        ),
        ("Cary CN 2", "“CN” is not a US state.", {"2 in Cary, NC": "Cary, NC 2"}),
        ("Cary, Nowhere 2", "“Nowhere” is not a US state.", {}),
        ("Nowhere NX 2", "“NX” is not a US state.", {}),
        ("NX 2", "“NX” is not a US state.", {}),
        (
            "Cary North Carolna 2",
            "“North Carolna” is not a US state.",
            {"2 in Cary, NC": "Cary, NC 2"},
        ),
        ("Californa 5", "“Californa” is not a US state.", {"5 in CA": "CA 5"}),
        (
            "Washington 2",
            "“Washington” can be the state or the city in DC.",
            {"Washington state": "WA 2", "Washington, DC": "Washington, DC 2"},
        ),
        (
            "washington",
            "“Washington” can be the state or the city in DC.",
            {"Washington state": "WA", "Washington, DC": "Washington, DC"},
        ),
        (
            "New York 2",
            "“New York” can be the state or the city in NY.",
            {"New York state": "NY 2", "New York, NY": "New York, NY 2"},
        ),
        (
            "Port Washington 2",
            "“Port Washington” can be a city, or a place in Washington.",
            {
                "2 in Port Washington, NY": "Port Washington, NY 2",
                "2 in Port Washington, OH": "Port Washington, OH 2",
                "2 in Port Washington, WI": "Port Washington, WI 2",
                "2 in Port, WA": "Port, WA 2",
            },
        ),
        (
            "Mississippi State 2",
            "“Mississippi State” can be a city, or the state of Mississippi.",
            {"2 in Mississippi St…, MS": "Mississippi State, MS 2", "2 in MS": "MS 2"},
        ),
        (
            "919 555",
            "“555” can be the digits after 919 or the quantity.",
            {"Exchange 919-555": "919-555", "555 in 919": "919 x555"},
        ),
        (
            "(919) 555",
            "“555” can be the digits after 919 or the quantity.",
            {"Exchange 919-555": "919-555", "555 in 919": "919 x555"},
        ),
        (
            "919 5551",
            "“5551” can be the digits after 919 but not the quantity.",
            {"Exchange 919-5551": "919-5551"},
        ),
        (
            "Cary 2",
            "Which state is “Cary” in?",
            {
                "2 in Cary, IL": "Cary, IL 2",
                "2 in Cary, MS": "Cary, MS 2",
                "2 in Cary, NC": "Cary, NC 2",
            },
        ),
        ("Charleston 2", "Which state is “Charleston” in?", {}),
        ("Hello there", "Which state is “Hello there” in?", {}),
        (
            "Santa Fe",
            "Which state is “Santa Fe” in?",
            {"Santa Fe, NM": "Santa Fe, NM", "Santa Fe, TX": "Santa Fe, TX"},
        ),
        (
            "Cary NC 27513 2",
            ZIP_OR_CITY,
            {"ZIP 27513": "27513 2", "Cary, NC": "Cary, NC 2"},
        ),
        (
            "Cary NC 27513",
            f"{ZIP_OR_CITY} 27513 reads as a ZIP code; the quantity is 5000 at most.",
            {"ZIP 27513": "27513", "Cary, NC": "Cary, NC"},
        ),
        (
            "Cary 27513 2",
            ZIP_OR_CITY,
            {"ZIP 27513": "27513 2"},
        ),
        (
            "NC 919 2",
            "Bandwidth searches by area code or by state, not both.",
            {"Area code 919": "919 2", "Anywhere in NC": "NC 2"},
        ),
        (
            "Truth or Consequences NM 919 2",
            "Bandwidth searches by area code or by city, not both.",
            {
                "Area code 919": "919 2",
                "2 in Truth or Conse…, NM": "Truth or Consequences, NM 2",
            },
        ),
        (
            "919-555 Cary NC 2",
            "Bandwidth searches by area code or by city, not both.",
            {"2 in 919-555": "919-555 2", "Cary, NC": "Cary, NC 2"},
        ),
        (
            "toll-free NC 2",
            "Bandwidth searches by state or by toll-free, not both.",
            {"Anywhere in NC": "NC 2", "Toll-free": "toll-free 2"},
        ),
        (
            "919 27513",
            "“919” can be an area code or the quantity.",
            {"Area code 919": "919", "919 in ZIP 27513": "27513 919"},
        ),
        (
            "919 Cary NC",
            "“919” can be an area code or the quantity.",
            {"Area code 919": "919", "919 in Cary, NC": "Cary, NC 919"},
        ),
        (
            "800 2",
            "800 is toll-free, and toll-free prefixes can't be chosen.",
            {"Toll-free": "toll-free 2"},
        ),
        (
            "833",
            "833 is toll-free, and toll-free prefixes can't be chosen.",
            {"Toll-free": "toll-free"},
        ),
        (
            "toll-free 800",
            "800 is toll-free, and toll-free prefixes can't be chosen.",
            {"Toll-free": "toll-free", "800 toll-free": "toll-free x800"},
        ),
        (
            "areaCode=800 quantity=2",
            "800 is toll-free, and toll-free prefixes can't be chosen.",
            {"Toll-free": "toll-free 2"},
        ),
        (
            "919 555 1000",
            f"{NO_ONE_NUMBER} Ask for its last digits instead, such as 919 1 ending 1000.",
            {"1000 in 919-555": "919-555 1000"},
        ),
        ("NC Cary 2", "The state comes after the city.", {"2 in Cary, NC": "Cary, NC 2"}),
        ("NC, Cary 2", "The state comes after the city.", {"2 in Cary, NC": "Cary, NC 2"}),
        (
            "North Carolina NC 2",
            "“North Carolina” is the state itself; which city is it?",
            {"Anywhere in NC": "NC 2"},
        ),
        ("hi", "“hi” is the code of Hawaii; is that where?", {"Anywhere in HI": "HI"}),
        ("5 in", "“in” is the code of Indiana; is that where?", {"Anywhere in IN": "IN 5"}),
        (
            "city=Cary state=NX quantity=2",
            "“NX” is not a US state.",
            {"2 in Cary, NC": "Cary, NC 2"},
        ),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(
    text: str, sentence: str, buttons: dict[str, str]
) -> None:
    refused = refusal(text)

    assert refused.user_message == sentence
    assert {reading.label: reading.text for reading in refused.readings} == buttons
    for reading in refused.readings:
        read(reading.text)


@pytest.mark.parametrize("text", ["IN 5", "OK", "hi 2", "Oregon 2", "Virginia 2", "Iowa IA 2"])
def test_a_state_said_clearly_is_not_asked_for(text: str) -> None:
    assert request(text)


def test_the_readings_keep_purpose_and_digits() -> None:
    refused = refusal("Cary NX 2 ending 2020 for “spring” <b>")

    assert [reading.text for reading in refused.readings] == [
        "Cary, NC 2 ending 2020 for “spring” <b>"
    ]


@pytest.mark.parametrize(
    ("text", "read_so_far"),
    [
        ("Cary NX 2", {"city": "Cary", "quantity": "2"}),
        ("2", {"quantity": "2"}),
        ("500", {"quantity": "500"}),
        ("919 555", {"areaCode": "919"}),
        ("Cary NC 27513 2", {"city": "Cary", "state": "NC", "zip": "27513", "quantity": "2"}),
        ("919 2 nearby", {"areaCode": "919", "inLocalCallingArea": "true", "quantity": "2"}),
    ],
)
def test_a_refusal_says_what_was_read_in_api_names(text: str, read_so_far: dict[str, str]) -> None:
    refused = refusal(text)

    assert list(refused.read.items()) == list(read_so_far.items())
