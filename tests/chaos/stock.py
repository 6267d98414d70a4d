"""Places that tell orders apart: each has one order, so the carrier's ledger says whose is what."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

# A name that reads the same on a card as it was typed.
_PLAIN = re.compile(r"[A-Z]+( [A-Z]+)*")
# Enough for a second purchase of the largest order: a double one must be able to happen.
_LEAST = 4
LARGEST = 2


@dataclass(frozen=True, slots=True)
class Ask:
    """One order that the campaign asks for.

    Attributes:
        token: Its purpose, by which its card is known.
        city: Nobody else asks there.
        state: Two letters.
        quantity: How many numbers.
        pattern: What each must have, or empty; then it is bought number by number.
    """

    token: str
    city: str
    state: str
    quantity: int
    pattern: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """As the carrier writes it."""
        return self.city.upper(), self.state

    @property
    def text(self) -> str:
        """What is typed."""
        digits = f" pattern={self.pattern}" if self.pattern else ""
        where = f'city="{self.city}" state={self.state}'
        return f"{where} quantity={self.quantity}{digits} purpose={self.token}"


class Stock:
    """The carrier's places and whose numbers are where."""

    def __init__(self, carrier_file: Path) -> None:
        with closing(sqlite3.connect(carrier_file)) as connection:
            rows = connection.execute(
                "SELECT n.tn, p.city, p.state FROM numbers n JOIN places p ON p.id = n.place"
            ).fetchall()
        self._place_of = {f"+1{tn}": (city, state) for tn, city, state in rows}

    def places(self, rng: Random) -> list[tuple[str, str]]:
        """All that can be asked for, in the order of the seed."""
        counts: dict[tuple[str, str], int] = {}
        for place in self._place_of.values():
            counts[place] = counts.get(place, 0) + 1
        fit = [
            place
            for place, count in counts.items()
            if count >= _LEAST and _PLAIN.fullmatch(place[0])
        ]
        rng.shuffle(fit)
        return fit

    def asks(self, rng: Random, *, chosen: float = 0.15) -> Iterator[Ask]:
        """Orders without end, or until the country is sold out.

        Args:
            rng: The seed's chance.
            chosen: Which share of them has a pattern; in some places no number fits it.
        """
        for index, (city, state) in enumerate(self.places(rng)):
            pattern = f"*{rng.randint(2, 9)}*" if rng.random() < chosen else ""
            quantity = rng.randint(1, LARGEST)
            yield Ask(f"campaign-{index:05}", city.title(), state, quantity, pattern)

    def by_place(self, purchases: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
        """The numbers that the carrier has sold, by the place where they are."""
        sold: dict[tuple[str, str], list[str]] = {}
        for purchase in purchases:
            number = str(purchase["number"])
            sold.setdefault(self._place_of[number], []).append(number)
        return sold
