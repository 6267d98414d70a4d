"""The plain form, `Cary NC 2 ending 2020`: which word says what."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.criteria import CriteriaError, Match
from bot.domain.grammar_asking import area_code_or_quantity
from bot.domain.grammar_numbers import place_numbers, put, refuse_whole_number, take_numbers
from bot.domain.grammar_places import place_words
from bot.domain.places import Gazetteer
from bot.domain.telephone import is_npa

_TOKEN = re.compile(r",|[^ ,]+")
_THOUSANDS = re.compile(r"(?<![^ ])([1-9]),([0-9]{3})(?![^ ])", re.ASCII)
_TIMES_FIRST = re.compile(r"(?<![^ ,])x +([0-9]+)(?![^ ,])", re.ASCII | re.IGNORECASE)
_TIMES_LAST = re.compile(r"(?<![^ ,])([0-9]+) +x(?![^ ,])", re.ASCII | re.IGNORECASE)
_TOLL_FREE = re.compile(r"(?<![^ ,])toll[ -]?free(?![^ ,])", re.IGNORECASE)
_MATCHES = {
    "containing": Match.CONTAINING, "contains": Match.CONTAINING,
    "ending": Match.ENDING, "ends": Match.ENDING,
    "starting": Match.STARTING, "starts": Match.STARTING,
    "pattern": Match.PATTERN,
}  # fmt: skip
_BEFORE_VALUES = frozenset({"in", "with", ","})
_NEARBY = frozenset({"nearby", "overlay"})
_FILLERS = frozenset({"number", "numbers"})


def read_words(head: str, gazetteer: Gazetteer) -> dict[str, str]:
    """The parameters that plain words stand for, by their API names.

    Args:
        head: What is asked for, in plain characters, without its purpose.
        gazetteer: Asked only where a state's name may be a part of a city's.

    Raises:
        UnclearError: It can be read in several ways.
        CriteriaError: It can't be read.
    """
    parameters: dict[str, str] = {}
    tokens = _take_digits(_tokens(head, parameters), parameters)
    tokens = _take_nearby(tokens, parameters)
    refuse_whole_number(" ".join(tokens), parameters)
    numbers, words = take_numbers(_count_first(tokens), parameters)
    named = [word for word in words if word != ","]
    placed = bool(named) or "zip" in parameters or "tollFree" in parameters
    loose = placed and _is_loose(tokens, numbers, parameters)
    if not loose:
        place_numbers(numbers, parameters, placed=placed)
    if named:
        parameters |= place_words(words, parameters, gazetteer)
    if loose:
        raise area_code_or_quantity(parameters, numbers[0])
    return parameters


def _tokens(head: str, parameters: dict[str, str]) -> list[str]:
    """The words and commas; quotes part words as commas do, and those around a word are gone."""
    line = _THOUSANDS.sub(r"\1\2", head).replace('"', ",")
    line = _TIMES_LAST.sub(r"x\1", _TIMES_FIRST.sub(r"x\1", line))
    line, found = _TOLL_FREE.subn(",", line)
    if found:
        parameters["tollFree"] = "true"
    return [bare for token in _TOKEN.findall(line) if (bare := token.strip("'"))]


def _take_digits(tokens: Sequence[str], parameters: dict[str, str]) -> list[str]:
    """Take out `ending 2020`, `ending in 2020` and `ending:2020`."""
    rest: list[str] = []
    left = iter(tokens)
    for token in left:
        word, colon, value = token.partition(":")
        match = _MATCHES.get(word.lower())
        if match is None:
            rest.append(token)
            continue
        value = value if colon and value else _next_value(left, word)
        put(parameters, match.value, value)
    return rest


def _next_value(left: Iterator[str], word: str) -> str:
    for value in left:
        if value.lower() not in _BEFORE_VALUES:
            return value
    raise CriteriaError(f"{word.lower()} what? Such as {word.lower()} 2020.")


def _take_nearby(tokens: Sequence[str], parameters: dict[str, str]) -> list[str]:
    rest = [token for token in tokens if token.lower() not in _NEARBY]
    if len(rest) < len(tokens):
        parameters["inLocalCallingArea"] = "true"
    return rest


def _count_first(tokens: Sequence[str]) -> list[str]:
    """Mark the quantity in `2 in Cary NC` and `2 numbers in Cary NC`."""
    kept = [token for token in tokens if token.lower() not in _FILLERS]
    match kept:
        case [count, "in" | "In" | "IN", _, *_] if count.isascii() and count.isdigit():
            return [f"x{count}", *kept[2:]]
        case _:
            return kept


def _is_loose(tokens: Sequence[str], numbers: Sequence[str], parameters: dict[str, str]) -> bool:
    """Whether the line starts with a number, before a place, that can be an area code."""
    if len(numbers) != 1 or tokens[0] != numbers[0] or {"quantity", "areaCode"} & set(parameters):
        return False
    return is_npa(numbers[0]) and not numbers[0].endswith("00")
