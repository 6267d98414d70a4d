"""The stock of numbers: real places, generated lines, and the search for free ones."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.carrier.lines import Line, local_lines, toll_free_lines
from sandbox.carrier.places import LATAS, City, city_key, read_cities
from sandbox.carrier.where import Where, selection

_TABLES = (
    """CREATE TABLE places (
        id INTEGER PRIMARY KEY, city TEXT NOT NULL, state TEXT NOT NULL, lata TEXT)""",
    """CREATE TABLE cities (
        state TEXT, key TEXT, place INTEGER NOT NULL, PRIMARY KEY (state, key)) WITHOUT ROWID""",
    "CREATE TABLE zips (zip TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE numbers (
        tn INTEGER PRIMARY KEY, area_code TEXT NOT NULL, state TEXT, place INTEGER,
        rank INTEGER NOT NULL, taken INTEGER NOT NULL DEFAULT 0)""",
)
# What `taken` says.
_FREE, _GONE, _HELD = range(3)

_INDEXES = (
    "CREATE INDEX free_by_area_code ON numbers (area_code, rank) WHERE taken = 0",
    "CREATE INDEX free_by_state ON numbers (state, rank) WHERE taken = 0",
    "CREATE INDEX free_by_place ON numbers (place) WHERE taken = 0",
)


@dataclass(frozen=True, slots=True)
class Mask:
    """What the digits must look like, in SQLite's GLOB.

    Attributes:
        glob: The pattern.
        start: The first digit it is laid on, from 1.
    """

    glob: str = "*"
    start: int = 1


@dataclass(frozen=True, slots=True)
class FreeNumber:
    """A number that can be bought; toll-free ones have no place."""

    tn: int
    city: str | None
    state: str | None
    lata: str | None


def create(tx: sqlite3.Connection, seed: str) -> None:
    """Write the tables and fill them with all places and the generated stock."""
    for table in _TABLES:
        tx.execute(table)
    cities = read_cities()
    _write_places(tx, cities)
    states = [city.state for city in cities]
    _write_lines(tx, local_lines(cities, seed), states)
    _write_lines(tx, toll_free_lines(seed), states)
    for index in _INDEXES:
        tx.execute(index)


def find(
    tx: sqlite3.Connection, where: Where, *, quantity: int, mask: Mask | None = None
) -> list[FreeNumber]:
    """Free numbers that fit, at most `quantity`, always in the same order.

    Raises:
        UnknownCityError: There is no such city in that state.
        UnknownRateCenterError: There is no such rate center in that state.
        UnknownZipError: There is no such ZIP.
    """
    wanted = selection(tx, where)
    order = ", ".join((*wanted.order, "n.rank"))
    mask = mask or Mask()
    rows = tx.execute(
        "SELECT n.tn, p.city, n.state, p.lata FROM numbers n LEFT JOIN places p ON p.id = n.place"  # noqa: S608 - constants of this module
        f" WHERE n.taken = 0 AND substr(n.tn, :start) GLOB :glob AND {wanted.condition}"
        f" ORDER BY {order} LIMIT :quantity",
        {**wanted.parameters, "start": mask.start, "glob": mask.glob, "quantity": quantity},
    )
    return [FreeNumber(*row) for row in rows]


def is_free(tx: sqlite3.Connection, tn: int) -> bool | None:
    """Whether the number can be bought; None when the carrier does not have it at all."""
    row = tx.execute("SELECT taken FROM numbers WHERE tn = ?", (tn,)).fetchone()
    return None if row is None else row[0] == _FREE


def take(tx: sqlite3.Connection, tns: Iterable[int]) -> None:
    """Withdraw numbers from the stock; a number that was released does not come back either."""
    _mark(tx, tns, _GONE)


def keep(tx: sqlite3.Connection, tns: Iterable[int]) -> None:
    """Withdraw numbers from the stock for a while."""
    _mark(tx, tns, _HELD)


def put_back(tx: sqlite3.Connection, tns: Iterable[int]) -> None:
    """Make numbers free again that were kept."""
    _mark(tx, tns, _FREE)


def restock(tx: sqlite3.Connection) -> None:
    """Make every number free again."""
    tx.execute("UPDATE numbers SET taken = ? WHERE taken != ?", (_FREE, _FREE))


def _mark(tx: sqlite3.Connection, tns: Iterable[int], mark: int) -> None:
    tx.executemany("UPDATE numbers SET taken = ? WHERE tn = ?", ((mark, tn) for tn in tns))


def _write_places(tx: sqlite3.Connection, cities: Sequence[City]) -> None:
    tx.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?)",
        ((i, city.name.upper(), city.state, LATAS[city.state]) for i, city in enumerate(cities)),
    )
    tx.executemany(
        "INSERT OR IGNORE INTO zips VALUES (?, ?)",
        ((zip_code, i) for i, city in enumerate(cities) for zip_code in city.zips),
    )
    names = [(city.state, city_key(city.name), i) for i, city in enumerate(cities)]
    aliases = [
        (city.state, city_key(alias), i)
        for i, city in enumerate(cities)
        for alias in sorted(city.aliases)
    ]
    # A city's own name wins over another city's alias.
    tx.executemany("INSERT OR IGNORE INTO cities VALUES (?, ?, ?)", (*names, *aliases))


def _write_lines(tx: sqlite3.Connection, lines: Iterable[Line], states: Sequence[str]) -> None:
    tx.executemany(
        "INSERT INTO numbers (tn, area_code, state, place, rank) VALUES (?, ?, ?, ?, ?)",
        (
            (
                line.tn,
                str(line.tn)[:3],
                None if line.city is None else states[line.city],
                line.city,
                line.rank,
            )
            for line in lines
        ),
    )
