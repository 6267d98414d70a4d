"""What can be asked for: a place, a quantity, and perhaps digits, with the API's own rules.

Source: Catapult `availableNumbers`, docs/carriers.md. Exactly one of state, ZIP and area code is
given; a city needs its state; a local number needs its area code; 5000 numbers at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.domain.errors import BotError
from bot.domain.people import Person
from bot.domain.telephone import keypad

MAX_QUANTITY = 5000  # Catapult documents 5000 per call (docs/carriers.md).


@dataclass(frozen=True, slots=True)
class CityCriteria:
    """A city and its two-letter state."""

    city: str
    state: str


@dataclass(frozen=True, slots=True)
class StateCriteria:
    """Anywhere in a two-letter state."""

    state: str


@dataclass(frozen=True, slots=True)
class ZipCriteria:
    """A five-digit ZIP code."""

    zip_code: str


@dataclass(frozen=True, slots=True)
class NpaCriteria:
    """An area code, perhaps with the first 3 or 4 digits after it.

    Attributes:
        npa: Three digits.
        local_number: 3 digits (the exchange, NXX) or 4, or empty.
        nearby: Whether numbers local to that exchange count too (inLocalCallingArea).
    """

    npa: str
    local_number: str = ""
    nearby: bool = False


@dataclass(frozen=True, slots=True)
class TollFreeCriteria:
    """Any toll-free number."""


Place = CityCriteria | StateCriteria | ZipCriteria | NpaCriteria | TollFreeCriteria


class Match(StrEnum):
    """Where the asked-for digits have to stand."""

    CONTAINING = "containing"
    ENDING = "ending"
    STARTING = "starting"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits or letters that the numbers should have.

    Attributes:
        match: Where they stand.
        text: Letters and digits; for PATTERN also `?` (one digit) and `*` (any digits).
    """

    match: Match
    text: str

    @property
    def pattern(self) -> str:
        """The API's `pattern`, which may match more than was asked: see `accepts`."""
        match self.match:
            case Match.PATTERN:
                return self.text
            case Match.ENDING:
                return f"*{self.text}"
            case (
                Match.CONTAINING | Match.STARTING
            ):  # pragma: no branch - pyright proves that it is the last
                return f"*{self.text}*"

    def accepts(self, tn: str) -> bool:
        """Whether an E.164 number that the API's pattern brought has the digits in place.

        The API does not anchor a pattern at its right end, so endings are checked again here.
        """
        wanted = keypad(self.text)
        match self.match:
            case Match.ENDING:
                return tn.endswith(wanted)
            case Match.STARTING:
                return tn[5:].startswith(wanted)
            case Match.CONTAINING:
                return wanted in tn[2:]
            case Match.PATTERN:  # pragma: no branch - pyright proves that it is the last
                return True


@dataclass(frozen=True, slots=True)
class Criteria:
    """What the carrier is asked for.

    Attributes:
        place: Where.
        quantity: How many TNs, 1 to 5000.
        digits: Which digits, if that matters.
    """

    place: Place
    quantity: int
    digits: Digits | None = None

    def of(self, quantity: int) -> "Criteria":
        """The same place and digits for another number of TNs."""
        return replace(self, quantity=quantity)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for.

    Attributes:
        criteria: What the carrier is to be asked for.
        purpose: Why, in the person's words; may be empty.
        quantity_given: False when the quantity is the configured default.
        for_whom: Who gets the TNs, where that is somebody else.
        cost_center: The name of the cost center that pays; empty where none was chosen.
    """

    criteria: Criteria
    purpose: str = ""
    quantity_given: bool = True
    for_whom: Person | None = None
    cost_center: str = ""

    @property
    def circumstances(self) -> dict[str, Any]:
        """Whom it is for and who pays, as the record says it; nothing where nobody said so."""
        whom, pays = self.for_whom, self.cost_center
        named = {"for_whom": {"id": whom.id, "name": whom.name}} if whom else {}
        return named | ({"cost_center": pays} if pays else {})


@dataclass(frozen=True, slots=True)
class Reading:
    """One whole way to read a command: pressing its button places it as if typed.

    Attributes:
        label: The button's words, at most 24 characters.
        text: The command's text that says just this.
    """

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A command that could be asked instead of one that can't be had.

    Attributes:
        label: The button's words, at most 24 characters.
        text: As if typed.
        free: How many TNs the carrier showed; None where it was not asked or did not say.
        more: Whether there may be more than were counted.
    """

    label: str
    text: str
    free: int | None = None
    more: bool = False


class CriteriaError(BotError):
    """The requester's turn: the command could not be read, or breaks a rule of the API.

    Attributes:
        read: What was understood, in API names, such as `{"city": "Cary", "quantity": "2"}`.
        readings: The whole readings to choose from; never acted on unasked.
    """

    def __init__(
        self,
        user_message: str,
        *,
        read: Mapping[str, str] | None = None,
        readings: tuple[Reading, ...] = (),
    ) -> None:
        """Keep what was understood beside what is wrong."""
        super().__init__(user_message)
        self.read = dict(read or {})
        self.readings = readings
