"""What the answers of the Numbers API are read as."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carriers import bandwidth_answers_wire as wire
from bot.carriers.bandwidth_token_wire import read_token, token_call
from bot.carriers.exchange import Answer, Call
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NumberTakenError,
    OutcomeUnknownError,
    PlaceUnknownError,
)
from bot.domain.purchase import Bought, Offer, Receipt, Stage
from tests.fakes import NOON
from tests.unit.carriers.bandwidth_shapes import (
    DETAILS,
    FIND,
    FREE,
    IN_SERVICE,
    NUMBERS,
    ORDER,
    OTHER_TN,
    READ,
    READ_CHOSEN,
    RECEIVED,
    REF,
    RELEASE,
    RELEASED,
    SEARCH,
    TN,
    answer,
    ended,
    found,
    refused,
    response_status,
)

_TOKEN = token_call("/token")
_AT = datetime(2026, 11, 23, 12, 0, 1, tzinfo=UTC)
_BODIES = (
    FREE,
    RECEIVED,
    ended("PARTIAL", "9195550142", codes=("5005",)),
    found(("0b-1", REF)),
    response_status("1001"),
    '{"access_token": "t", "expires_in": 3600}',
)


def test_a_search_names_numbers_and_places_but_no_price() -> None:
    offers = wire.read_offers(SEARCH, answer(200, FREE))

    assert offers == (Offer(TN, None, "CARY", "NC"), Offer(OTHER_TN, None, "APEX", "NC"))


@pytest.mark.parametrize("count", [1, 3])
def test_one_bare_number_and_many_are_both_a_list(count: int) -> None:
    numbers = "".join(f"<TelephoneNumber>919555014{i}</TelephoneNumber>" for i in range(count))
    body = f"<SearchResult><TelephoneNumberList>{numbers}</TelephoneNumberList></SearchResult>"

    assert len(wire.read_offers(SEARCH, answer(200, body))) == count


@pytest.mark.parametrize(
    "body",
    [
        "<SearchResult/>",
        "<SearchResult><ResultCount>0</ResultCount></SearchResult>",
        FREE.replace("9195550142", "+442071838750").replace("+19195550177", "+442071838751"),
    ],
)
def test_a_search_may_find_nothing(body: str) -> None:
    assert wire.read_offers(SEARCH, answer(200, body)) == ()


def test_an_error_in_a_successful_search_is_a_refusal() -> None:
    body = (
        "<SearchResult><Error><Code>4005</Code><Description>x</Description></Error></SearchResult>"
    )

    with pytest.raises(PlaceUnknownError):
        wire.read_offers(SEARCH, answer(200, body))


@pytest.mark.parametrize("body", ["", "{}", "<!DOCTYPE a><SearchResult/>"])
def test_an_unreadable_search_is_tried_later(body: str) -> None:
    with pytest.raises(CarrierUnavailableError):
        wire.read_offers(SEARCH, answer(200, body))


def test_an_accepted_order_has_bandwidths_id_and_our_reference() -> None:
    order = wire.read_order(ORDER, answer(201, RECEIVED))

    assert order == wire.Order(Receipt((), Stage.ACCEPTED, "0b-1"), REF)


@pytest.mark.parametrize("status", ["RECEIVED", "PROCESSING", "", "SOMETHING_NEW"])
def test_an_order_that_is_not_said_to_have_ended_is_open(status: str) -> None:
    body = RECEIVED.replace("RECEIVED", status)

    assert wire.read_order(ORDER, answer(201, body)).receipt.stage is Stage.ACCEPTED


def test_the_id_of_an_order_may_stand_in_the_location_alone() -> None:
    body = RECEIVED.replace("<id>0b-1</id>", "")
    location = {"location": "https://api.example/api/v2/accounts/9500001/orders/0b-2?x=1"}

    assert wire.read_order(ORDER, answer(201, body, location)).receipt.carrier_order == "0b-2"


@pytest.mark.parametrize("body", ["", "<html>", "<OrderResponse/>", RECEIVED.replace("0b-1", "")])
def test_an_order_whose_id_is_not_told_stays_unknown(body: str) -> None:
    with pytest.raises(OutcomeUnknownError):
        wire.read_order(ORDER, answer(201, body))


def test_errors_without_an_id_are_a_refusal_whatever_the_status() -> None:
    with pytest.raises(AccessDeniedError) as caught:
        wire.read_order(ORDER, answer(200, refused("5016")))

    assert caught.value.code == "5016"


def test_a_back_order_is_open_and_called_so() -> None:
    receipt = wire.read_order(READ, answer(200, ended("BACKORDERED", codes=("5520",)))).receipt

    assert (receipt.stage, receipt.short) == (Stage.BACKORDERED, None)


@pytest.mark.parametrize("status", ["COMPLETE", "COMPLETED", "Complete"])
def test_a_complete_order_brings_its_numbers(status: str) -> None:
    order = wire.read_order(READ, answer(200, ended(status, "9195550142", OTHER_TN)))

    assert order.receipt == Receipt((Bought(TN, created_at=_AT), Bought(OTHER_TN, created_at=_AT)))
    assert order.reference == REF


def test_numbers_come_with_their_places_where_these_are_told() -> None:
    body = ended("COMPLETE", count=1).replace("<CompletedNumbers>", f"<CompletedNumbers>{DETAILS}")

    (bought,) = wire.read_order(READ, answer(200, body)).receipt.bought

    assert (bought.tn, bought.city, bought.state) == (TN, "CARY", "NC")


def test_a_partial_order_says_why_the_rest_is_missing() -> None:
    body = ended("PARTIAL", "9195550142", codes=("5005", "5005"))

    plain = wire.read_order(READ, answer(200, body)).receipt
    chosen = wire.read_order(READ_CHOSEN, answer(200, body)).receipt

    assert [each.tn for each in plain.bought] == [TN]
    assert (type(plain.short), type(chosen.short)) == (CarrierRefusedError, NumberTakenError)


@pytest.mark.parametrize(("codes", "code"), [(("5018",), "5018"), ((), "")])
def test_a_failed_order_has_brought_nothing_for_a_reason(codes: tuple[str, ...], code: str) -> None:
    receipt = wire.read_order(READ, answer(200, ended("FAILED", codes=codes))).receipt

    assert (receipt.stage, receipt.bought) == (Stage.ENDED, ())
    assert isinstance(receipt.short, CarrierRefusedError)
    assert receipt.short.code == code


@pytest.mark.parametrize(
    "body",
    [
        ended("COMPLETE"),
        ended("PARTIAL", codes=("5005",)),
        ended("COMPLETE", "9195550142", count=2),
        "<OrderResponse/>",
    ],
)
def test_an_ended_order_that_does_not_name_its_numbers_is_looked_at_again(body: str) -> None:
    with pytest.raises(CarrierUnavailableError):
        wire.read_order(READ, answer(200, body))


def test_orders_are_found_with_their_references() -> None:
    body = found(("0b-1", REF), ("0b-2", ""))

    assert wire.read_found(FIND, answer(200, body)) == (("0b-1", REF), ("0b-2", ""))
    upper = found(("0b-1", REF)).replace("orderId>", "OrderId>")
    assert wire.read_found(FIND, answer(200, upper)) == (("0b-1", REF),)


@pytest.mark.parametrize(
    ("status", "body"), [(200, found()), (404, response_status("9001")), (404, "<Error/>")]
)
def test_an_order_that_is_surely_not_there_is_not_found(status: int, body: str) -> None:
    assert wire.read_found(FIND, answer(status, body)) == ()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, ""),
        (404, "<html><body>Not Found</body></html>"),
        (404, '{"error": "no route"}'),
        (200, "<ResponseSelectWrapper/>"),
        (200, found(("", REF))),
        (200, found(total=1)),
        (200, ""),
        (503, found()),
    ],
)
def test_an_answer_that_only_looks_like_none_is_no_finding(status: int, body: str) -> None:
    with pytest.raises(CarrierUnavailableError):
        wire.read_found(FIND, answer(status, body))


def test_a_disconnect_is_taken_on_and_then_done() -> None:
    begun = "<D><orderRequest><id>0d-1</id></orderRequest><OrderStatus>RECEIVED</OrderStatus></D>"
    done = begun.replace("RECEIVED", "COMPLETE").replace(
        "<OrderStatus>",
        "<DisconnectedTelephoneNumberList><TelephoneNumber>9195550142</TelephoneNumber>"
        "</DisconnectedTelephoneNumberList><OrderStatus>",
    )

    assert wire.read_release(RELEASE, answer(201, begun)) == "0d-1"
    assert wire.read_released(RELEASED, answer(200, done)) == (TN,)
    with pytest.raises(CarrierUnavailableError):
        wire.read_released(RELEASED, answer(200, begun))


def test_a_disconnect_that_failed_says_why() -> None:
    body = ended("FAILED", codes=("5001",))

    with pytest.raises(CarrierRefusedError) as caught:
        wire.read_released(RELEASED, answer(200, body))
    with pytest.raises(CarrierRefusedError):
        wire.read_release(RELEASE, answer(200, body))

    assert caught.value.code == "5001"


_LISTED = """
    <TelephoneNumbersResponse>
      <TelephoneNumberCount>3</TelephoneNumberCount>
      <Links>
        <first>Link=&lt;https://h:443/api/tns?accountId=1&amp;page=1&amp;size=2&gt;;rel="first";</first>
        <next>
          Link=&lt;https://h:443/api/tns?accountId=1&amp;page=2%2B9&amp;size=2&gt;;rel="next";
        </next>
      </Links>
      <TelephoneNumbers>
        <TelephoneNumber>
          <City>CARY</City><State>NC</State><FullNumber>9195550142</FullNumber>
          <Status>Inservice</Status><InServiceDate>2026-11-23T12:00:01.000Z</InServiceDate>
        </TelephoneNumber>
        <TelephoneNumber><FullNumber>9195550177</FullNumber><Status>Aging</Status></TelephoneNumber>
      </TelephoneNumbers>
    </TelephoneNumbersResponse>"""


def test_a_page_of_numbers_leaves_out_those_given_back_and_names_the_next() -> None:
    page = wire.read_page(NUMBERS, answer(200, _LISTED))

    assert page == wire.Page((Bought(TN, created_at=_AT, city="CARY", state="NC"),), "2+9")


def test_numbers_in_service_come_bare_and_perhaps_not_at_all() -> None:
    body = (
        "<TNs><TotalCount>1</TotalCount><TelephoneNumbers><Count>1</Count>"
        "<TelephoneNumber>9195550142</TelephoneNumber></TelephoneNumbers></TNs>"
    )

    assert wire.read_page(IN_SERVICE, answer(200, body)) == wire.Page((Bought(TN),), "")
    assert wire.read_page(IN_SERVICE, answer(204)) == wire.Page((), "")


@pytest.mark.parametrize("body", ["<TNs/>", "", response_status("1006")])
def test_a_list_without_numbers_is_no_list(body: str) -> None:
    with pytest.raises((CarrierUnavailableError, CarrierRefusedError)):
        wire.read_page(NUMBERS, answer(200, body))


@pytest.mark.parametrize(
    ("body", "lives_s"),
    [
        ('{"access_token": "t-1", "expires_in": 1800, "token_type": "bearer"}', 1800),
        ('{"access_token": "t-1", "expires_in": "900"}', 900),
        ('{"access_token": "t-1"}', 3600),
        ('{"access_token": "t-1", "expires_in": -5}', 3600),
    ],
)
def test_a_token_lives_as_long_as_is_said_or_an_hour(body: str, lives_s: int) -> None:
    issued = read_token(_TOKEN, answer(200, body))

    assert (issued.value, issued.lives_s) == ("t-1", lives_s)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_client_that_is_not_known_is_denied(status: int) -> None:
    with pytest.raises(AccessDeniedError):
        read_token(_TOKEN, answer(status, '{"error": "invalid_client"}'))


@pytest.mark.parametrize(
    ("status", "body"), [(200, "<html>"), (200, "{}"), (200, "[]"), (404, ""), (429, ""), (503, "")]
)
def test_a_token_that_does_not_come_is_fetched_later(status: int, body: str) -> None:
    with pytest.raises(CarrierUnavailableError):
        read_token(_TOKEN, answer(status, body))


_ANSWERS = st.builds(
    Answer,
    st.sampled_from([200, 201, 204, 302, 400, 401, 404, 429, 500]),
    st.dictionaries(
        st.sampled_from(["location", "x-ratelimit-reset", "date"]), st.text(max_size=40)
    ),
    st.binary(max_size=200)
    | st.sampled_from(_BODIES).map(str.encode)
    | st.sampled_from(_BODIES).flatmap(
        lambda body: st.integers(0, len(body)).map(lambda cut: body[:cut].encode())
    ),
    st.just(NOON),
)


@pytest.mark.parametrize(
    ("call", "reader"),
    [
        (SEARCH, wire.read_offers),
        (ORDER, wire.read_order),
        (READ, wire.read_order),
        (FIND, wire.read_found),
        (RELEASE, wire.read_release),
        (RELEASED, wire.read_released),
        (NUMBERS, wire.read_page),
        (_TOKEN, read_token),
    ],
)
@given(_ANSWERS)
def test_any_answer_is_read_or_refused_with_a_carriers_error(
    call: Call, reader: Callable[[Call, Answer], object], got: Answer
) -> None:
    error = _error(reader, call, got)

    assert not isinstance(error, OutcomeUnknownError) or call.buys


def _error(
    reader: Callable[[Call, Answer], object], call: Call, got: Answer
) -> CarrierError | None:
    try:
        reader(call, got)
    except CarrierError as error:
        return error
    return None
