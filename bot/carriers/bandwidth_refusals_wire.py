"""What the refusals of Bandwidth's Numbers API mean: one table from code to an error.

Source: the error list of the Numbers API, docs/carriers.md. Codes stand in documents of several
shapes, and in answers of status 200 too.
"""

import re
from collections.abc import Mapping, Sequence

from bot.carriers.bounded_json import UnreadableError
from bot.carriers.bounded_xml import Element, read_xml
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
    PlaceUnknownError,
)

_Kind = type[CarrierRefusedError] | type[CarrierUnavailableError]
_Row = tuple[_Kind, str]

_CODE = re.compile(r"[0-9]{4,5}", re.ASCII)
# `Error` of searches and of lists, `ResponseStatus`, `Errors`: each holds a code and a description.
_CODE_NAMES = frozenset({"code", "errorcode"})
# They tell how an order stands, not what is wrong with it.
_NO_ERRORS = frozenset({"5520", "5521"})
# What a call that was refused so may have done is not said; an order that ended has done nothing.
_UNCERTAIN = frozenset({"1000", "5003", "5014", "5015", "5019", "5086"})
# Only where numbers were chosen can one of them be gone.
_OF_CHOSEN = frozenset({"order_chosen", "read_chosen"})

_VALUE = "Bandwidth did not accept a value of this request."
_COMBINATION = "Bandwidth does not search by this combination."
_TAKEN = "Bandwidth: the chosen number is no longer for sale."
_SOLD_OUT = "Bandwidth had not enough of these numbers. Ask for fewer, or for another place."
_SITE = "Bandwidth knows no such sub-account: BANDWIDTH_SITE_ID has to name one of the account."
_PEER = "Bandwidth knows no such location: BANDWIDTH_PEER_ID has to name one of the sub-account."
_NO_PEER = "Bandwidth: the sub-account has no default location. Set one, or BANDWIDTH_PEER_ID."
_ACCOUNT = "Bandwidth does not know our account, or does not open it to us: BANDWIDTH_ACCOUNT_ID."
_LOCKED = "Bandwidth has locked our account or sub-account. Ask Bandwidth to unlock it."
_NOT_SET_UP = "Bandwidth has not set our account up for ordering. Ask Bandwidth to do so."
_ROLE = "Bandwidth does not let our credentials do this: they need the role Numbers or Ordering."
_CREDENTIALS = "Bandwidth does not accept our credentials."
_CREDIT = "Bandwidth: the account's balance is too low."
_TOLL_FREE = "Bandwidth does not search toll-free numbers so. Ask for 4 to 7 letters or digits."
_TOO_MANY = "Bandwidth takes fewer numbers in one order. Ask for fewer."
_BACK_ORDER = "Bandwidth can't deliver so many here. Ask for fewer, or for another place."
_SYSTEM = "Bandwidth has trouble of its own."
_TIMED_OUT = "Bandwidth did not get the order done in time."

_ROWS: Mapping[str, _Row] = {
    "1000": (CarrierRefusedError, "Bandwidth has trouble of its own. Try again later."),
    "1001": (AccessDeniedError, _ROLE),
    "1003": (CarrierRefusedError, _VALUE),
    "1006": (CarrierRefusedError, _VALUE),
    "1011": (CarrierRefusedError, _VALUE),
    "4000": (PlaceUnknownError, "Bandwidth knows no such area code."),
    "4001": (PlaceUnknownError, "Bandwidth knows no such rate center."),
    "4002": (PlaceUnknownError, "Bandwidth knows no such exchange in that area code."),
    "4003": (CarrierRefusedError, _TOLL_FREE),
    "4004": (CarrierRefusedError, _TOLL_FREE),
    "4005": (PlaceUnknownError, "Bandwidth knows no such city in that state."),
    "4006": (PlaceUnknownError, "Bandwidth knows no such state."),
    "4007": (PlaceUnknownError, "Bandwidth knows no place with that ZIP code."),
    "4008": (CarrierRefusedError, "Bandwidth knows no such LATA."),
    "4009": (CarrierUnavailableError, _SYSTEM),
    "4010": (CarrierRefusedError, _COMBINATION),
    "4014": (CarrierRefusedError, "Bandwidth does not open this search to our account."),
    "4020": (CarrierRefusedError, _COMBINATION),
    "4021": (CarrierRefusedError, _COMBINATION),
    "4022": (CarrierRefusedError, _COMBINATION),
    "4023": (CarrierRefusedError, "Bandwidth sells no new numbers there. Ask for another place."),
    "4024": (
        CarrierRefusedError,
        "Bandwidth does not sell numbers of this tier to our account. Ask for another place.",
    ),
    "5000": (AccessDeniedError, _ACCOUNT),
    "5001": (CarrierRefusedError, "Bandwidth did not accept the list of numbers."),
    "5002": (CarrierRefusedError, _VALUE),
    "5003": (CarrierRefusedError, "Bandwidth could not set the numbers up. Try again later."),
    "5005": (NumberTakenError, _TAKEN),
    "5007": (CarrierRefusedError, _TOO_MANY),
    "5008": (CarrierRefusedError, "Bandwidth accepted none of the chosen numbers."),
    "5009": (CarrierRefusedError, "Bandwidth did not accept the quantity."),
    "5011": (AccessDeniedError, _NOT_SET_UP),
    "5012": (AccessDeniedError, _LOCKED),
    "5014": (CarrierUnavailableError, _TIMED_OUT),
    "5015": (CarrierUnavailableError, _TIMED_OUT),
    "5016": (AccessDeniedError, _SITE),
    "5017": (CarrierRefusedError, "Bandwidth had only a part of these numbers."),
    "5018": (CarrierRefusedError, _SOLD_OUT),
    "5019": (CarrierRefusedError, "Bandwidth did not finish the order."),
    "5020": (AccessDeniedError, _NO_PEER),
    "5021": (AccessDeniedError, _NOT_SET_UP),
    "5022": (AccessDeniedError, _SITE),
    "5023": (AccessDeniedError, _PEER),
    "5041": (NumberTakenError, _TAKEN),
    "5051": (AccessDeniedError, _ACCOUNT),
    "5052": (CarrierRefusedError, "Bandwidth did not accept our reference of the order."),
    "5062": (AccessDeniedError, _NO_PEER),
    "5070": (NumberTakenError, _TAKEN),
    "5071": (NumberTakenError, _TAKEN),
    "5072": (CarrierRefusedError, "Bandwidth was asked for the same number twice."),
    "5086": (CarrierUnavailableError, _TIMED_OUT),
    "5093": (CarrierRefusedError, "Bandwidth was asked for the same number twice."),
    "5094": (AccessDeniedError, _LOCKED),
    "5095": (CarrierRefusedError, _TOO_MANY),
    "5183": (AccessDeniedError, _NOT_SET_UP),
} | dict.fromkeys(map(str, range(5522, 5528)), (CarrierRefusedError, _BACK_ORDER))

