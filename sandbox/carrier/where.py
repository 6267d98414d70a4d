"""Where numbers are wanted, and the same as SQL over the stock."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.carrier.places import city_key

_Parameters = Mapping[str, str | int]


class UnknownCityError(Exception):
    """No city of that name in that state."""


class UnknownRateCenterError(Exception):
    """No rate center of that name in that state."""


class UnknownZipError(Exception):
    """No place has that ZIP."""


@dataclass(frozen=True, slots=True)
class InState:
    """Anywhere in a state."""

    state: str


@dataclass(frozen=True, slots=True)
class InCity:
    """In a city of a state."""

    city: str
    state: str


@dataclass(frozen=True, slots=True)
class InRateCenter:
    """In a rate center of a state, which here is a city by another name.

    Attributes:
        rate_center: Its name.
        state: Two letters.
        nearby: Also in places whose ZIPs start with the same three digits.
    """

    rate_center: str
    state: str
    nearby: bool = False


@dataclass(frozen=True, slots=True)
class InZip:
    """In the city that has this ZIP."""

    zip_code: str


@dataclass(frozen=True, slots=True)
class InLata:
    """In a local access and transport area."""

    lata: str


@dataclass(frozen=True, slots=True)
class InAreaCode:
    """With these leading digits.

    Attributes:
        area_code: Three digits.
        local_number: The digits after it, none to four.
        nearby: Also what lies in the same rate centers without having these digits.
    """

    area_code: str
    local_number: str = ""
    nearby: bool = False


@dataclass(frozen=True, slots=True)
class TollFree:
    """Any toll-free number."""


Place = InState | InCity | InRateCenter | InZip | InLata | InAreaCode


@dataclass(frozen=True, slots=True)
class AllOf:
    """Local numbers that fit each of these, no two of a kind; all of them when there is none."""

    places: tuple[Place, ...]


Where = Place | AllOf | TollFree


@dataclass(frozen=True, slots=True)
class Selection:
    """What `WHERE` and `ORDER BY` say; numbers are `n`, places `p`.

    Attributes:
        condition: What holds for every number.
        order: What comes first, before the rank.
        parameters: By their names in both.
    """

    condition: str
    order: tuple[str, ...] = ()
    parameters: _Parameters = field(default_factory=dict[str, str | int])


def selection(tx: sqlite3.Connection, where: Where) -> Selection:
    """The numbers of that place.

    Raises:
        UnknownCityError: There is no such city in that state.
        UnknownRateCenterError: There is no such rate center in that state.
        UnknownZipError: There is no such ZIP.
    """
    match where:
        case TollFree():
            return Selection("n.state IS NULL")
        case AllOf(places):
            return _all_of([_place(tx, place) for place in places])
        case _:
            return _place(tx, where)


def _all_of(parts: list[Selection]) -> Selection:
    parameters: dict[str, str | int] = {}
    for part in parts:
        parameters |= part.parameters
    return Selection(
        " AND ".join(["n.place IS NOT NULL", *(part.condition for part in parts)]),
        tuple(key for part in parts for key in part.order),
        parameters,
    )


def _place(tx: sqlite3.Connection, where: Place) -> Selection:
    match where:
        case InState(state):
            return Selection("n.state = :state", (), {"state": state})
        case InLata(lata):
            return Selection("p.lata = :lata", (), {"lata": lata})
        case InAreaCode():
            return _in_area_code(where)
        case InRateCenter():
            return _in_rate_center(tx, where)
        case InCity(city, state):
            name, place = "city", _place_of_city(tx, city, state)
        case InZip(zip_code):
            name, place = "zip", _place_of_zip(tx, zip_code)
    return _in_place(name, place)


def _in_place(name: str, place: int) -> Selection:
    # Example lines (555-0xxx) are offered first: nobody's phone rings if they are dialed.
    return Selection(f"n.place = :{name}", ("substr(n.tn, 4, 4) != '5550'",), {name: place})


def _in_rate_center(tx: sqlite3.Connection, where: InRateCenter) -> Selection:
    try:
        center = _place_of_city(tx, where.rate_center, where.state)
    except UnknownCityError as error:
        raise UnknownRateCenterError(*error.args) from None
    if not where.nearby:
        return _in_place("center", center)
    around = """n.place IN (SELECT place FROM zips WHERE substr(zip, 1, 3) IN (
        SELECT substr(zip, 1, 3) FROM zips WHERE place = :center))"""
    return Selection(around, ("n.place != :center",), {"center": center})


def _in_area_code(where: InAreaCode) -> Selection:
    if not where.local_number:
        condition = "n.area_code = :code AND n.place IS NOT NULL"
        return Selection(condition, (), {"code": where.area_code})
    digits = where.area_code + where.local_number
    span = {"low": int(digits.ljust(10, "0")), "high": int(digits.ljust(10, "9"))}
    if not where.nearby:
        return Selection("n.tn BETWEEN :low AND :high AND n.place IS NOT NULL", (), span)
    same_centers = "n.place IN (SELECT place FROM numbers WHERE tn BETWEEN :low AND :high)"
    return Selection(same_centers, ("n.tn NOT BETWEEN :low AND :high",), span)


def _place_of_city(tx: sqlite3.Connection, city: str, state: str) -> int:
    found = tx.execute(
        "SELECT place FROM cities WHERE state = ? AND key = ?", (state, city_key(city))
    ).fetchone()
    if found is None:
        raise UnknownCityError(city, state)
    return found[0]


def _place_of_zip(tx: sqlite3.Connection, zip_code: str) -> int:
    found = tx.execute("SELECT place FROM zips WHERE zip = ?", (zip_code,)).fetchone()
    if found is None:
        raise UnknownZipError(zip_code)
    return found[0]
