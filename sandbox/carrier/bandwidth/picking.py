"""The free numbers that fit criteria."""

import sqlite3

from sandbox.carrier import inventory
from sandbox.carrier.bandwidth.criteria import CriteriaError, Wanted
from sandbox.carrier.inventory import FreeNumber
from sandbox.carrier.where import UnknownCityError, UnknownRateCenterError, UnknownZipError


def pick(tx: sqlite3.Connection, wanted: Wanted) -> list[FreeNumber]:
    """Those that fit exactly, then what is nearby, at most as many as are wanted.

    Raises:
        CriteriaError: There is no such city, rate center or ZIP.
    """
    try:
        found = _found(tx, wanted)
    except UnknownRateCenterError as error:
        raise CriteriaError(4001, "There is no rate center {} in {}.".format(*error.args)) from None
    except UnknownCityError as error:
        raise CriteriaError(4005, "There is no city {} in {}.".format(*error.args)) from None
    except UnknownZipError as error:
        raise CriteriaError(4007, f"The ZIP {error.args[0]} belongs to no place.") from None
    if wanted.sorted_by:
        found.sort(key=lambda number: str(number.tn)[: wanted.sorted_by])
    return found


def _found(tx: sqlite3.Connection, wanted: Wanted) -> list[FreeNumber]:
    quantity = wanted.quantity
    found = inventory.find(tx, wanted.where, quantity=quantity, mask=wanted.mask)
    if wanted.nearby is None or len(found) == quantity:
        return found
    exact = {number.tn for number in found}
    around = inventory.find(tx, wanted.nearby, quantity=quantity)
    others = [number for number in around if number.tn not in exact]
    return found + others[: quantity - len(found)]