# Where a body has no code that the table knows, or where there is none, as with a 403.
_STATUSES: Mapping[int, _Row] = {
    401: (AccessDeniedError, _CREDENTIALS),
    402: (NoCreditError, _CREDIT),
    403: (AccessDeniedError, _ROLE),
    404: (AccessDeniedError, _ACCOUNT),
}
_NO_SUCH_ORDER = "Bandwidth knows no such order of our account."
_OF_AN_ORDER = frozenset({"read", "read_chosen", "released"})


def codes_in(document: Element) -> tuple[str, ...]:
    """The error codes of a document, in order, wherever they stand."""
    texts = [each.text for each in document.walk() if each.name.lower() in _CODE_NAMES]
    return tuple(code for code in texts if _CODE.fullmatch(code) and code not in _NO_ERRORS)


def refusal(call: Call, answer: Answer) -> CarrierError:
    """The error that an answer other than success means."""
    if answer.status == 429:  # noqa: PLR2004 - Too Many Requests
        return _rate_limited(call, answer)
    codes = _codes_of(answer)
    if answer.status in _STATUSES and not _ROWS.keys() & set(codes):
        return _by_status(call, answer)
    if codes and answer.status < 500:  # noqa: PLR2004 - of a 5xx nobody says what it has done
        return refused_with(call, answer, codes)
    return lost(call, answer, *codes[:1])


def refused_with(call: Call, answer: Answer, codes: Sequence[str]) -> CarrierError:
    """The error that these codes mean, where they are the answer to this call."""
    error = meaning(call, answer, codes)
    if call.buys and error.code in _UNCERTAIN:
        return lost(call, answer, error.code)
    return error


def meaning(call: Call, answer: Answer, codes: Sequence[str]) -> CarrierError:
    """The error that the most telling of these codes means: the first that the table knows."""
    code = next((code for code in codes if code in _ROWS), codes[0])
    unknown = (CarrierRefusedError, f"Bandwidth refused this; it calls the reason {code}.")
    error, sentence = _ROWS.get(code, unknown)
    if error is NumberTakenError and call.name not in _OF_CHOSEN:
        error, sentence = CarrierRefusedError, _SOLD_OUT
    return error(sentence, code=code, status=answer.status)


def _by_status(call: Call, answer: Answer) -> CarrierError:
    error, sentence = _STATUSES[answer.status]
    if answer.status == 404 and call.name in _OF_AN_ORDER:  # noqa: PLR2004 - Not Found
        error, sentence = CarrierRefusedError, _NO_SUCH_ORDER
    return error(sentence, status=answer.status)


def lost(call: Call, answer: Answer, code: str = "") -> CarrierError:
    """The error for an answer that says nothing certain."""
    if call.buys:
        sentence = "Bandwidth's answer does not say whether anything was ordered."
        return OutcomeUnknownError(sentence, code=code, status=answer.status)
    sentence = "Bandwidth gave no usable answer."
    return CarrierUnavailableError(sentence, code=code, status=answer.status)


def _rate_limited(call: Call, answer: Answer) -> CarrierError:
    retry_at = reset_at(answer)
    if retry_at is None:
        # Perhaps from something in between, which may have passed the call on before.
        return lost(call, answer)
    sentence = "Bandwidth asks us to slow down."
    return CarrierUnavailableError(sentence, status=answer.status, retry_at=retry_at)


def _codes_of(answer: Answer) -> tuple[str, ...]:
    try:
        return codes_in(read_xml(answer.body))
    except UnreadableError:
        return ()
