"""What is sent to the Numbers API for what is wanted."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carriers.bandwidth_criteria_wire import fitting, vanity_of
from bot.carriers.bandwidth_token_wire import token_call
from bot.carriers.bandwidth_wire import Requests, next_call
from bot.carriers.bounded_xml import Element, read_xml
from bot.carriers.exchange import Call, Group
from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.purchase import Offer, Part
from tests.unit.carriers.bandwidth_shapes import (
    CARY,
    CHOSEN,
    FIND,
    IN_SERVICE,
    NUMBERS,
    OTHER_TN,
    READ,
    REF,
    RELEASE,
    TN,
    V1,
    V2,
)

_ACCOUNT = "/accounts/9500001"
_PLACES: list[tuple[Place, dict[str, str], str, str]] = [
    (
        CityCriteria("St. Louis", "MO"),
        {"city": "St. Louis", "state": "MO"},
        "CitySearchAndOrderType",
        "<City>St. Louis</City><State>MO</State>",
    ),
    (StateCriteria("NC"), {"state": "NC"}, "StateSearchAndOrderType", "<State>NC</State>"),
    (ZipCriteria("27513"), {"zip": "27513"}, "ZIPSearchAndOrderType", "<Zip>27513</Zip>"),
    (
        NpaCriteria("919"),
        {"areaCode": "919"},
        "AreaCodeSearchAndOrderType",
        "<AreaCode>919</AreaCode>",
    ),
    (
        NpaCriteria("919", "555"),
        {"npaNxx": "919555"},
        "NPANXXSearchAndOrderType",
        "<NpaNxx>919555</NpaNxx><EnableLCA>false</EnableLCA>",
    ),
    (
        NpaCriteria("919", "555", nearby=True),
        {"npaNxx": "919555", "LCA": "true"},
        "NPANXXSearchAndOrderType",
        "<NpaNxx>919555</NpaNxx><EnableLCA>true</EnableLCA>",
    ),
    (
        NpaCriteria("919", "5551"),
        {"npaNxxx": "9195551"},
        "CombinedSearchAndOrderType",
        "<NpaNxxX>9195551</NpaNxxX><EnableLCA>false</EnableLCA>",
    ),
    (
        TollFreeCriteria(),
        {"tollFreeWildCardPattern": "8**"},
        "TollFreeWildCharSearchAndOrderType",
        "<TollFreeWildCardPattern>8**</TollFreeWildCardPattern>",
    ),
]


def query_of(call: Call) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(call.target).query, strict_parsing=True))


def document_of(call: Call) -> Element:
    assert call.content_type == "application/xml; charset=utf-8"
    return read_xml(call.body)


@pytest.mark.parametrize(("place", "query", "kind", "fields"), _PLACES)
def test_each_criterion_is_searched_and_ordered_under_its_own_name(
    place: Place, query: dict[str, str], kind: str, fields: str
) -> None:
    search = V1.search(Criteria(place, 7), 2)
    order = V1.order(Criteria(place, 7), Part(1, 7), REF)

    said = {"LCA": "false", "quantity": "2", "enableTNDetail": "true"}
    assert query_of(search) == said | query
    expected = read_xml(f"<{kind}>{fields}<Quantity>7</Quantity></{kind}>".encode())
    assert document_of(order).all(kind) == [expected]
    assert (search.method, search.path) == ("GET", f"{_ACCOUNT}/availableNumbers")


def test_an_area_code_goes_with_its_country_in_version_two() -> None:
    assert query_of(V2.search(Criteria(NpaCriteria("919"), 1), 1))["countryCodeA3"] == "USA"
    assert "countryCodeA3" not in query_of(V2.search(CARY, 1))


def test_an_order_says_for_whom_under_which_reference_and_how_much_will_do() -> None:
    call = V2.order(CARY, Part(1, 2), REF)

    fields = {each.name: each.text for each in document_of(call).children if not each.children}
    assert (call.method, call.target, call.buys) == ("POST", f"{_ACCOUNT}/orders", True)
    assert fields == {
        "Name": REF,
        "CustomerOrderId": REF,
        "SiteId": "4711",
        "PeerId": "8812",
        "PartialAllowed": "true",
        "BackOrderRequested": "false",
    }


def test_without_a_location_the_sub_accounts_own_is_left_to_the_api() -> None:
    assert document_of(V1.order(CARY, Part(1, 2), REF)).all("PeerId") == []


@pytest.mark.parametrize(
    ("requests", "written"), [(V2, [TN, OTHER_TN]), (V1, ["9195550142", "9195550177"])]
)
def test_chosen_numbers_are_ordered_together_in_the_form_of_the_version(
    requests: Requests, written: list[str]
) -> None:
    call = requests.order(CARY, CHOSEN, REF)

    (kind,) = document_of(call).all("ExistingTelephoneNumberOrderType")
    listed = kind.all("TelephoneNumberList", "TelephoneNumber")
    assert [each.text for each in listed] == written
    assert kind.all("Quantity") == []


def test_an_order_is_found_by_our_reference_and_read_with_its_details() -> None:
    assert query_of(FIND) == {"customerOrderId": REF, "page": "1", "size": "20"}
    assert READ.target == f"{_ACCOUNT}/orders/0b-1?tndetail=true"
    assert V2.read("../x", Part(1, 1)).path == f"{_ACCOUNT}/orders/..%2Fx"


def test_numbers_are_given_back_by_a_disconnect() -> None:
    kind = "DisconnectTelephoneNumberOrderType"

    (number,) = document_of(RELEASE).all(kind, "TelephoneNumberList", "TelephoneNumber")

    assert (RELEASE.target, number.text) == (f"{_ACCOUNT}/disconnects", TN)
    assert not RELEASE.buys


def test_the_lists_of_numbers_name_their_page_and_size() -> None:
    wanted = {"accountId": "9500001", "status": "Inservice,InAccount", "page": "1", "size": "1000"}

    assert (NUMBERS.path, query_of(NUMBERS)) == ("/tns", wanted)
    assert query_of(next_call(NUMBERS, "2")) == wanted | {"page": "2"}
    assert IN_SERVICE.target == f"{_ACCOUNT}/inserviceNumbers?page=1&size=300"


def test_a_token_is_asked_for_by_a_form() -> None:
    call = token_call("/api/v1/oauth2/token")

    assert (call.method, call.body, call.group) == (
        "POST",
        b"grant_type=client_credentials",
        Group.OTHER,
    )
    assert call.content_type == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("digits", "vanity"),
    [
        (Digits(Match.ENDING, "2020"), ("2020", True)),
        (Digits(Match.ENDING, "CALL"), ("2255", True)),
        (Digits(Match.CONTAINING, "5551234"), ("5551234", False)),
        (Digits(Match.PATTERN, "*CALL"), ("2255", True)),
        (Digits(Match.PATTERN, "*2020*"), ("2020", False)),
        (Digits(Match.ENDING, "202"), None),
        (Digits(Match.CONTAINING, "55512345"), None),
        (Digits(Match.STARTING, "5551"), None),
        (Digits(Match.PATTERN, "*2?9*"), None),
        (Digits(Match.PATTERN, "2020*"), None),
        (None, None),
    ],
)
def test_digits_become_a_vanity_only_where_that_is_the_same(
    digits: Digits | None, vanity: tuple[str, bool] | None
) -> None:
    found = vanity_of(digits)

    assert (found and (found.text, found.ends)) == vanity


@pytest.mark.parametrize(
    ("place", "query"),
    [
        (StateCriteria("NC"), {"state": "NC", "localVanity": "2020", "endsIn": "true"}),
        (NpaCriteria("919"), {"areaCode": "919", "localVanity": "2020", "endsIn": "true"}),
        (NpaCriteria("919", "555"), {"npaNxx": "919555"}),
        (CityCriteria("Cary", "NC"), {"city": "Cary", "state": "NC"}),
        (ZipCriteria("27513"), {"zip": "27513"}),
        (TollFreeCriteria(), {"tollFreeVanity": "2020"}),
    ],
)
def test_a_vanity_is_sent_only_with_a_state_or_an_area_code(
    place: Place, query: dict[str, str]
) -> None:
    call = V1.search(Criteria(place, 1, Digits(Match.ENDING, "2020")), 9)

    said = {"LCA": "false", "quantity": "9", "enableTNDetail": "true"}
    assert query_of(call) == said | query


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("*0142", True),
        ("*01?2", True),
        ("555*", True),
        ("919*", True),
        ("9195550142", True),
        ("*J014*", True),
        ("*", True),
        ("0142", False),
        ("*014", False),
        ("19*", False),
        ("*" * 20 + "7", False),
    ],
)
def test_a_pattern_is_laid_on_seven_digits_or_on_ten(pattern: str, *, fits: bool) -> None:
    criteria = Criteria(NpaCriteria("919"), 1, Digits(Match.PATTERN, pattern))

    assert bool(fitting(criteria, [Offer(TN)])) is fits


def test_other_digits_are_looked_for_as_with_any_carrier() -> None:
    criteria = Criteria(NpaCriteria("919"), 1, Digits(Match.STARTING, "555"))

    assert fitting(criteria, [Offer(TN), Offer("+19192220142")]) == (Offer(TN),)


_ANY_PLACE = st.one_of(
    st.builds(
        CityCriteria,
        st.from_regex(r"[A-Z][a-zé&<]{1,9}( [A-Z][a-z]{1,9})?", fullmatch=True),
        st.sampled_from(["NC", "DC", "PR"]),
    ),
    st.builds(StateCriteria, st.sampled_from(["NC", "MO", "WV"])),
    st.builds(ZipCriteria, st.from_regex(r"[0-9]{5}", fullmatch=True)),
    st.builds(
        NpaCriteria,
        st.sampled_from(["919", "212"]),
        st.sampled_from(["555", "5551"]),
        st.booleans(),
    ),
    st.builds(NpaCriteria, st.sampled_from(["919", "212"])),
    st.builds(TollFreeCriteria),
)


@given(_ANY_PLACE, st.integers(1, 5000))
def test_an_order_read_back_asks_for_what_was_wanted(place: Place, quantity: int) -> None:
    criteria = Criteria(place, quantity)

    document = document_of(V2.order(criteria, Part(1, quantity), REF))
    query = query_of(V2.search(criteria, quantity))

    assert _read_back(document) == criteria
    assert query["quantity"] == str(quantity)


def _read_back(order: Element) -> Criteria:
    """What such an order asks for, read by its element names alone."""
    fields = {each.name: each.text for each in order.walk() if not each.children}
    digits = fields.get("NpaNxx") or fields.get("NpaNxxX") or fields.get("AreaCode", "")
    quantity = int(fields["Quantity"])
    if digits:
        nearby = fields.get("EnableLCA") == "true"
        return Criteria(NpaCriteria(digits[:3], digits[3:], nearby), quantity)
    if "City" in fields:
        return Criteria(CityCriteria(fields["City"], fields["State"]), quantity)
    places: dict[str, Place] = {
        "State": StateCriteria(fields.get("State", "")),
        "Zip": ZipCriteria(fields.get("Zip", "")),
        "TollFreeWildCardPattern": TollFreeCriteria(),
    }
    return Criteria(next(places[name] for name in fields if name in places), quantity)


def test_an_account_in_a_path_is_encoded() -> None:
    strange = replace(V2, account_id="../1")

    assert strange.find(REF).path == "/accounts/..%2F1/orders"
