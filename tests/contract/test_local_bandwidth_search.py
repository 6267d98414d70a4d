"""GET availableNumbers: every parameter, every rule, both forms of the answer."""

import pytest

from tests.contract.local_bandwidths import ACCOUNT, ACCOUNT_V2, Numbers, many
from tests.contract.local_carriers import LOCAL

_CARY = {"city": "Cary", "state": "NC"}


async def test_a_search_gives_ten_digits_and_their_count(numbers: Numbers) -> None:
    told = await numbers.search(**_CARY, quantity="2")

    assert told.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert told.body["ResultCount"] == "2"
    assert [(len(number), number.isdigit()) for number in told.numbers] == [(10, True)] * 2


async def test_version_two_writes_e164(numbers: Numbers) -> None:
    one = await numbers.search(**_CARY, quantity="1")

    two = await numbers.get(f"{ACCOUNT_V2}/availableNumbers", **_CARY, quantity="1")

    assert two.numbers == [f"+1{one.numbers[0]}"]


async def test_details_name_the_place_and_the_vendor(numbers: Numbers) -> None:
    plain = await numbers.search(**_CARY, quantity="1")

    told = await numbers.search(**_CARY, quantity="1", enableTNDetail="true")

    assert told.body == {
        "ResultCount": "1",
        "TelephoneNumberDetailList": {
            "TelephoneNumberDetail": {
                "City": "CARY",
                "LATA": "426",
                "RateCenter": "CARY",
                "State": "NC",
                "FullNumber": plain.numbers[0],
                "Tier": "0",
                "VendorId": "49",
                "VendorName": "Bandwidth CLEC",
            }
        },
    }


async def test_both_apis_sell_the_same_numbers(numbers: Numbers) -> None:
    told = await numbers.search(**_CARY, quantity="5")

    other = await numbers.running.get(LOCAL, **_CARY, quantity="5")

    assert [f"+1{number}" for number in told.numbers] == other.numbers


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"areaCode": "919"}, "NC"),
        ({"state": "nc"}, "NC"),
        ({"city": "St. Louis", "state": "MO"}, "SAINT LOUIS, MO"),
        ({"zip": "27513"}, "CARY, NC"),
        ({"zip": "27513-0007"}, "CARY, NC"),
        ({"rateCenter": "CARY", "state": "NC", "LCA": "false"}, "CARY, NC"),
        ({"areaCode": "984", "rateCenter": "CARY", "state": "NC"}, "CARY, NC"),
        ({"areaCode": "984", "city": "Cary", "state": "NC"}, "CARY, NC"),
        ({"areaCode": "984", "zip": "27513"}, "CARY, NC"),
        ({"lata": "426"}, "NC"),
        ({"npaNxx": "919555", "city": "Cary", "state": "NC"}, "CARY, NC"),
        ({"city": "Cary", "rateCenter": "CARY", "state": "NC", "zip": "27511"}, "CARY, NC"),
    ],
)
async def test_a_place_is_found_by_its_criteria(
    numbers: Numbers, params: dict[str, str], expected: str
) -> None:
    told = await numbers.search(**params, quantity="3", enableTNDetail="TRUE")

    found = many(told.body["TelephoneNumberDetailList"]["TelephoneNumberDetail"])
    places = {f"{each['City']}, {each['State']}".endswith(expected) for each in found}
    assert (len(found), places) == (3, {True})
    digits = params.get("areaCode", params.get("npaNxx", ""))
    assert all(each["FullNumber"].startswith(digits) for each in found)


@pytest.mark.parametrize("name", ["npaNxx", "npanxx", "NPANXX"])
async def test_names_may_be_in_any_case(numbers: Numbers, name: str) -> None:
    told = await numbers.search(**{name: "919555", "lca": "FALSE", "QUANTITY": "2"})

    assert [number[:6] for number in told.numbers] == ["919555", "919555"]


async def test_seven_digits_search_a_thousand_block(numbers: Numbers) -> None:
    told = await numbers.search(npaNxxx="9195551", LCA="false", quantity="5000")

    assert {number[:7] for number in told.numbers} == {"9195551"}


@pytest.mark.parametrize(
    "params",
    [
        {"npaNxxx": "9195551"},
        {"npaNxx": "919555"},
        {"rateCenter": "CARY", "state": "NC"},
        {"localVanity": "2020", "areaCode": "919"},
    ],
)
async def test_by_default_what_is_nearby_comes_after_what_fits(
    numbers: Numbers, params: dict[str, str]
) -> None:
    exact = await numbers.search(**params, LCA="false")

    told = await numbers.search(**params)

    assert 0 < len(exact.numbers) < len(told.numbers) <= 5000
    assert told.numbers[: len(exact.numbers)] == exact.numbers
    assert len(set(told.numbers)) == len(told.numbers)


async def test_a_rate_center_has_neighbors(numbers: Numbers) -> None:
    told = await numbers.search(rateCenter="CARY", state="NC", LCA="true", enableTNDetail="true")

    found = many(told.body["TelephoneNumberDetailList"]["TelephoneNumberDetail"])
    assert {each["State"] for each in found} == {"NC"}
    assert {"CARY", "APEX"} <= {each["RateCenter"] for each in found}


