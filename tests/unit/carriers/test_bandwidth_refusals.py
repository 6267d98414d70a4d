"""What the refusals of the Numbers API mean: the whole table."""

from datetime import timedelta

import pytest

from bot.carriers.bandwidth_refusals_wire import meaning, refusal
from bot.carriers.exchange import Call
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NoCreditError,
    NumberTakenError,
    OutcomeUnknownError,
    PlaceUnknownError,
)
from tests.fakes import NOON
from tests.unit.carriers.bandwidth_shapes import (
    FIND,
    NUMBERS,
    ORDER,
    ORDER_CHOSEN,
    READ,
    READ_CHOSEN,
    RELEASE,
    SEARCH,
    answer,
    refused,
    response_status,
)

_SOON = str(int((NOON + timedelta(seconds=30)).timestamp()))
_ROWS: list[tuple[type[CarrierError], list[int]]] = [
    (CarrierRefusedError, [1003, 1006, 1011, 4003, 4004, 4008, 4010, 4014, 4020, 4021, 4022]),
    (CarrierRefusedError, [4023, 4024, 5001, 5002, 5007, 5008, 5009, 5017, 5018, 5052, 5072]),
    (CarrierRefusedError, [5093, 5095, 5168, *range(5522, 5528)]),
    (AccessDeniedError, [1001, 5000, 5011, 5012, 5016, 5020, 5021, 5022, 5023, 5051, 5062]),
    (AccessDeniedError, [5094, 5183]),
    (PlaceUnknownError, [4000, 4001, 4002, 4005, 4006, 4007]),
    (CarrierUnavailableError, [4009]),
    (OutcomeUnknownError, [1000, 5003, 5014, 5015, 5019, 5086]),
]


@pytest.mark.parametrize(
    ("code", "error"), [(str(code), error) for error, codes in _ROWS for code in codes]
)
def test_an_order_refused_with_this_code_means_this(code: str, error: type[CarrierError]) -> None:
    told = refusal(ORDER, answer(400, refused(code)))

    assert type(told) is error
    assert (told.status, told.code) == (400, code)
    assert told.user_message.startswith("Bandwidth")
    assert "A sentence of theirs" not in told.user_message


@pytest.mark.parametrize("code", ["5005", "5041", "5070", "5071"])
def test_only_a_chosen_number_can_be_gone(code: str) -> None:
    gone = answer(400, refused(code))

    assert type(refusal(ORDER_CHOSEN, gone)) is NumberTakenError
    assert type(refusal(ORDER, gone)) is CarrierRefusedError
    assert type(meaning(READ_CHOSEN, answer(200), [code])) is NumberTakenError
    assert type(meaning(READ, answer(200), [code])) is CarrierRefusedError


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("1000", CarrierRefusedError),
        ("5003", CarrierRefusedError),
        ("5019", CarrierRefusedError),
        ("5014", CarrierUnavailableError),
        ("5086", CarrierUnavailableError),
    ],
)
def test_an_order_that_has_ended_so_has_surely_done_nothing(
    code: str, error: type[CarrierError]
) -> None:
    assert type(meaning(READ, answer(200), [code])) is error


@pytest.mark.parametrize(
    "body",
    [
        refused("5016"),
        "<SearchResult><Error><Code>5016</Code><Description>x</Description></Error></SearchResult>",
        response_status("5016"),
        "<R><Errors><Code>5016</Code><Description>x</Description></Errors></R>",
        "<R><ErrorList><Error><Code>9999</Code></Error><Error><Code>5016</Code></Error></ErrorList></R>",
    ],
)
def test_a_code_is_found_in_documents_of_every_shape(body: str) -> None:
    assert refusal(ORDER, answer(400, body)).code == "5016"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AccessDeniedError),
        (402, NoCreditError),
        (403, AccessDeniedError),
        (404, AccessDeniedError),
    ],
)
@pytest.mark.parametrize("body", ["", "<html>", "<E><Code>401</Code></E>"])
def test_some_statuses_say_enough_by_themselves(
    status: int, error: type[CarrierError], body: str
) -> None:
    assert type(refusal(ORDER, answer(status, body))) is error


def test_an_order_that_is_not_there_is_no_matter_of_access() -> None:
    assert type(refusal(READ, answer(404, response_status("9001")))) is CarrierRefusedError


@pytest.mark.parametrize("status", [302, 400, 409, 415, 500, 502, 503])
@pytest.mark.parametrize("body", ["", "<html>", "not XML"])
def test_an_answer_that_is_not_documented_says_nothing_certain(status: int, body: str) -> None:
    assert type(refusal(ORDER, answer(status, body))) is OutcomeUnknownError
    assert type(refusal(SEARCH, answer(status, body))) is CarrierUnavailableError


def test_of_a_server_error_nobody_says_what_it_has_done() -> None:
    told = refusal(ORDER, answer(500, refused("5018")))

    assert (type(told), told.code) == (OutcomeUnknownError, "5018")


def test_too_many_calls_wait_for_the_time_that_is_named() -> None:
    told = refusal(ORDER, answer(429, headers={"x-ratelimit-reset": _SOON}))

    assert isinstance(told, CarrierUnavailableError)
    assert told.retry_at == NOON + timedelta(seconds=30)


def test_too_many_calls_without_a_time_may_come_from_something_between() -> None:
    assert type(refusal(ORDER, answer(429))) is OutcomeUnknownError


@pytest.mark.parametrize("call", [SEARCH, FIND, READ, RELEASE, NUMBERS])
def test_only_a_purchase_stays_unknown(call: Call) -> None:
    for status in (400, 429, 500):
        assert isinstance(refusal(call, answer(status)), CarrierUnavailableError)
