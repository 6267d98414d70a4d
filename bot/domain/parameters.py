"""Criteria as the API's named parameters and back, every rule of the API checked.

Source: Catapult `availableNumbers` and its error list, docs/carriers.md.
"""

import re
import unicodedata
from collections.abc import Mapping

from bot.domain.criteria import (
    MAX_QUANTITY,
    CityCriteria,
    Criteria,
    CriteriaError,
    Digits,
    Match,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.telephone import TOLL_FREE_NPAS, is_npa
from bot.domain.us_states import state_code

NAMES = (
    "city", "state", "zip", "areaCode", "localNumber", "inLocalCallingArea", "tollFree",
    "quantity", "pattern", "containing", "ending", "starting",
)  # fmt: skip
_ZIP = re.compile(r"[0-9]{5}", re.ASCII)
_LOCAL = re.compile(r"[2-9][0-9]{2,3}", re.ASCII)
_QUANTITY = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_DIGITS = re.compile(r"[A-Za-z0-9]{1,10}", re.ASCII)
_PATTERN = re.compile(r"[A-Za-z0-9?*]{1,20}", re.ASCII)
_CITY = re.compile(r"[^\W\d_](?:[ .'-]{0,2}[^\W\d_]){0,39}\.?")
_INITIAL = re.compile(r"(?:(?<![a-z'])|(?<=\b[dlo]'))[a-z]", re.ASCII)
_DIGITS_HELP = {
    True: "A pattern has letters, digits, ? (one digit) and * (any digits), 20 at most.",
    False: "Digits to look for are letters and digits, 10 at most.",
}
_PLACES = ("state", "zip", "areaCode")


def to_parameters(criteria: Criteria) -> dict[str, str]:
    """The criteria under the API's parameter names; toll-free is `{"tollFree": "true"}`."""
    parameters = _place_parameters(criteria.place)
    parameters["quantity"] = str(criteria.quantity)
    if criteria.digits is not None:
        parameters[criteria.digits.match.value] = criteria.digits.text
    return parameters


def from_parameters(parameters: Mapping[str, str]) -> Criteria:
    """Criteria from the API's parameter names.

    Args:
        parameters: Among city, state, zip, areaCode, localNumber, inLocalCallingArea, tollFree,
            quantity (required), and one of pattern, containing, ending, starting.

    Raises:
        CriteriaError: A rule of the API is broken; the message names it.
    """
    return Criteria(
        place=_place(parameters),
        quantity=read_quantity(parameters.get("quantity", "")),
        digits=_digits(parameters),
    )


def read_quantity(text: str) -> int:
    """A quantity from 1 to 5000.

    Raises:
        CriteriaError: It is something else.
    """
    if not _QUANTITY.fullmatch(text) or int(text) > MAX_QUANTITY:
        raise CriteriaError(f"The quantity is a whole number from 1 to {MAX_QUANTITY}.")
    return int(text)


def city_name(text: str) -> str:
    """The city as cards show it: single spaces, and capitals where it was typed without."""
    city = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    if not city.isascii() or not (city.islower() or city.isupper()):
        return city
    return _INITIAL.sub(lambda found: found[0].upper(), city.lower())


def _place_parameters(place: Place) -> dict[str, str]:
    match place:
        case CityCriteria(city, state):
            return {"city": city, "state": state}
        case StateCriteria(state):
            return {"state": state}
        case ZipCriteria(zip_code):
            return {"zip": zip_code}
        case NpaCriteria(npa, local_number, nearby):
            local = {"localNumber": local_number} if local_number else {}
            return {"areaCode": npa} | local | ({"inLocalCallingArea": "true"} if nearby else {})
        case TollFreeCriteria():  # pragma: no branch - pyright proves that it is the last
            return {"tollFree": "true"}


def is_city(text: str) -> bool:
    """Whether the text can be a city's name; whether there is one, only the carrier knows."""
    return _CITY.fullmatch(text) is not None


def given_places(parameters: Mapping[str, str]) -> tuple[str, ...]:
    """Which of state, zip, areaCode and tollFree are asked for; the API wants exactly one.

    Raises:
        CriteriaError: tollFree is neither true nor false.
    """
    toll_free = ("tollFree",) if _is_true(parameters, "tollFree") else ()
    return (*(name for name in _PLACES if parameters.get(name)), *toll_free)


def _place(parameters: Mapping[str, str]) -> Place:
    given = given_places(parameters)
    if not given and parameters.get("city"):
        raise CriteriaError("Which state is that city in?")
    if not given:
        raise CriteriaError("Where? A city and state, a state, a ZIP code or an area code.")
    kind, *others = given
    if others:
        raise CriteriaError("Give just one of state, ZIP code, area code and toll-free.")
    _refuse_strays(parameters, kind)
    return _READERS[kind](parameters)


def _is_true(parameters: Mapping[str, str], name: str) -> bool:
    value = (parameters.get(name) or "false").lower()
    if value not in {"true", "false"}:
        raise CriteriaError(f"{name} is true or false.")
    return value == "true"


def _refuse_strays(parameters: Mapping[str, str], place: str) -> None:
    if parameters.get("city") and place != "state":
        raise CriteriaError("A city goes with a state, not with a ZIP code or an area code.")
    if parameters.get("localNumber") and place != "areaCode":
        raise CriteriaError("A local number needs an area code.")
    if _is_true(parameters, "inLocalCallingArea") and not parameters.get("localNumber"):
        raise CriteriaError("Nearby (inLocalCallingArea) needs an area code and a local number.")


def _read_state(parameters: Mapping[str, str]) -> Place:
    state = state_code(parameters["state"])
    if state is None:
        raise CriteriaError("That is not a US state.")
    city = city_name(parameters.get("city", ""))
    if not city:
        return StateCriteria(state)
    if not is_city(city):
        raise CriteriaError("A city's name has letters, spaces, hyphens and dots, 40 at most.")
    return CityCriteria(city, state)


def _read_zip(parameters: Mapping[str, str]) -> Place:
    if not _ZIP.fullmatch(parameters["zip"]):
        raise CriteriaError("A ZIP code has five digits.")
    return ZipCriteria(parameters["zip"])


def _read_npa(parameters: Mapping[str, str]) -> Place:
    npa, local = parameters["areaCode"], parameters.get("localNumber", "")
    if not is_npa(npa):
        raise CriteriaError("An area code has three digits and starts with 2 to 9.")
    if npa in TOLL_FREE_NPAS:
        raise CriteriaError(f"{npa} is toll-free: ask for toll-free numbers instead.")
    if local and not _LOCAL.fullmatch(local):
        raise CriteriaError("A local number is 3 or 4 digits and starts with 2 to 9.")
    return NpaCriteria(npa, local, _is_true(parameters, "inLocalCallingArea"))


def _read_toll_free(_parameters: Mapping[str, str]) -> Place:
    return TollFreeCriteria()


_READERS = {
    "state": _read_state,
    "zip": _read_zip,
    "areaCode": _read_npa,
    "tollFree": _read_toll_free,
}


def _digits(parameters: Mapping[str, str]) -> Digits | None:
    given = [match for match in Match if parameters.get(match.value)]
    if not given:
        return None
    if len(given) > 1:
        raise CriteriaError("Give just one of containing, ending, starting and pattern.")
    text = parameters[given[0].value].upper()
    allowed = _PATTERN if given[0] is Match.PATTERN else _DIGITS
    if not allowed.fullmatch(text) or not text.strip("?*"):
        raise CriteriaError(_DIGITS_HELP[given[0] is Match.PATTERN])
    return Digits(given[0], text)
