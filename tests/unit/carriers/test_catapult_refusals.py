"""What Catapult's refusals mean: the whole table."""

from datetime import timedelta

import pytest

from bot.carriers.catapult_refusals_wire import refusal
from bot.carriers.exchange import Answer
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NoCreditError,
    NumberTakenError,
    OutcomeUnknownError,
    PartTooLargeError,
    PlaceUnknownError,
)
from tests.fakes import NOON
from tests.unit.carriers.shapes import ALLOCATE, GET, ORDER, SEARCH, answer, refused

_NOON_S = int(NOON.timestamp())
_SOON_S = str(_NOON_S + 30)
_SOON_MS = str((_NOON_S + 30) * 1000)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "invalid-available-number-search", CarrierRefusedError),
        (400, "invalid-available-number-search-order", PartTooLargeError),
        (400, "invalid-zip-code", PlaceUnknownError),
        (400, "validation-error", CarrierRefusedError),
        (400, "missing-property", CarrierRefusedError),
        (401, "user-access-denied", AccessDeniedError),
        (401, "number-access-denied", AccessDeniedError),
        (401, "no-allocated-number", AccessDeniedError),
        (401, "something-new", AccessDeniedError),
        (403, "invalid-rate-center", PlaceUnknownError),
        (403, "insufficient-available-balance", NoCreditError),
        (403, "application-access-denied", AccessDeniedError),
        (404, "number-not-found", CarrierRefusedError),
        (404, "user-not-found", AccessDeniedError),
        (404, "application-not-found", CarrierRefusedError),
        (404, "resource-not-found", CarrierRefusedError),
        (404, "pre-pay-balance-not-found", CarrierRefusedError),
        (404, "pre-pay-product-price-not-found", CarrierRefusedError),
        (409, "duplicate-number", NumberTakenError),
        (404, "order-number-quantity-unavailable", OutcomeUnknownError),
        (409, "duplicate-pre-pay-transaction", OutcomeUnknownError),
        (500, "pre-pay-transaction-error", OutcomeUnknownError),
        (503, "number-allocator-unavailable", OutcomeUnknownError),
        (503, "number-allocator-timeout", OutcomeUnknownError),
        (400, "something-new", OutcomeUnknownError),
        (400, "insufficient-available-balance", OutcomeUnknownError),
        (302, "", OutcomeUnknownError),
    ],
)
def test_an_order_refused_with_this_code_means_this(
    status: int, code: str, error: type[CarrierError]
) -> None:
    found = refusal(ORDER, refused(status, code))

    assert type(found) is error
    assert (found.status, found.code) == (status, code)
    assert "A sentence of the carrier" not in found.user_message


@pytest.mark.parametrize(("status", "code"), [(409, "duplicate-number"), (404, "number-not-found")])
def test_a_chosen_number_that_is_gone_is_taken(status: int, code: str) -> None:
    assert type(refusal(ALLOCATE, refused(status, code))) is NumberTakenError


def test_an_allocation_knows_the_other_codes_too() -> None:
    found = refusal(ALLOCATE, refused(403, "insufficient-available-balance"))

    assert type(found) is NoCreditError


@pytest.mark.parametrize(
    "got",
    [
        answer(500, b"<html>"),
        answer(404, b"<html>"),
        refused(503, "number-allocator-timeout"),
        answer(403, {"code": "<script>", "message": "x"}),
        answer(400, {"code": []}),
        answer(400, []),
        answer(429, b"<html>slow down</html>"),
    ],
)
def test_an_answer_that_is_not_documented_says_nothing_certain(got: Answer) -> None:
    assert type(refusal(ORDER, got)) is OutcomeUnknownError
    assert type(refusal(SEARCH, got)) is CarrierUnavailableError
    assert refusal(ORDER, got).code in {"", "number-allocator-timeout"}


@pytest.mark.parametrize("body", [None, b"<html>", {"message": "no"}])
def test_a_401_means_our_credentials_whatever_its_body(body: object) -> None:
    assert type(refusal(GET, answer(401, body))) is AccessDeniedError


@pytest.mark.parametrize(
    "got",
    [
        refused(429, "rate-limit-reached", **{"x-ratelimit-reset": _SOON_S}),
        refused(429, "rate-limit-reached", **{"x-ratelimit-reset": _SOON_MS}),
        answer(429, b"", {"x-ratelimit-reset": _SOON_MS}),
        answer(
            429,
            {
                "category": "too-many-requests",
                "code": "too-many-requests",
                "details": [
                    "nonsense",
                    {"name": "requestMethod", "value": "POST"},
                    {"name": "rateLimitResetTime", "value": _SOON_MS},
                ],
            },
        ),
        answer(
            429,
            b"",
            {"x-ratelimit-reset": str(_NOON_S + 90), "date": "Mon, 23 Nov 2026 12:01:00 GMT"},
        ),
    ],
)
def test_a_rate_limit_names_its_end_in_seconds_or_milliseconds_by_our_clock(got: Answer) -> None:
    found = refusal(ORDER, got)

    assert isinstance(found, CarrierUnavailableError)
    assert found.retry_at == NOON + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("header", "wait"),
    [(str(_NOON_S - 60), timedelta()), ("9999999999999", timedelta(minutes=15))],
)
def test_a_reset_in_the_past_or_far_ahead_is_bounded(header: str, wait: timedelta) -> None:
    found = refusal(ORDER, answer(429, b"", {"x-ratelimit-reset": header}))

    assert isinstance(found, CarrierUnavailableError)
    assert found.retry_at == NOON + wait


@pytest.mark.parametrize("details", [None, "text", [], [{"name": "rateLimitResetTime"}]])
def test_a_documented_rate_limit_without_a_time_is_tried_later(details: object) -> None:
    found = refusal(ORDER, answer(429, {"code": "rate-limit-reached", "details": details}))

    assert isinstance(found, CarrierUnavailableError)
    assert found.retry_at is None
