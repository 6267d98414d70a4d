"""The places of the US from PyPI's `zipcodes`, offline; only for "did you mean".

The data takes about 40 MB and 0.2 s at the first question, so nothing is read before that.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from math import cos, hypot, radians
from typing import Protocol, TypedDict, cast

from bot.domain.us_states import STATES

_MOST = 3
_ALIKE = 0.7
_WHOLE_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


class _ZipCode(TypedDict):
    active: bool
    city: str
    state: str
    zip_code_type: str
    area_codes: list[str]
    lat: str
    long: str


class _ZipCodes(Protocol):
    """The one call used here: it filters without copying all 42,000 entries to Python."""

    def filter_by(self, **filters: str) -> list[_ZipCode]:
        """The entries with just these values; names as the post writes them."""
        ...


class ZipCodePlaces:
    """A `Gazetteer` over the ZIP codes' cities."""

    def states_with(self, city: str) -> tuple[str, ...]:
        """The two-letter states that have a city of that name, in alphabetical order."""
        return _states_with(" ".join(city.split()).lower())

    def cities_like(self, city: str, state: str) -> tuple[str, ...]:
        """Cities of the state whose names are nearest to this one, nearest first, at most 3."""
        if state not in STATES:
            return ()
        names = _cities_of(state)
        close = get_close_matches(_key(city), names, n=_MOST, cutoff=_ALIKE)
        return tuple(names[key] for key in close)

    def cities_near(self, city: str, state: str) -> tuple[str, ...]:
        """The cities of the state that lie nearest to this one, nearest first, at most 3."""
        places = _places_of(state) if state in STATES else {}
        home = places.get(_key(city))
        if home is None:
            return ()
        others = sorted(
            (place for place in places.values() if place.name != home.name),
            key=home.distance,
        )
        return tuple(place.name for place in others[:_MOST])

    def city_of(self, zip_code: str) -> tuple[str, str] | None:
        """The city and the two-letter state of a ZIP code; None where none is known."""
        found = [e for e in _load().filter_by(zip_code=zip_code) if e["active"]]
        return (found[0]["city"], found[0]["state"]) if found else None

    def area_codes_in(self, city: str, state: str) -> tuple[str, ...]:
        """The area codes of a city, in order."""
        home = _places_of(state).get(_key(city)) if state in STATES else None
        return home.area_codes if home else ()


@dataclass(frozen=True, slots=True)
class _City:
    """Where a city with delivered mail lies, in degrees, and its area codes."""

    name: str
    latitude: float
    longitude: float
    area_codes: tuple[str, ...]

    def distance(self, other: "_City") -> float:
        """About how many degrees of latitude another city is away."""
        east = (self.longitude - other.longitude) * cos(radians(self.latitude))
        return hypot(self.latitude - other.latitude, east)


@lru_cache(maxsize=1024)
def _states_with(city: str) -> tuple[str, ...]:
    found = {
        entry["state"]
        for spelling in _spellings(city)
        for entry in _load().filter_by(city=spelling)
        if entry["active"]
    }
    return tuple(sorted(found & STATES.keys()))


@lru_cache(maxsize=8)
def _cities_of(state: str) -> dict[str, str]:
    """The state's cities by what tells them apart."""
    entries = _load().filter_by(state=state)
    return {_key(entry["city"]): entry["city"] for entry in entries if entry["active"]}


@lru_cache(maxsize=8)
def _places_of(state: str) -> dict[str, _City]:
    """The state's cities by what tells them apart; post-office boxes lie nowhere."""
    entries = defaultdict[str, list[_ZipCode]](list)
    for entry in _load().filter_by(state=state, zip_code_type="STANDARD"):
        if entry["active"]:
            entries[_key(entry["city"])].append(entry)
    return {key: _city(found) for key, found in entries.items()}


def _city(entries: Sequence[_ZipCode]) -> _City:
    latitudes, longitudes = ([float(e[axis]) for e in entries] for axis in ("lat", "long"))
    codes = sorted({code for entry in entries for code in entry["area_codes"]})
    count = len(entries)
    middle = sum(latitudes) / count, sum(longitudes) / count
    return _City(entries[0]["city"], *middle, tuple(codes))


def _load() -> _ZipCodes:
    import zipcodes  # noqa: PLC0415 - reading the data costs time and memory

    return cast("_ZipCodes", zipcodes)


def _words(city: str) -> list[str]:
    words = re.sub(r"[^\w]+", " ", city.lower()).split()
    return [_WHOLE_WORDS.get(word, word) for word in words]


def _key(city: str) -> str:
    return "".join(_words(city))


def _spellings(city: str) -> Iterator[str]:
    """How the post may write it: Saint Louis, Winston Salem, Coeur D Alene, Dekalb."""
    words = _words(city)
    yield from dict.fromkeys(
        (" ".join(words).title(), "".join(words).title(), _without_short(words))
    )


def _without_short(words: Sequence[str]) -> str:
    joined = " ".join(words).title()
    return re.sub(r"\b(De|La|Mc|O|D) (\w)", lambda found: found[1] + found[2].lower(), joined)
