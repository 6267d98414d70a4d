"""tnreservation: numbers that are kept for a while."""

import math
import sqlite3
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier import holds, inventory
from sandbox.carrier.bandwidth.dialect import Dialect, dialect_of
from sandbox.carrier.bandwidth.errors import BandwidthError, not_found, status_error
from sandbox.carrier.bandwidth.markup import NotXmlError, answer, said, tag
from sandbox.carrier.bandwidth.requests import created_at, document
from sandbox.carrier.desk import Desk, meets
from sandbox.carrier.faults import FaultKind
from sandbox.carrier.holds import Hold
from sandbox.carrier.stamp import seconds_between


class Reservations:
    """The calls of tnreservation.

    Args:
        desk: What they work with.
        account_id: Whose reservations these are.
    """

    def __init__(self, desk: Desk, account_id: str) -> None:
        self._desk = desk
        self._account_id = account_id

    async def reserve(self, request: web.Request) -> web.Response:
        """POST tnreservation: 201 without a body, as documented."""
        if meets(request, FaultKind.RESERVATION_DENIED_5046):
            raise _refused(5046, f"The account {self._account_id} may not reserve.")
        text = await _reserved_number(request)
        tn = dialect_of(request).read(text)
        if tn is None:
            raise _refused(5045, f"{text} is no number of the form that is wanted.")
        if meets(request, FaultKind.NUMBER_TAKEN):
            await self._desk.database.run(lambda tx: _lose(tx, tn))
        at, until = self._desk.now(), self._desk.after(self._desk.options.reservation_s)
        hold_id = await self._desk.database.run(lambda tx: _hold(tx, tn, at, until))
        await self._desk.changed()
        return web.Response(status=201, headers={"Location": created_at(request, hold_id)})

    async def get(self, request: web.Request) -> web.Response:
        """GET tnreservation/{id}."""
        held = await self._desk.database.run(lambda tx: _held(tx, request))
        return answer(
            tag(
                "ReservationResponse",
                tag(
                    "Reservation",
                    tag("ReservationId", held.id),
                    tag("AccountId", self._account_id),
                    self._expires(held),
                    tag("ReservedTn", dialect_of(request).write(held.tn)),
                ),
            )
        )

    async def cancel(self, request: web.Request) -> web.Response:
        """DELETE tnreservation/{id}: 200 without a body; the number is free again."""
        dialect = dialect_of(request)
        await self._desk.database.run(lambda tx: _free(tx, request, dialect))
        await self._desk.changed()
        return web.Response()

    async def of_number(self, request: web.Request) -> web.Response:
        """GET tns/{tn}/tnreservation: the same in other names."""
        text = request.match_info["tn"].replace(" ", "+")
        dialect = dialect_of(request)
        tn = dialect.read(text)
        held = (
            None
            if tn is None
            else await self._desk.database.run(lambda tx: holds.of_number(tx, tn))
        )
        if held is None:
            raise not_found(f"Nothing is reserved for {text}.")
        return answer(
            tag(
                "TNReservation",
                tag("ReservationID", held.id),
                tag("Account", self._account_id),
                self._expires(held),
                tag("ReservedTN", dialect.write(held.tn)),
            )
        )

    def _expires(self, held: Hold) -> Element:
        left_s = seconds_between(self._desk.now(), held.until)
        return tag("ReservationExpires", math.ceil(left_s))


async def _reserved_number(request: web.Request) -> str:
    try:
        root = await document(request)
    except NotXmlError as error:
        raise _refused(5044, f"The body is not XML: {error}.") from None
    numbers = [said(each) for each in root if each.tag.lower() == "reservedtn"]
    if root.tag != "Reservation" or len(numbers) != 1 or numbers[0] is None:
        raise _refused(5044, "A Reservation names one ReservedTn.")
    return numbers[0]


def _hold(tx: sqlite3.Connection, tn: int, at: str, until: str) -> str:
    free = inventory.is_free(tx, tn)
    if free is None:
        raise _refused(5040, f"The telephone number {tn} was not found.")
    if not free:
        raise _refused(5041, f"The telephone number {tn} is not available.")
    return holds.hold(tx, tn, at=at, until=until)


def _lose(tx: sqlite3.Connection, tn: int) -> None:
    """Let others get the number, unless it is held already."""
    if inventory.is_free(tx, tn):
        inventory.take(tx, [tn])


def _held(tx: sqlite3.Connection, request: web.Request) -> Hold:
    held = holds.by_id(tx, request.match_info["reservation"])
    if held is None or held.end is not None:
        raise _unknown(request)
    return held


def _free(tx: sqlite3.Connection, request: web.Request, dialect: Dialect) -> None:
    held = holds.by_id(tx, request.match_info["reservation"])
    if held is not None and held.end == "ordered":
        raise _refused(5047, f"The telephone number {dialect.write(held.tn)} is ordered.")
    holds.end(tx, _held(tx, request), "freed")


def _unknown(request: web.Request) -> BandwidthError:
    text = "The account {account} has no reservation {reservation}.".format(**request.match_info)
    return _refused(5042, text, status=404)


def _refused(code: int, description: str, *, status: int = 400) -> BandwidthError:
    return status_error("ReservationResponse", code, description, status=status)
