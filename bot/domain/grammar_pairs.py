"""The `city="St. Louis" state=MO quantity=2` form: every parameter by its API name."""

import re
from types import MappingProxyType

from bot.domain.criteria import CriteriaError
from bot.domain.grammar_text import quoted
from bot.domain.parameters import NAMES

_NAMES = (*NAMES, "purpose")
_BY_LOWER = MappingProxyType({name.lower(): name for name in _NAMES})
_PAIR = re.compile(r"[ ,]*([A-Za-z]{1,40}) *= *(?:\"([^\"]*)\"|'([^']*)'|([^ ,\"'=]*))(?=[ ,]|$)")
_EQUALS = re.compile(r"\"[^\"]*\"|(=)")


def is_pairs(head: str) -> bool:
    """Whether there is an equals sign outside quotes."""
    return any(found[1] for found in _EQUALS.finditer(head))


def read_pairs(head: str, typed: str) -> dict[str, str]:
    """The parameters by their API names, and the purpose verbatim.

    Args:
        head: The text in plain characters.
        typed: The same as it was typed, character for character.

    Raises:
        CriteriaError: A name is unknown or given twice, a value is missing, or something is no
            name=value.
    """
    parameters: dict[str, str] = {}
    end = 0
    while head[end:].strip(" ,"):
        found = _PAIR.match(head, end)
        if found is None:
            raise _not_a_pair(head[end:])
        name = _name(found[1])
        if name in parameters:
            raise CriteriaError(f"{name} is given twice.")
        parameters[name] = _value(found, name, typed)
        end = found.end()
    return parameters


def _name(typed: str) -> str:
    name = _BY_LOWER.get(typed.lower())
    if name is None:
        raise CriteriaError(f"{quoted(typed)} is no parameter. They are: {', '.join(_NAMES)}.")
    return name


def _value(found: re.Match[str], name: str, typed: str) -> str:
    group = found.lastindex or 0
    if name == "purpose":
        return typed[found.start(group) : found.end(group)]
    value = found[group].strip(" \"'")
    if not value:
        raise CriteriaError(f"{name} has no value.")
    return value


def _not_a_pair(rest: str) -> CriteriaError:
    word = rest.strip(" ,").split(" ")[0]
    return CriteriaError(
        f"I can't read {quoted(word)}. With name=value, all of it is name=value, and a value "
        'with spaces stands in quotes: city="St. Louis" state=MO quantity=2.'
    )
