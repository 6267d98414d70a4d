"""A gazetteer of a few places, and the commands read with it."""

from dataclasses import dataclass, field

import pytest

from bot.domain.criteria import CriteriaError, Request
from bot.domain.grammar import Command, OrderCommand, read_command

DEFAULT = 10
_PLACES = {
    "cary": ("IL", "MS", "NC"),
    "charleston": ("AR", "IL", "ME", "MO", "MS", "SC", "TN", "WV"),
    "iowa": ("IA", "LA"),
    "mississippi state": ("MS",),
    "new york": ("NY",),
    "oregon": ("IL", "WI"),
    "port washington": ("NY", "OH", "WI"),
    "santa fe": ("NM", "TX"),
    "virginia beach": ("VA",),
}


@dataclass(slots=True)
class FakePlaces:
    """A `Gazetteer` that remembers what it was asked."""

    asked: list[str] = field(default_factory=list[str])

    def states_with(self, city: str) -> tuple[str, ...]:
        self.asked.append(city)
        return _PLACES.get(city.lower(), ())

    def cities_like(self, city: str, state: str) -> tuple[str, ...]:
        return tuple(name for name in (city,) if state in self.states_with(name))

    def cities_near(self, city: str, state: str) -> tuple[str, ...]:
        raise NotImplementedError(city, state)

    def city_of(self, zip_code: str) -> tuple[str, str] | None:
        raise NotImplementedError(zip_code)

    def area_codes_in(self, city: str, state: str) -> tuple[str, ...]:
        raise NotImplementedError(city, state)


def read(text: str) -> Command:
    return read_command(text, default_quantity=DEFAULT, gazetteer=FakePlaces())


def request(text: str) -> Request:
    command = read(text)
    assert isinstance(command, OrderCommand)
    return command.request


def refusal(text: str) -> CriteriaError:
    with pytest.raises(CriteriaError) as caught:
        read(text)
    return caught.value
