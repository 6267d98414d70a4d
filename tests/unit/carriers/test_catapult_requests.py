"""What is sent for what is wanted."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carriers import catapult_wire as wire
from bot.carriers.exchange import Group
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
from bot.domain.errors import CarrierUnavailableError
from bot.domain.parameters import from_parameters
from tests.unit.carriers.shapes import LIST, answer

_ROOT = "https://api.example"
_PATH = "/v1/users/u-12/phoneNumbers"


@pytest.mark.parametrize(
    ("place", "query"),
    [
        (CityCriteria("St. Louis", "MO"), "city=St.%20Louis&state=MO&quantity=2"),
        (StateCriteria("NC"), "state=NC&quantity=2"),
        (ZipCriteria("27513"), "zip=27513&quantity=2"),
        (NpaCriteria("919"), "areaCode=919&quantity=2"),
        (NpaCriteria("919", "555"), "areaCode=919&localNumber=555&quantity=2"),
        (
            NpaCriteria("919", "5551", nearby=True),
            "areaCode=919&localNumber=5551&inLocalCallingArea=true&quantity=2",
        ),
        (NpaCriteria("919", nearby=True), "areaCode=919&quantity=2"),
    ],
)
def test_every_parameter_travels_in_the_query_under_its_api_name(place: Place, query: str) -> None:
    search = wire.search_call(Criteria(place, 7), 2)
    order = wire.order_call(Criteria(place, 2))

    assert search.target == f"/v1/availableNumbers/local?{query}"
    assert order.target == search.target
    assert (search.method, order.method, order.body) == ("GET", "POST", b"")


def test_toll_free_has_its_own_path_and_only_a_quantity() -> None:
    call = wire.order_call(Criteria(TollFreeCriteria(), 3))

    assert call.target == "/v1/availableNumbers/tollFree?quantity=3"


@pytest.mark.parametrize(
    ("digits", "encoded"),
    [
        (Digits(Match.PATTERN, "*2?9*"), "%2A2%3F9%2A"),
        (Digits(Match.ENDING, "2020"), "%2A2020"),
        (Digits(Match.CONTAINING, "CALL"), "%2ACALL%2A"),
    ],
)
def test_digits_travel_as_an_encoded_pattern_on_a_search_only(digits: Digits, encoded: str) -> None:
    criteria = Criteria(StateCriteria("NC"), 1, digits)

    assert wire.search_call(criteria, 1).target.endswith(f"?state=NC&quantity=1&pattern={encoded}")
    assert "pattern" not in wire.order_call(criteria).target


def test_a_number_in_a_path_has_its_plus_encoded() -> None:
    assert wire.get_call("u-12", "+19195550142").target == f"{_PATH}/%2B19195550142"
    assert wire.release_call("u-12", "n-abc").target == f"{_PATH}/n-abc"
    assert wire.account_call("u/../x").target == "/v1/users/u%2F..%2Fx/account"


def test_an_allocation_names_the_number_and_its_reference() -> None:
    call = wire.allocate_call("u-12", "+19195550142", "ref-1-1")

    assert (call.method, call.target) == ("POST", _PATH)
    assert json.loads(call.body) == {"number": "+19195550142", "name": "ref-1-1"}


def test_signing_changes_only_the_name() -> None:
    call = wire.sign_call("u-12", "n-abc", "ref-1-1")

    assert (call.method, call.target) == ("POST", f"{_PATH}/n-abc")
    assert json.loads(call.body) == {"name": "ref-1-1"}


def test_only_calls_that_buy_count_as_purchases() -> None:
    criteria = Criteria(StateCriteria("NC"), 1)

    assert wire.order_call(criteria).buys
    assert wire.allocate_call("u-12", "+19195550142", "r").buys
    assert not wire.search_call(criteria, 1).buys
    assert wire.sign_call("u-12", "n-abc", "r").group is Group.OTHER


_PLACES = st.one_of(
    st.builds(
        CityCriteria,
        st.from_regex(r"[A-Z][a-zé]{1,9}( [A-Z][a-z]{1,9})?", fullmatch=True),
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
)
_DIGITS = st.none() | st.builds(
    Digits, st.just(Match.PATTERN), st.from_regex(r"[A-Z0-9?*]{0,9}[0-9]", fullmatch=True)
)


@given(st.builds(Criteria, _PLACES, st.integers(1, 5000), _DIGITS))
def test_a_search_read_back_from_its_address_is_what_was_asked(criteria: Criteria) -> None:
    target = wire.search_call(criteria, criteria.quantity).target

    read = dict(parse_qsl(urlsplit(target).query, strict_parsing=True))

    assert from_parameters(read) == criteria


def test_the_next_page_is_the_links_query_on_our_own_address() -> None:
    first = f'<{_ROOT}{_PATH}?page=0&size=9>; rel="first"'
    link = f'{first}, <{_ROOT}{_PATH}?page=1&size=9&name=a%2Bb>; rel="next"'

    call = wire.next_call(LIST, answer(200, [], {"link": link}), _ROOT)

    assert call is not None
    assert call.target == f"{_PATH}?page=1&size=9&name=a%2Bb"


@pytest.mark.parametrize("link", ["", f'<{_ROOT}{_PATH}?page=0>; rel="first"', "nonsense"])
def test_without_a_next_link_the_list_ends(link: str) -> None:
    assert wire.next_call(LIST, answer(200, [], {"link": link}), _ROOT) is None


@pytest.mark.parametrize(
    "address",
    [
        f"https://evil.example{_PATH}?page=1",
        f"http://api.example{_PATH}?page=1",
        f"https://api.example:444{_PATH}?page=1",
        f"https://api.example@evil.example{_PATH}?page=1",
        f"{_ROOT}/v1/users/u-13/phoneNumbers?page=1",
        f"{_PATH}?page=1",
        f"{_ROOT}{_PATH}?" + "&".join(["a=1"] * 21),
        "https://[broken",
    ],
)
def test_a_next_link_that_leads_elsewhere_is_never_followed(address: str) -> None:
    page = answer(200, [], {"link": f'<{address}>; rel="next"'})

    with pytest.raises(CarrierUnavailableError):
        wire.next_call(LIST, page, _ROOT)
