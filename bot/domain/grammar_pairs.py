"""The `city="St. Louis" state=MO quantity=2` form: every parameter by its API name."""

import re
from types import MappingProxyType

from bot.domain.criteria import CriteriaError
from bot.domain.grammar_text import quoted
from bot.domain.parameters import NAMES
from bot.domain.people import Person

_NAMES = (*NAMES, "purpose", "for_whom", "cost_center")
_BY_LOWER = MappingProxyType({name.lower(): name for name in _NAMES})
_PAIR = re.compile(r"[ ,]*([A-Za-z_]{1,40}) *= *(?:\"([^\"]*)\"|'([^']*)'|([^ ,\"'=]*))(?=[ ,]|$)")
# As Slack sends whom one mentions, and as the bot writes it itself.
_USER = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>|([UW][A-Z0-9]{2,20})", re.ASCII)
_EQUALS = re.compile(r"\"[^\"]*\"|(=)")


def is_pairs(head: str) -> bool:
    """Whether there is an equals sign outside quotes."""
    return any(found[1] for found in _EQUALS.finditer(head))


def read_pairs(head: str, typed: str) -> dict[str, str]:
    """The parameters by their API names; purpose and cost center verbatim.

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


def take_person(parameters: dict[str, str]) -> Person | None:
    """Whom it is for, taken from among the parameters; None where nobody is named.

    Raises:
        CriteriaError: It is not a person of the workspace.
    """
    typed = parameters.pop("for_whom", "")
    found = _USER.fullmatch(typed)
    if typed and found is None:
        raise CriteriaError("for_whom is a person of this workspace, such as for_whom=@Lee.")
    return Person(found[1] or found[2]) if found else None


def _name(typed: str) -> str:
    name = _BY_LOWER.get(typed.lower())
    if name is None:
        raise CriteriaError(f"{quoted(typed)} is no parameter. They are: {', '.join(_NAMES)}.")
    return name


def _value(found: re.Match[str], name: str, typed: str) -> str:
    group = found.lastindex or 0
    verbatim = typed[found.start(group) : found.end(group)]
    if name == "purpose":
        return verbatim
    value = verbatim.strip() if name == "cost_center" else found[group].strip(" \"'")
    if not value:
        raise CriteriaError(f"{name} has no value.")
    return value


def _not_a_pair(rest: str) -> CriteriaError:
    word = rest.strip(" ,").split(" ")[0]
    return CriteriaError(
        f"I can't read {quoted(word)}. With name=value, all of it is name=value, and a value "
        'with spaces stands in quotes: city="St. Louis" state=MO quantity=2.'
    )
