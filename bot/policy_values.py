"""The values of a policy file, each read or refused in words that follow its key path."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.criteria import MAX_QUANTITY
from bot.domain.grammar_text import plain
from bot.domain.us_states import STATES

MOST_MONTHLY = 10**9
LOOK_OF_IDS = "ids look like U…, W… or S…"
_SLACK_ID = re.compile(r"[UWS][A-Z0-9]{3,20}", re.ASCII)
_NPA = re.compile(r"[2-9][0-9]{2}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_DURATION = re.compile(r"([0-9]{1,6})(s|m|h|d)", re.ASCII)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST = timedelta(days=3650)
_MOST_SHOWN = 40
_LONGEST_NAME = 40


def not_an_id(found: Iterable[object]) -> str | None:
    """The first of these that is no id of a person or user group, as a message shows it."""
    for name in found:
        if not isinstance(name, str) or not _SLACK_ID.fullmatch(name):
            return _shown(name)
    return None


def names(value: object) -> tuple[str, ...]:
    """Ids of people and user groups."""
    if not isinstance(value, list):
        raise TypeError('has to be a list, such as ["U0123456789", "S0123456789"]')
    found = tuple(cast("list[object]", value))
    if stranger := not_an_id(found):
        raise ValueError(f"has {stranger}, which is no id; {LOOK_OF_IDS}")
    return cast("tuple[str, ...]", found)


def title(value: object) -> str:
    """What a rule is called on cards."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise TypeError(f"has to be a name of at most {_LONGEST_NAME} characters")
    return value.strip()


def count(value: object) -> int:
    """A number of TNs, of orders or of people."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_QUANTITY:
        raise ValueError(f"has to be a whole number from 1 to {MAX_QUANTITY}")
    return value


def flag(value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise TypeError("has to be true or false")
    return value


def money(value: object) -> Decimal:
    """US dollars a month."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= MOST_MONTHLY:
        raise ValueError("has to be an amount of US dollars, such as 50.00")
    return amount


def user_group(value: object) -> str:
    """The id of one user group."""
    if not isinstance(value, str) or not_an_id([value]) or not value.startswith("S"):
        raise ValueError(f"is {_shown(value)}, which is no id of a user group")
    return value


def cost_center(value: object) -> str:
    """What a cost center is called; a typed request has it between quotation marks."""
    name = title(value)
    if '"' in plain(name) or not name.isprintable():
        raise ValueError("has to do without quotation marks and line breaks")
    return name


def group_amounts(value: object) -> tuple[tuple[str, Decimal], ...]:
    """US dollars a month by user group."""
    if not isinstance(value, dict):
        raise TypeError('has to be a table, such as S0123456789 = "120.00"')
    amounts = cast("Mapping[str, object]", value)
    for group in amounts:
        if not_an_id([group]) or not group.startswith("S"):
            raise ValueError(f"has {_shown(group)}, which is no id of a user group")
    return tuple((group, money(amount)) for group, amount in amounts.items())


def us_states(value: object) -> frozenset[str]:
    """Two-letter states."""
    return _listed(value, lambda text: text in STATES, "a state", '["NC", "VA"]')


def area_codes(value: object) -> frozenset[str]:
    """Area codes."""
    return _listed(value, lambda text: bool(_NPA.fullmatch(text)), "an area code", '["919"]')


def zone(value: object) -> ZoneInfo:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(value if isinstance(value, str) else "")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError('has to be a time zone, such as "America/New_York"') from error


def days(value: object) -> frozenset[int]:
    """Days of the week, 0 is Monday."""
    known = _listed(value, lambda text: text in _DAYS, "a day", '["mon", "tue"]')
    if not known:
        raise ValueError("names no day, so nothing would ever come due")
    return frozenset(map(_DAYS.index, known))


def holidays(value: object) -> frozenset[date]:
    """Days off."""
    if not isinstance(value, list) or not all(
        type(day) is date for day in cast("list[object]", value)
    ):
        raise TypeError("has to be a list of days, such as [2026-12-25]")
    return frozenset(cast("list[date]", value))


def clock_time(value: object) -> time:
    """A time of the day."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('has to be a time, such as "18:00"')
    return time(int(found[1]), int(found[2]))


def duration(value: object) -> timedelta:
    """A length of time."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('has to be a length of time, such as "90s", "30m", "4h" or "3d"')
    length = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if length > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST.days} days")
    return length


def one_of(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    """Reads one of the words of an enumeration."""

    def read(value: object) -> StrEnum:
        words = [each.value for each in kind]
        if value not in words:
            raise ValueError(f"has to be one of {', '.join(words)}")
        return kind(cast("str", value))

    return read


def _listed(value: object, fits: Callable[[str], bool], what: str, example: str) -> frozenset[str]:
    if not isinstance(value, list):
        raise TypeError(f"has to be a list, such as {example}")
    for entry in cast("list[object]", value):
        if not isinstance(entry, str) or not fits(entry):
            raise ValueError(f"has {_shown(entry)}, which is no such thing as {what}")
    return frozenset(cast("list[str]", value))


def _shown(value: object) -> str:
    return f"“{str(value)[:_MOST_SHOWN]}”"
