"""What can be typed: each row of the grammar arrives at the carrier under the API's own names."""

import re

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import buttons, purchases, shown, tns

pytestmark = pytest.mark.e2e

_PLAIN = {
    "Cary NC 2": {"city": "Cary", "state": "NC", "quantity": "2"},
    "Chapel Hill, NC 3": {"city": "Chapel Hill", "state": "NC", "quantity": "3"},
    "Winston-Salem North Carolina x5": {
        "city": "Winston-Salem",
        "state": "NC",
        "quantity": "5",
    },
    "2 in Cary NC": {"city": "Cary", "state": "NC", "quantity": "2"},
    "Charleston West Virginia 3": {"city": "Charleston", "state": "WV", "quantity": "3"},
    "San Juan PR 1": {"city": "San Juan", "state": "PR", "quantity": "1"},
    "Washington DC 2": {"city": "Washington", "state": "DC", "quantity": "2"},
    "“Cary”, NC\u00a02.": {"city": "Cary", "state": "NC", "quantity": "2"},
    "NC 5": {"state": "NC", "quantity": "5"},
    "27513 2": {"zip": "27513", "quantity": "2"},
    "919 2": {"areaCode": "919", "quantity": "2"},
    "(919) 2": {"areaCode": "919", "quantity": "2"},
    "919-555 2": {"areaCode": "919", "localNumber": "555", "quantity": "2"},
    "919 5551 2 nearby": {
        "areaCode": "919",
        "localNumber": "5551",
        "inLocalCallingArea": "true",
        "quantity": "2",
    },
    "919 5551 2 overlay for the front desk": {
        "areaCode": "919",
        "localNumber": "5551",
        "inLocalCallingArea": "true",
        "quantity": "2",
    },
    'city="St. Louis" state=MO quantity=2': {
        "city": "St. Louis",
        "state": "MO",
        "quantity": "2",
    },
    "areaCode=919 localNumber=555 inLocalCallingArea=true quantity=1": {
        "areaCode": "919",
        "localNumber": "555",
        "inLocalCallingArea": "true",
        "quantity": "1",
    },
    "Durham NC": {"city": "Durham", "state": "NC", "quantity": "10"},
}


@pytest.mark.parametrize(("typed", "query"), _PLAIN.items(), ids=_PLAIN)
async def test_what_is_typed_is_searched_and_ordered_by_its_api_names(
    shared: Driver, typed: str, query: dict[str, str]
) -> None:
    mark = await shared.now()

    bought = await shared.bought(typed)

    calls = await shared.carrier_calls(mark)
    local = [call for call in calls if call.path == "/v1/availableNumbers/local"]
    assert [(call.method, call.query) for call in local] == [("GET", query), ("POST", query)]
    assert len(bought) == int(query["quantity"])


async def test_toll_free_numbers_come_from_their_own_resource(shared: Driver) -> None:
    mark = await shared.now()

    bought = await shared.bought("toll-free 2")

    calls = await shared.carrier_calls(mark)
    available = [call for call in calls if "availableNumbers" in call.path]
    assert {call.path for call in available} == {"/v1/availableNumbers/tollFree"}
    assert [call.query for call in available] == [{"quantity": "2"}] * 2
    assert all(re.fullmatch(r"\+18(00|33|44|55|66|77|88)\d{7}", tn) for tn in bought)


@pytest.mark.parametrize(
    ("typed", "pattern", "matches"),
    [
        ("919 2 containing CALL", "*CALL*", r"\+1\d*2255\d*"),
        ("919 1 ending 2020", "*2020", r"\+1919\d{3}2020"),
        ("919 1 starting 555", "*555*", r"\+1919555\d{4}"),
        ("919 1 pattern:*2?9*", "*2?9*", r"\+1919\d*2\d9\d*"),
        ("toll-free 1 containing CALL", "*CALL*", r"\+18\d*2255\d*"),
    ],
)
async def test_digits_are_searched_for_and_each_number_allocated_under_our_reference(
    shared: Driver, typed: str, pattern: str, matches: str
) -> None:
    mark = await shared.now()

    bought = await shared.bought(typed)

    calls = await shared.carrier_calls(mark)
    searches = [call for call in calls if "availableNumbers" in call.path]
    allocated = {call.body["number"]: call.body["name"] for call in purchases(calls)}
    named = {each["number"]: each["client_ref"] for each in await shared.ledger()}
    assert {(call.method, call.query["pattern"]) for call in searches} == {("GET", pattern)}
    assert sorted(allocated) == bought
    assert {tn: named[tn] for tn in bought} == allocated
    assert all(re.fullmatch(r"[0-9A-Z]{26}-\d+-1", name) for name in allocated.values())
    assert all(re.fullmatch(matches, tn) for tn in bought)


async def test_help_says_what_can_be_typed(shared: Driver) -> None:
    answer = await shared.command("ana", "help")

    assert "/order-numbers Cary NC 2" in shown(answer["ack"])
    assert "Nothing is bought until a manager approves" in shown(answer["ack"])


async def test_an_unknown_place_bothers_no_manager_and_offers_others(shared: Driver) -> None:
    number = await shared.place("Cari NC 2 for spring campaign")

    card = await shared.order(number, "nothing bought")
    again = await shared.press("ana", card, buttons(card)["2 in Cary, NC"]["action_id"])

    assert {"2 in Cary, NC", "2 anywhere in NC"} <= buttons(card).keys()
    assert "spring campaign" in shown(await shared.order(again, "2 numbers in Cary, NC"))
    assert await shared.cards(MANAGERS, f"Order {number} ·") == []
    assert tns(shown(card)) == []
