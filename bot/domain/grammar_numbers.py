"""Which number on the line is a ZIP code, an area code, the digits after it, or the quantity."""

import re
from collections.abc import Mapping, Sequence

from bot.domain.criteria import CriteriaError
from bot.domain.grammar_asking import exchange_or_quantity, whole_number
from bot.domain.grammar_text import quoted
from bot.domain.parameters import read_quantity
from bot.domain.telephone import TOLL_FREE_NPAS, is_npa

_NUMBER = re.compile(r"[0-9]+", re.ASCII)
_FORMS = (
    (re.compile(r"x([0-9]+)|([0-9]+)x", re.ASCII | re.IGNORECASE), ("quantity",)),
    (re.compile(r"\(([2-9][0-9]{2})\)", re.ASCII), ("areaCode",)),
    (
        re.compile(r"(?:\(([0-9]{3})\)[-./]?|([0-9]{3})[-./])([0-9]{3,4})", re.ASCII),
        ("areaCode", "localNumber"),
    ),
    (re.compile(r"([0-9]{5})(?:-[0-9]{4})?", re.ASCII), ("zip",)),
    # No whole number: read as the quantity, which is then refused.
    (re.compile(r"([+-][0-9.]+|[0-9]*\.[0-9.]*)", re.ASCII), ("quantity",)),
)
_LOCAL = re.compile(r"[2-9][0-9]{2,3}", re.ASCII)
_TN = re.compile(
    r"(?<!\S)(?:\+?1[ .-]?)?(?:\([2-9][0-9]{2}\)|[2-9][0-9]{2})[ ./-]?[2-9][0-9]{2}[ ./-]?[0-9]{4}"
    r"(?!\S)",
    re.ASCII,
)
# An exchange and, apart from it, what can be a quantity: as good as `919-555 2`.
_NPA_LOCAL_COUNT = re.compile(
    r"(?:\([0-9]{3}\)[-./]?|[0-9]{3}[-./])[0-9]{3} (?:[1-4][0-9]{3}|5000)", re.ASCII
)


def refuse_whole_number(line: str, parameters: Mapping[str, str]) -> None:
    """Refuse a telephone number typed whole.

    Raises:
        UnclearError: There is one, and the API cannot be asked for it.
    """
    for found in _TN.finditer(line):
        if not _NPA_LOCAL_COUNT.fullmatch(found[0]):
            digits = re.sub(r"[^0-9]", "", found[0])
            raise whole_number(parameters, digits[-10:], apart=found[0][-5] == " ")


def take_numbers(words: Sequence[str], parameters: dict[str, str]) -> tuple[list[str], list[str]]:
    """Put the numbers whose form says what they are among the parameters.

    Returns:
        The bare numbers, and the words that are none, both in their order.

    Raises:
        CriteriaError: A parameter is given twice, or the quantity is none.
    """
    numbers: list[str] = []
    rest: list[str] = []
    for word in words:
        found = _by_form(word)
        for name, value in found.items():
            put(parameters, name, value)
        if not found:
            (numbers if _NUMBER.fullmatch(word) else rest).append(word)
    return numbers, rest


def place_numbers(numbers: list[str], parameters: dict[str, str], *, placed: bool) -> None:
    """Put bare numbers among the parameters by where they stand.

    Args:
        numbers: The numbers in their order.
        parameters: What is known so far; added to.
        placed: Whether a city, state, ZIP code or toll-free is named beside them.

    Raises:
        UnclearError: A number can be the exchange or the quantity.
        CriteriaError: There are more numbers than there are meanings.
    """
    rest = numbers
    if "areaCode" not in parameters:
        rest = _take_npa(numbers, parameters, placed=placed)
    if rest and "areaCode" in parameters and "localNumber" not in parameters and not placed:
        rest = _take_local(rest, parameters)
    for number in rest:
        put(parameters, "quantity", number)


def put(parameters: dict[str, str], name: str, value: str) -> None:
    """Add a parameter.

    Raises:
        CriteriaError: It is there already, or is a quantity out of range.
    """
    if name in parameters:
        both = f"{quoted(parameters[name])} and {quoted(value)}"
        raise CriteriaError(f"I read two values for {name}: {both}.")
    if name == "quantity":
        read_quantity(value)
    parameters[name] = value


def _by_form(word: str) -> dict[str, str]:
    for form, names in _FORMS:
        if found := form.fullmatch(word):
            values = [value for value in found.groups() if value]
            return dict(zip(names, values, strict=True))
    return {}


def _take_npa(numbers: list[str], parameters: dict[str, str], *, placed: bool) -> list[str]:
    """Put the area code and a quantity before it; the numbers after it are left."""
    lone = len(numbers) == 1 and "quantity" not in parameters
    if lone and not _npa_alone(numbers[0], parameters, placed=placed):
        return numbers
    for index, number in enumerate(numbers[:2]):
        if is_npa(number):
            for before in numbers[:index]:
                put(parameters, "quantity", before)
            parameters["areaCode"] = number
            return numbers[index + 1 :]
    return numbers


def _take_local(numbers: list[str], parameters: dict[str, str]) -> list[str]:
    """Put the digits after the area code, if that is what the first number is."""
    first, *rest = numbers
    local = _LOCAL.fullmatch(first)
    if rest or "quantity" in parameters or (local and "inLocalCallingArea" in parameters):
        parameters["localNumber"] = first
    elif local:
        raise exchange_or_quantity(parameters, first)
    else:
        rest = numbers
    return rest


def _npa_alone(number: str, parameters: Mapping[str, str], *, placed: bool) -> bool:
    """Whether a number is an area code though no other number stands beside it."""
    if placed:
        return "tollFree" in parameters and number in TOLL_FREE_NPAS
    # No place has an area code that ends in 00; as a quantity it is common.
    return number in TOLL_FREE_NPAS or not number.endswith("00")
