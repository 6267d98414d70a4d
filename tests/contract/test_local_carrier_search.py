"""GET availableNumbers: every parameter, every rule, every refusal."""

import pytest

from tests.contract.local_carriers import LOCAL, TOLL_FREE, Running


async def test_a_city_search_gives_every_documented_field(running: Running) -> None:
    answer = await running.get(LOCAL, city="Cary", state="NC", quantity="1")

    number = answer.body[0]["number"]
    assert answer.status == 200
    assert answer.body == [
        {
            "number": number,
            "nationalNumber": f"({number[2:5]}) {number[5:8]}-{number[8:]}",
            "city": "CARY",
            "lata": "426",
            "rateCenter": "CARY",
            "state": "NC",
            "price": "0.60",
        }
    ]


async def test_an_answer_is_json_with_a_date(running: Running) -> None:
    answer = await running.get(LOCAL, state="NC")

    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Date"].endswith("GMT")


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"city": "Chapel Hill", "state": "NC"}, "CHAPEL HILL, NC"),
        ({"city": "Winston-Salem", "state": "NC"}, "WINSTON SALEM, NC"),
        ({"city": "St. Louis", "state": "MO"}, "SAINT LOUIS, MO"),
        ({"city": "washington", "state": "dc"}, "WASHINGTON, DC"),
        ({"city": "Charleston", "state": "WV"}, "CHARLESTON, WV"),
        ({"city": "New York", "state": "NY"}, "NEW YORK, NY"),
        ({"city": "San Juan", "state": "PR"}, "SAN JUAN, PR"),
        ({"zip": "27513"}, "CARY, NC"),
        ({"zip": "27511"}, "CARY, NC"),
        ({"zip": "00901"}, "SAN JUAN, PR"),
    ],
)
async def test_a_place_is_found_by_its_name_or_zip(
    running: Running, params: dict[str, str], expected: str
) -> None:
    answer = await running.get(LOCAL, **params)

    assert len(answer.body) == 10
    assert {f"{item['city']}, {item['state']}" for item in answer.body} == {expected}


async def test_cary_has_its_area_code_and_the_overlay(running: Running) -> None:
    answer = await running.get(LOCAL, city="Cary", state="NC", quantity="5000")

    assert {number[2:5] for number in answer.numbers} == {"919", "984"}


async def test_the_largest_search_of_an_area_code_is_filled(running: Running) -> None:
    answer = await running.get(LOCAL, areaCode="919", quantity="5000")

    assert len(set(answer.numbers)) == 5000
    assert all(number.startswith("+1919") for number in answer.numbers)


@pytest.mark.parametrize("digits", ["555", "5551"])
async def test_a_local_number_is_what_follows_the_area_code(running: Running, digits: str) -> None:
    answer = await running.get(LOCAL, areaCode="919", localNumber=digits, quantity="2")

    assert [number[5:].startswith(digits) for number in answer.numbers] == [True, True]


@pytest.mark.parametrize("true", ["true", "True"])
async def test_the_local_calling_area_adds_other_numbers_of_the_rate_center(
    running: Running, true: str
) -> None:
    params = {"areaCode": "919", "localNumber": "5551", "quantity": "5000"}
    exact = await running.get(LOCAL, **params)

    nearby = await running.get(LOCAL, **params, inLocalCallingArea=true)

    assert nearby.numbers[: len(exact.body)] == exact.numbers
    assert {number[2:5] for number in nearby.numbers} == {"919", "984"}
    assert {item["rateCenter"] for item in nearby.body} == {"CARY"}


async def test_a_search_reserves_nothing_and_repeats_itself(running: Running) -> None:
    first = await running.get(LOCAL, areaCode="984", quantity="20")
    second = await running.get(LOCAL, areaCode="984", quantity="20")

    assert first.body == second.body


async def test_an_area_code_without_numbers_gives_an_empty_array(running: Running) -> None:
    answer = await running.get(LOCAL, areaCode="200")

    assert (answer.status, answer.body) == (200, [])


async def test_toll_free_codes_are_not_local_area_codes(running: Running) -> None:
    answer = await running.get(LOCAL, areaCode="800")

    assert answer.body == []


