"""What Catapult's answers are read as."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carriers import catapult_answers_wire as wire
from bot.carriers.catapult_answers_wire import Account
from bot.carriers.exchange import Answer, Call
from bot.domain.errors import (
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    OutcomeUnknownError,
)
from bot.domain.purchase import Bought, Offer
from tests.fakes import NOON
from tests.unit.carriers.shapes import (
    ALLOCATE,
    FREE,
    GET,
    HELD,
    LIST,
    ORDER,
    ORDERED,
    SEARCH,
    answer,
)


def test_a_search_names_number_price_and_place() -> None:
    (offer,) = wire.read_offers(SEARCH, answer(200, [FREE]))

    assert offer == Offer("+19195550142", Decimal("0.60"), "CARY", "NC")


def test_a_search_may_find_nothing() -> None:
    assert wire.read_offers(SEARCH, answer(200, [])) == ()


def test_a_search_skips_numbers_of_other_countries() -> None:
    assert wire.read_offers(SEARCH, answer(200, [{"number": "+442071838750"}])) == ()


def test_fields_may_be_absent() -> None:
    (offer,) = wire.read_offers(SEARCH, answer(200, [{"number": "+18445550142"}]))

    assert offer == Offer("+18445550142")


def test_the_rate_center_stands_in_for_an_absent_city() -> None:
    (offer,) = wire.read_offers(SEARCH, answer(200, [FREE | {"city": None}]))

    assert offer.city == "CARY"


@pytest.mark.parametrize(
    ("price", "read"),
    [
        (b'"0.35"', Decimal("0.35")),
        (b"0.35", Decimal("0.35")),
        (b"2", Decimal(2)),
        (b'"0.60000"', Decimal("0.60000")),
        (b'"-0.10"', None),
        (b'"$0.60"', None),
        (b"1e999999999", None),
        (b"null", None),
        (b"[]", None),
    ],
)
def test_a_price_is_read_from_text_and_from_a_number(price: bytes, read: Decimal | None) -> None:
    body = b'[{"number": "+19195550142", "price": ' + price + b"}]"

    (offer,) = wire.read_offers(SEARCH, answer(200, body))

    assert offer.price == read


def test_an_order_brings_each_number_with_the_id_from_its_location() -> None:
    (bought,) = wire.read_order(ORDER, answer(201, [ORDERED]))

    assert bought == Bought("+19195550142", carrier_id="n-abc", price=Decimal("0.60"))


def test_an_order_may_bring_fewer_or_more_and_each_number_counts_once() -> None:
    more = [
        ORDERED,
        ORDERED,
        ORDERED | {"number": "+19195550143"},
        ORDERED | {"number": "+19195550144"},
    ]

    bought = wire.read_order(ORDER, answer(200, more))

    assert [one.tn[-1] for one in bought] == ["2", "3", "4"]


@pytest.mark.parametrize(
    "location", [None, "", "n-abc", "https://api.example/v1//", "https://api.example/n abc", "/a/ü"]
)
def test_an_odd_location_leaves_the_id_empty(location: str | None) -> None:
    (bought,) = wire.read_order(ORDER, answer(201, [ORDERED | {"location": location}]))

    assert bought.carrier_id == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Bad gateway</html>",
        b"[" * 100_000,
        b'"text"',
        b"{}",
        b"[1]",
        b"[{}]",
        b'[{"number": 5}]',
        b'[{"number": NaN}]',
        b"\xff\xfe\x00",
        b"[]",
        b'[{"number": "+442071838750"}]',
    ],
)
def test_an_order_answered_unreadably_or_without_numbers_stays_unknown(body: bytes) -> None:
    with pytest.raises(OutcomeUnknownError):
        wire.read_order(ORDER, answer(201, body))


def test_a_search_answered_unreadably_is_tried_later() -> None:
    with pytest.raises(CarrierUnavailableError):
        wire.read_offers(SEARCH, answer(200, b"{}"))


@pytest.mark.parametrize("status", [200, 201])
def test_an_allocation_brings_the_id_from_a_relative_location(status: int) -> None:
    headers = {"location": "/v1/users/u-12/phoneNumbers/n-abc"}

    assert wire.read_allocated(ALLOCATE, answer(status, headers=headers)) == "n-abc"


def test_an_allocation_without_location_stays_unknown() -> None:
    with pytest.raises(OutcomeUnknownError):
        wire.read_allocated(ALLOCATE, answer(201))


def test_a_page_of_numbers_has_all_but_released_and_foreign_ones() -> None:
    foreign = HELD | {"number": "+442071838750"}
    released = HELD | {"number": "+19195550143", "numberState": "released"}
    bare = {"number": "+19195550144"}

    page = wire.read_numbers(LIST, answer(200, [HELD, foreign, released, bare]))

    assert page == (
        Bought(
            "+19195550142",
            carrier_id="n-abc",
            price=Decimal("0.60"),
            created_at=datetime(2026, 11, 23, 11, 59, 58, 374000, UTC),
            city="CARY",
            state="NC",
            name="01JD-1-1",
        ),
        Bought("+19195550144"),
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-23T12:00:00Z", NOON),
        ("2026-11-23T12:00:00.000Z", NOON),
        ("2026-11-23T12:00:00", NOON),
        ("2026-11-23T07:00:00-05:00", NOON),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_with_and_without_milliseconds(text: str, read: datetime | None) -> None:
    held = wire.read_number(GET, answer(200, HELD | {"createdTime": text}))

    assert held.created_at == read


@pytest.mark.parametrize("change", [{"numberState": "released"}, {"number": "+442071838750"}])
def test_a_number_that_is_no_longer_held_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(CarrierRefusedError) as caught:
        wire.read_number(GET, answer(200, HELD | change))

    assert caught.value.code == "number-not-found"


def test_texts_lose_what_cannot_be_stored_and_are_bounded() -> None:
    held = wire.read_number(GET, answer(200, HELD | {"name": "a\x00b\ud800c" + "d" * 200}))

    assert held.name.startswith("abcd")
    assert len(held.name) <= 100


@pytest.mark.parametrize(
    ("body", "account"),
    [
        (
            {"balance": "538.37250", "accountType": "pre-pay"},
            Account(Decimal("538.37250"), "pre-pay"),
        ),
        ({"balance": "-1.5", "accountType": "post-pay"}, Account(Decimal("-1.5"), "post-pay")),
        ({}, Account(None, "")),
    ],
)
def test_an_account_has_a_balance_and_a_type(body: object, account: Account) -> None:
    assert wire.read_account(GET, answer(200, body)) == account


def test_success_without_content_is_success() -> None:
    wire.read_nothing(GET, answer(200))


@pytest.mark.parametrize("status", [202, 204, 302])
def test_another_success_or_a_redirect_is_not_taken_for_success(status: int) -> None:
    with pytest.raises(OutcomeUnknownError):
        wire.read_order(ORDER, answer(status, [ORDERED]))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*FREE, *HELD, "code", "details", "location", "value", "x"]),
            inner | st.sampled_from(["+19195550142", "rateLimitResetTime", "0.60"]),
            max_size=8,
        )
    ),
)
_BODIES = st.binary(max_size=200) | _JSON.map(lambda value: json.dumps(value).encode())
_HEADERS = st.dictionaries(
    st.sampled_from(["date", "link", "location", "x-ratelimit-reset"]),
    st.text(max_size=40) | st.from_regex(r"[0-9]{8,14}", fullmatch=True),
)
_ANSWERS = st.builds(Answer, st.integers(100, 599), _HEADERS, _BODIES, st.just(NOON))


_READERS: list[tuple[Call, Callable[[Call, Answer], object]]] = [
    (SEARCH, wire.read_offers),
    (ORDER, wire.read_order),
    (ALLOCATE, wire.read_allocated),
    (LIST, wire.read_numbers),
    (GET, wire.read_number),
    (GET, wire.read_account),
    (GET, wire.read_nothing),
]


@given(_ANSWERS)
def test_any_answer_is_read_or_refused_with_a_carriers_error(got: Answer) -> None:
    refused = [(call, _error(reader, call, got)) for call, reader in _READERS]

    for call, error in refused:
        assert error is None or error.status == got.status
        assert not isinstance(error, OutcomeUnknownError) or call.buys


def _error(
    reader: Callable[[Call, Answer], object], call: Call, got: Answer
) -> CarrierError | None:
    try:
        reader(call, got)
    except CarrierError as error:
        return error
    return None
