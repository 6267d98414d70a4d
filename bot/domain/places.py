"""What the domain wants to know about the places of the US."""

from typing import Protocol


class Gazetteer(Protocol):
    """The places of the US, for "did you mean"; never an authority on what can be bought."""

    def states_with(self, city: str) -> tuple[str, ...]:
        """The two-letter states that have a city of that name, in alphabetical order."""
        ...

    def cities_like(self, city: str, state: str) -> tuple[str, ...]:
        """Cities of the state whose names are nearest to this one, nearest first, at most 3."""
        ...

    def cities_near(self, city: str, state: str) -> tuple[str, ...]:
        """The cities of the state that lie nearest to this one, nearest first, at most 3."""
        ...

    def city_of(self, zip_code: str) -> tuple[str, str] | None:
        """The city and the two-letter state of a ZIP code; None where none is known."""
        ...

    def area_codes_in(self, city: str, state: str) -> tuple[str, ...]:
        """The area codes of a city, in order."""
        ...