async def test_a_toll_free_search_gives_no_place(running: Running) -> None:
    answer = await running.get(TOLL_FREE)

    assert len(answer.body) == 10
    assert answer.body[0].keys() == {"number", "nationalNumber", "price"}
    assert answer.body[0]["price"] == "2.00"


async def test_letters_of_a_pattern_are_shown_where_they_matched(running: Running) -> None:
    answer = await running.get(TOLL_FREE, pattern="*CALL", quantity="3")

    assert len(answer.body) == 3
    for item in answer.body:
        at = item["patternMatch"].index("CALL")
        assert item["nationalNumber"][at : at + 4] == "2255"


@pytest.mark.parametrize("pattern", ["*2?9*", "*2020", "*CALL*", "555*", "*2?2?2"])
async def test_a_pattern_keeps_its_literals_in_place(running: Running, pattern: str) -> None:
    answer = await running.get(LOCAL, areaCode="919", pattern=pattern, quantity="20")

    assert len(answer.body) > 1
    literals = [symbol for symbol in pattern if symbol not in "?*"]
    for item in answer.body:
        assert len(item["patternMatch"]) == 14
        assert item["patternMatch"].split() != []
        assert "".join(item["patternMatch"].split()) == "".join(literals)


@pytest.mark.parametrize(
    "params",
    [
        {"city": "Cary"},
        {},
        {"quantity": "2"},
        {"localNumber": "555"},
        {"city": "Cary", "state": "NC", "zip": "27513"},
        {"city": "Cary", "zip": "27513"},
        {"city": "Cary", "areaCode": "919"},
        {"city": "Cary", "state": "NC", "areaCode": "919"},
        {"city": "Cary", "state": "NC", "localNumber": "555"},
        {"zip": "27513", "state": "NC"},
        {"zip": "27513", "areaCode": "919"},
        {"zip": "27513", "localNumber": "555"},
        {"state": "NC", "areaCode": "919"},
        {"state": "NC", "localNumber": "555"},
        {"zip": "27513", "state": "NC", "areaCode": "919"},
        {"areaCode": "91"},
        {"areaCode": "9199"},
        {"areaCode": "abc"},
        {"areaCode": "²19"},
        {"areaCode": "919", "localNumber": "55"},
        {"areaCode": "919", "localNumber": "55512"},
        {"areaCode": "919", "localNumber": "55a"},
        {"state": "NC", "quantity": "5001"},
    ],
)
async def test_criteria_that_contradict_each_other_are_refused(
    running: Running, params: dict[str, str]
) -> None:
    answer = await running.get(LOCAL, **params)

    assert (answer.status, answer.code) == (400, "invalid-available-number-search")


@pytest.mark.parametrize(
    "params",
    [
        {"state": "NX"},
        {"state": "NC", "quantity": "0"},
        {"state": "NC", "quantity": "-1"},
        {"state": "NC", "quantity": "two"},
        {"state": "NC", "quantity": "٢"},
        {"state": "NC", "pattern": "#2020"},
        {"areaCode": "919", "localNumber": "555", "inLocalCallingArea": "perhaps"},
    ],
)
async def test_a_value_of_the_wrong_kind_is_a_validation_error(
    running: Running, params: dict[str, str]
) -> None:
    answer = await running.get(LOCAL, **params)

    assert (answer.status, answer.code) == (400, "validation-error")


async def test_an_unknown_zip_is_refused_with_invalid_zip_code(running: Running) -> None:
    answer = await running.get(LOCAL, zip="00000")

    assert (answer.status, answer.code) == (400, "invalid-zip-code")


async def test_an_unknown_city_is_refused_with_invalid_rate_center(running: Running) -> None:
    answer = await running.get(LOCAL, city="Carey", state="NC")

    assert (answer.status, answer.code) == (403, "invalid-rate-center")


async def test_a_refusal_has_the_documented_body(running: Running) -> None:
    answer = await running.get(LOCAL, city="Cary")

    assert answer.body == {
        "category": "bad-request",
        "code": "invalid-available-number-search",
        "message": "city needs a state.",
        "details": [
            {"name": "requestMethod", "value": "GET"},
            {"name": "remoteAddress", "value": "127.0.0.1"},
            {"name": "requestPath", "value": "availableNumbers/local"},
        ],
    }
