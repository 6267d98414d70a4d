"""What Catapult's refusals mean: one table from status and code to an error.

Source: the list of error codes of Catapult v1, docs/carriers.md. A code that stands in no row is
not trusted to mean that nothing was bought.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.carriers.bounded_json import Json, UnreadableError, read_json, text_of, the_object
from bot.carriers.exchange import Answer, Call
from bot.carriers.pace import reset_at
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

_Row = tuple[type[CarrierRefusedError], str]

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_RATE_CODES = frozenset({"rate-limit-reached", "too-many-requests"})

_COMBINATION = "Bandwidth does not search by this combination."
_VALUE = "Bandwidth did not accept a value of this request."
_CREDENTIALS = "Bandwidth does not accept our credentials."
_FORBIDDEN = "Bandwidth does not let our account do this."
_NO_USER = "Bandwidth does not know our user id."
_NOT_HELD = "Bandwidth: the account has no such number."
_PREPAID = "Bandwidth: the pre-paid account is not set up for this."
_TAKEN = "Bandwidth: the chosen number is no longer for sale."

_ROWS: Mapping[tuple[int, str], _Row] = {
    (400, "invalid-available-number-search"): (CarrierRefusedError, _COMBINATION),
    (400, "invalid-available-number-search-order"): (
        PartTooLargeError,
        "Bandwidth takes fewer numbers in one order.",
    ),
    (400, "invalid-zip-code"): (
        PlaceUnknownError,
        "Bandwidth knows no place with that ZIP code.",
    ),
    (400, "validation-error"): (CarrierRefusedError, _VALUE),
    (400, "missing-property"): (CarrierRefusedError, _VALUE),
    (401, "user-access-denied"): (AccessDeniedError, _FORBIDDEN),
    (401, "number-access-denied"): (AccessDeniedError, _FORBIDDEN),
    (401, "no-allocated-number"): (AccessDeniedError, _FORBIDDEN),
    (403, "invalid-rate-center"): (
        PlaceUnknownError,
        "Bandwidth knows no such city in that state.",
    ),
    (403, "insufficient-available-balance"): (
        NoCreditError,
        "Bandwidth: the account's balance is too low.",
    ),
    (403, "application-access-denied"): (AccessDeniedError, _FORBIDDEN),
    (404, "number-not-found"): (CarrierRefusedError, _NOT_HELD),
    (404, "user-not-found"): (AccessDeniedError, _NO_USER),
    (404, "application-not-found"): (CarrierRefusedError, _VALUE),
    (404, "resource-not-found"): (CarrierRefusedError, "Bandwidth has nothing at this address."),
    (404, "pre-pay-balance-not-found"): (CarrierRefusedError, _PREPAID),
    (404, "pre-pay-product-price-not-found"): (CarrierRefusedError, _PREPAID),
    (409, "duplicate-number"): (NumberTakenError, _TAKEN),
}

# For the one chosen number these mean that it is gone.
_ALLOCATE_ROWS: Mapping[tuple[int, str], _Row] = {
    (404, "number-not-found"): (NumberTakenError, _TAKEN),
}


def refusal(call: Call, answer: Answer) -> CarrierError:
    """The error that an answer other than success means."""
    code, told = _refused_with(answer)
    if answer.status == 429:  # noqa: PLR2004 - Too Many Requests
        return _rate_limited(call, answer, code, told)
    key = (answer.status, code)
    row = (_ALLOCATE_ROWS.get(key) if call.name == "allocate" else None) or _ROWS.get(key)
    if row is None and answer.status == 401:  # noqa: PLR2004 - Unauthorized; its body is undocumented
        row = (AccessDeniedError, _CREDENTIALS)
    if row is None:
        return lost(call, answer, code)
    error, sentence = row
    return error(sentence, code=code, status=answer.status)


def lost(call: Call, answer: Answer, code: str = "") -> CarrierError:
    """The error for an answer that says nothing certain."""
    if call.buys:
        sentence = "Bandwidth's answer does not say whether anything was bought."
        return OutcomeUnknownError(sentence, code=code, status=answer.status)
    sentence = "Bandwidth gave no usable answer."
    return CarrierUnavailableError(sentence, code=code, status=answer.status)


def _rate_limited(call: Call, answer: Answer, code: str, told: str) -> CarrierError:
    retry_at: datetime | None = reset_at(answer, told)
    if retry_at is None and code not in _RATE_CODES:
        # Perhaps from something in between, which may have passed the call on before.
        return lost(call, answer, code)
    sentence = "Bandwidth asks us to slow down."
    return CarrierUnavailableError(sentence, code=code, status=answer.status, retry_at=retry_at)


def _refused_with(answer: Answer) -> tuple[str, str]:
    """The code and the `rateLimitResetTime` of an error's body; empty where there is none."""
    try:
        body = the_object(read_json(answer.body))
        code = text_of(body, "code")
        return (code if _CODE.fullmatch(code) else ""), _detail(body, "rateLimitResetTime")
    except UnreadableError:
        return "", ""


def _detail(body: dict[str, Json], name: str) -> str:
    details = body.get("details")
    listed = details if isinstance(details, list) else []
    found = [one for one in listed if isinstance(one, dict) and one.get("name") == name]
    return text_of(found[0], "value") if found else ""
