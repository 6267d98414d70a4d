"""The parameters of availableNumbers and the API's rules for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.carrier.catapult.errors import order_error, search_error, validation_error
from sandbox.carrier.catapult.pattern import Pattern, parse_pattern
from sandbox.carrier.places import STATES
from sandbox.carrier.where import InAreaCode, InCity, InState, InZip, TollFree, Where

SEARCH_MAXIMUM = 5000
"""Most numbers a search, as documented."""

SEARCH_DEFAULT = 10
"""Numbers when a local call or a search gives no quantity, as documented."""

TOLL_FREE_ORDER_DEFAULT = 1
"""Numbers when a toll-free order gives no quantity, as documented."""

_EXCLUSIVE = (
    ("city", "zip"),
    ("city", "areaCode"),
    ("city", "localNumber"),
    ("zip", "state"),
    ("zip", "areaCode"),
    ("zip", "localNumber"),
    ("state", "areaCode"),
    ("state", "localNumber"),
)
_AREA_CODE = re.compile(r"[0-9]{3}")
_LOCAL_NUMBER = re.compile(r"[0-9]{3,4}")
_QUANTITY = re.compile(r"-?[0-9]{1,9}")
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Numbers that somebody searches or orders."""

    where: Where
    quantity: int
    pattern: Pattern | None = None


def local_search(parameters: Mapping[str, str]) -> Wanted:
    """Read `GET availableNumbers/local`.

    Raises:
        CatapultError: A rule of the API is broken.
    """
    where = _where(parameters)
    return Wanted(where, _search_quantity(parameters), _pattern(parameters))


def local_order(parameters: Mapping[str, str], maximum: int) -> Wanted:
    """Read `POST availableNumbers/local`.

    Raises:
        CatapultError: A rule of the API is broken.
    """
    where = _where(parameters)
    return Wanted(where, _order_quantity(parameters, SEARCH_DEFAULT, maximum))


def toll_free_search(parameters: Mapping[str, str]) -> Wanted:
    """Read `GET availableNumbers/tollFree`.

    Raises:
        CatapultError: A rule of the API is broken.
    """
    return Wanted(TollFree(), _search_quantity(parameters), _pattern(parameters))


def toll_free_order(parameters: Mapping[str, str], maximum: int) -> Wanted:
    """Read `POST availableNumbers/tollFree`.

    Raises:
        CatapultError: A rule of the API is broken.
    """
    return Wanted(TollFree(), _order_quantity(parameters, TOLL_FREE_ORDER_DEFAULT, maximum))


def _where(parameters: Mapping[str, str]) -> Where:
    for one, other in _EXCLUSIVE:
        if one in parameters and other in parameters:
            raise search_error(f"{one} and {other} cannot be used together.")
    if "city" in parameters and "state" not in parameters:
        raise search_error("city needs a state.")
    if "state" in parameters:
        return _in_state(parameters)
    if "zip" in parameters:
        return InZip(parameters["zip"])
    if "areaCode" in parameters:
        return _in_area_code(parameters)
    raise search_error("One of state, zip or areaCode is required.")


def _in_state(parameters: Mapping[str, str]) -> Where:
    state = parameters["state"].upper()
    if state not in STATES:
        raise validation_error(f"{parameters['state']} is not a two-letter code of a US state.")
    return InCity(parameters["city"], state) if "city" in parameters else InState(state)


def _in_area_code(parameters: Mapping[str, str]) -> Where:
    area_code, local_number = parameters["areaCode"], parameters.get("localNumber", "")
    if not _AREA_CODE.fullmatch(area_code):
        raise search_error("areaCode must have exactly 3 digits.")
    if local_number and not _LOCAL_NUMBER.fullmatch(local_number):
        raise search_error("localNumber must have 3 or 4 digits.")
    return InAreaCode(area_code, local_number, _boolean(parameters, "inLocalCallingArea"))


def _boolean(parameters: Mapping[str, str], name: str) -> bool:
    text = parameters.get(name, "false")
    if text.lower() not in _BOOLEANS:
        raise validation_error(f"{name} must be true or false.")
    return _BOOLEANS[text.lower()]


def _pattern(parameters: Mapping[str, str]) -> Pattern | None:
    return parse_pattern(parameters["pattern"]) if "pattern" in parameters else None


def _search_quantity(parameters: Mapping[str, str]) -> int:
    quantity = _quantity(parameters, SEARCH_DEFAULT)
    if quantity > SEARCH_MAXIMUM:
        raise search_error(f"quantity must be at most {SEARCH_MAXIMUM}.")
    return quantity


def _order_quantity(parameters: Mapping[str, str], default: int, maximum: int) -> int:
    if "pattern" in parameters:
        raise order_error("An order must not have a pattern.")
    quantity = _quantity(parameters, default)
    if quantity > maximum:
        raise order_error(f"quantity must be at most {maximum} for an order.")
    return quantity


def _quantity(parameters: Mapping[str, str], default: int) -> int:
    text = parameters.get("quantity", str(default))
    if not _QUANTITY.fullmatch(text) or int(text) <= 0:
        raise validation_error("quantity must be a number greater than zero.")
    return int(text)
