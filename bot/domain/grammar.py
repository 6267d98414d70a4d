"""The command line: `Cary NC 2 for spring campaign`, read or refused, never guessed.

Source: docs/architecture.md, the walk of one request; every row and rule of it is a test.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.criteria import CriteriaError, Reading, Request
from bot.domain.grammar_asking import Choice, UnclearError, ask_where_unclear
from bot.domain.grammar_pairs import is_pairs, read_pairs, take_person
from bot.domain.grammar_text import LONGEST_LABEL, LONGEST_TEXT, clean_purpose, plain, shown, split
from bot.domain.grammar_words import read_words
from bot.domain.grammar_writing import command_text_as_given, label
from bot.domain.parameters import NAMES, from_parameters
from bot.domain.people import Person
from bot.domain.places import Gazetteer

# Only what can be no place: "Away NC 2" is asked of the gazetteer like any other.
_AWAY = re.compile(r"away(?: +(?:until|till)(?: +(.*))?| +([0-9]{4}-.*))?", re.IGNORECASE)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_ABOUT_ORDER = re.compile(r"(status|cancel)(?: +(.*))?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:order *)?#? *([1-9][0-9]{0,8})", re.ASCII | re.IGNORECASE)
_BARE_ORDER = re.compile(r"(?:order|#|order +#) *[1-9][0-9]{0,8}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OrderCommand:
    """`Cary NC 2`: place this request."""

    request: Request


@dataclass(frozen=True, slots=True)
class HelpCommand:
    """`help`: say what can be typed."""


@dataclass(frozen=True, slots=True)
class StatusCommand:
    """`status 1042`: say how that order stands."""

    number: int


@dataclass(frozen=True, slots=True)
class MineCommand:
    """`mine`: list my orders."""


@dataclass(frozen=True, slots=True)
class CancelCommand:
    """`cancel 1042`: cancel that order."""

    number: int


@dataclass(frozen=True, slots=True)
class AwayCommand:
    """`away until 2026-12-02`: I approve nothing before that day; None is no day that one knows."""

    until: date | None


@dataclass(frozen=True, slots=True)
class BackCommand:
    """`back`: I approve again."""


@dataclass(frozen=True, slots=True)
class FormCommand:
    """Nothing typed: open the form."""


Command = (
    OrderCommand
    | HelpCommand
    | StatusCommand
    | MineCommand
    | CancelCommand
    | AwayCommand
    | BackCommand
    | FormCommand
)


def read_command(text: str, *, default_quantity: int, gazetteer: Gazetteer) -> Command:
    """The one thing that the text says.

    Args:
        text: What followed the slash command, as Slack sent it.
        default_quantity: How many TNs when no quantity is given, 1 to 5000.
        gazetteer: Asked only where the text is unclear.

    Raises:
        CriteriaError: It says nothing, or several things; with the readings to choose from.
    """
    if len(text) > LONGEST_TEXT:
        raise CriteriaError(f"That is {len(text)} characters long; {LONGEST_TEXT} at most.")
    command = _read_verb(" ".join(plain(text).split()).rstrip("."))
    if command is not None:
        return command
    return OrderCommand(_Reader(default_quantity, gazetteer).request(text))


_VERBS: Mapping[str, Command] = {
    "": FormCommand(),
    "help": HelpCommand(),
    "?": HelpCommand(),
    "mine": MineCommand(),
    "back": BackCommand(),
}


def _read_verb(text: str) -> Command | None:
    return _VERBS.get(text.lower()) or _read_away(text) or _read_about_order(text)


def _read_away(text: str) -> Command | None:
    found = _AWAY.fullmatch(text)
    return AwayCommand(_day(found[1] or found[2] or "")) if found else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def _read_about_order(text: str) -> Command | None:
    if _BARE_ORDER.fullmatch(text):
        return StatusCommand(_order_number(text, "status"))
    found = _ABOUT_ORDER.fullmatch(text)
    if found is None:
        return None
    verb = found[1].lower()
    number = _order_number(found[2] or "", verb)
    return StatusCommand(number) if verb == "status" else CancelCommand(number)


def _order_number(text: str, verb: str) -> int:
    found = _NUMBERED.fullmatch(text)
    if found is None:
        raise CriteriaError(f"Which order? Such as {verb} 1042.")
    return int(found[1])


@dataclass(frozen=True, slots=True)
class _Line:
    """What was typed, in its parts.

    Attributes:
        head: What is asked for, in plain characters.
        pairs: The same by API names; None when it is in plain words.
        purpose: Why; may be empty.
        for_whom: Who gets the TNs, where somebody is named.
        cost_center: Who pays; may be empty.
    """

    head: str
    pairs: Mapping[str, str] | None
    purpose: str
    for_whom: Person | None = None
    cost_center: str = ""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads requests.

    Attributes:
        default_quantity: How many TNs when no quantity is given.
        gazetteer: The places of the US.
    """

    default_quantity: int
    gazetteer: Gazetteer

    def request(self, text: str) -> Request:
        """The request, or a question with the readings to choose from."""
        line = _line(text)
        try:
            return self._decide(line)
        except UnclearError as unclear:
            raise self._question(unclear, line) from None

    def _decide(self, line: _Line) -> Request:
        parameters = line.pairs
        if parameters is None:
            parameters = read_words(line.head, self.gazetteer)
        ask_where_unclear(parameters, self.gazetteer)
        try:
            return self._made(parameters, line)
        except CriteriaError as error:
            raise CriteriaError(error.user_message, read=_shown(parameters)) from error

    def _made(self, parameters: Mapping[str, str], line: _Line) -> Request:
        given = "quantity" in parameters
        counted = parameters if given else {**parameters, "quantity": str(self.default_quantity)}
        criteria = from_parameters(counted)
        return Request(criteria, line.purpose, given, line.for_whom, line.cost_center)

    def _question(self, unclear: UnclearError, line: _Line) -> CriteriaError:
        readings = [self._reading(choice, line) for choice in unclear.choices]
        return CriteriaError(
            unclear.user_message,
            read=_shown(unclear.read),
            readings=tuple(reading for reading in readings if reading is not None),
        )

    def _reading(self, choice: Choice, line: _Line) -> Reading | None:
        """The choice as a button, if its text, typed, would be read as just that."""
        try:
            request = self._made(choice.parameters, line)
            text = command_text_as_given(request)
            same = self._decide(_line(text)) == request
        except (CriteriaError, UnclearError):
            return None
        usual = label(request.criteria, quantity_given=request.quantity_given)
        return Reading((choice.label or usual)[:LONGEST_LABEL], text) if same else None


def _line(text: str) -> _Line:
    parts = split(text)
    if not is_pairs(parts.head):
        return _Line(parts.head, None, parts.purpose or "")
    pairs = read_pairs(parts.head, text)
    purpose = parts.purpose or ""
    if "purpose" in pairs:
        if parts.purpose is not None:
            raise CriteriaError("purpose is given twice.")
        purpose = clean_purpose(pairs.pop("purpose"))
    return _Line(parts.head, pairs, purpose, take_person(pairs), pairs.pop("cost_center", ""))


def _shown(parameters: Mapping[str, str]) -> dict[str, str]:
    return {name: shown(parameters[name]) for name in NAMES if name in parameters}