@pytest.mark.parametrize(
    ("vanity", "ends", "digits"),
    [("CALL", "false", "2255"), ("call", "true", "2255"), ("2020", "true", "2020")],
)
async def test_a_vanity_is_looked_for_in_the_last_seven(
    numbers: Numbers, vanity: str, ends: str, digits: str
) -> None:
    told = await numbers.search(localVanity=vanity, endsIn=ends, areaCode="919", LCA="false")

    assert told.numbers
    assert all(digits in number[3:] for number in told.numbers)
    assert ends == "false" or all(number.endswith(digits) for number in told.numbers)


async def test_a_vanity_alone_is_looked_for_everywhere(numbers: Numbers) -> None:
    told = await numbers.search(localVanity="43_7*", endsIn="true", LCA="false", quantity="50")

    assert len({number[:3] for number in told.numbers}) > 5
    assert all("43" in number[3:] for number in told.numbers)


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({"tollFreeWildCardPattern": "80*"}, {"800"}),
        ({"tollFreeWildCardPattern": "83*"}, {"833"}),
        ({"tollFreeWildCardPattern": "8**"}, {"800", "833", "844", "855", "866", "877", "888"}),
        ({"tollFreeVanity": "CALL"}, {"800", "833", "844", "855", "866", "877", "888"}),
    ],
)
async def test_toll_free_numbers_are_found_by_code_or_vanity(
    numbers: Numbers, params: dict[str, str], codes: set[str]
) -> None:
    told = await numbers.search(**params, orderBy="fullNumber")

    assert {number[:3] for number in told.numbers} <= codes
    assert told.numbers == sorted(told.numbers)
    assert "tollFreeVanity" not in params or all("2255" in number for number in told.numbers)


async def test_without_a_quantity_five_thousand_are_meant(numbers: Numbers) -> None:
    told = await numbers.search(areaCode="919")

    assert told.body["ResultCount"] == "5000"


@pytest.mark.parametrize(
    "params",
    [
        {"areaCode": "200"},
        {"areaCode": "919", "state": "VA"},
        {"areaCode": "919", "protected": "ONLY"},
        {"lata": "999"},
        {"tollFreeVanity": "9999999"},
    ],
)
async def test_a_search_that_finds_nothing_is_an_empty_element(
    numbers: Numbers, params: dict[str, str]
) -> None:
    told = await numbers.search(**params)

    assert (told.status, told.root, told.body) == (200, "SearchResult", "")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"areaCode": "91"}, "4000"),
        ({"areaCode": "911"}, "4000"),
        ({"areaCode": "119"}, "4000"),
        ({"areaCode": "²19"}, "4000"),
        ({"areaCode": "\x0119<"}, "4000"),
        ({"rateCenter": "CARY"}, "4001"),
        ({"rateCenter": "NOWHERE", "state": "NC"}, "4001"),
        ({"npaNxx": "91955"}, "4002"),
        ({"npaNxx": "919155"}, "4002"),
        ({"npaNxxx": "919555"}, "4002"),
        ({"tollFreeVanity": "ABC"}, "4003"),
        ({"tollFreeWildCardPattern": "800"}, "4004"),
        ({"tollFreeWildCardPattern": "9**"}, "4004"),
        ({"city": "Cary"}, "4005"),
        ({"city": "Carey", "state": "NC"}, "4005"),
        ({"state": "NX"}, "4006"),
        ({"zip": "2751"}, "4007"),
        ({"zip": "00000"}, "4007"),
        ({"lata": "426426"}, "4008"),
        ({}, "4010"),
        ({"quantity": "2"}, "4010"),
        ({"state": "NC", "quantity": "0"}, "4010"),
        ({"state": "NC", "quantity": "5001"}, "4010"),
        ({"state": "NC", "quantity": "two"}, "4010"),
        ({"state": "NC", "enableTNDetail": "yes"}, "4010"),
        ({"state": "NC", "LCA": "true"}, "4010"),
        ({"npaNxx": "919555", "state": "NC", "LCA": "true"}, "4010"),
        ({"npaNxx": "919555", "areaCode": "919"}, "4010"),
        ({"localVanity": "AB"}, "4010"),
        ({"localVanity": "CALLCALL"}, "4010"),
        ({"localVanity": "CALL", "zip": "27513"}, "4010"),
        ({"areaCode": "919", "endsIn": "true"}, "4010"),
        ({"tollFreeVanity": "CALL", "state": "NC"}, "4010"),
        ({"tollFreeVanity": "CALL", "tollFreeWildCardPattern": "8**"}, "4010"),
        ({"zip": "27513", "orderBy": "city"}, "4020"),
        ({"areaCode": "919", "orderBy": "fullNumber"}, "4021"),
        ({"state": "NC", "protected": "SOME"}, "4022"),
    ],
)
async def test_a_broken_rule_is_a_400_with_its_code(
    numbers: Numbers, params: dict[str, str], code: str
) -> None:
    told = await numbers.search(**params)

    assert (told.status, told.root) == (400, "SearchResult")
    assert (told.body["Error"]["Code"], told.body["ResultCount"]) == (code, "0")
    assert told.body["Error"]["Description"]


async def test_a_search_reserves_nothing_and_repeats_itself(numbers: Numbers) -> None:
    first = await numbers.search(areaCode="984", quantity="20")
    second = await numbers.get(f"{ACCOUNT}/availableNumbers", areaCode="984", quantity="20")

    assert first.body == second.body
