"""The phoneNumbers resource: list, read, allocate, update and release numbers."""

import sqlite3
from collections.abc import Mapping

from aiohttp import web

from sandbox.carrier import account, inventory, ledger
from sandbox.carrier.account import InsufficientBalanceError
from sandbox.carrier.catapult import wire
from sandbox.carrier.catapult.available import insufficient
from sandbox.carrier.catapult.errors import CatapultError, number_not_found, validation_error
from sandbox.carrier.catapult.requests import json_object, page, paged, parameters
from sandbox.carrier.desk import Desk, meets
from sandbox.carrier.faults import FaultKind
from sandbox.carrier.ledger import Owned, OwnedFilter
from sandbox.carrier.telephone import e164, parse_e164

_RELEASED = {"enabled": False, "released": True}


class PhoneNumbers:
    """The calls of users/{userId}/phoneNumbers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def list(self, request: web.Request) -> web.Response:
        """GET phoneNumbers: released ones too, unless numberState says otherwise."""
        query = await parameters(request)
        at = page(query)
        wanted = _filter(query)
        found = await self._desk.database.run(
            lambda tx: ledger.listing(tx, wanted, limit=at.limit, offset=at.offset)
        )
        shown, link = paged(request, at, found)
        url = _user_url(request)
        body = [wire.phone_number(owned, url) for owned in shown]
        return web.json_response(body, headers={"Link": link})

    async def get(self, request: web.Request) -> web.Response:
        """GET phoneNumbers/{id or E.164}."""
        owned = await self._desk.database.run(lambda tx: _owned(tx, request))
        return web.json_response(wire.phone_number(owned, _user_url(request)))

    async def allocate(self, request: web.Request) -> web.Response:
        """POST phoneNumbers: buy one chosen number."""
        fields = await json_object(request)
        tn = self._read_order(fields)
        at = self._desk.now()
        if meets(request, FaultKind.NUMBER_TAKEN):
            await self._desk.database.run(lambda tx: inventory.take(tx, [tn]))
        broke = meets(request, FaultKind.INSUFFICIENT_BALANCE)

        def buy(tx: sqlite3.Connection) -> str:
            number_id = _allocate(tx, tn, at, broke=broke).id
            _label(tx, number_id, fields)
            return number_id

        number_id = await self._desk.database.run(buy)
        await self._desk.changed()
        location = f"/v1/users/{request.match_info['user_id']}/phoneNumbers/{number_id}"
        return web.Response(status=201, headers={"Location": location})

    async def update(self, request: web.Request) -> web.Response:
        """POST phoneNumbers/{id}: change labels; null leaves one as it is."""
        fields = await json_object(request)
        self._check_labels(fields)
        await self._desk.database.run(lambda tx: _label(tx, _enabled(tx, request).id, fields))
        await self._desk.changed()
        return web.Response()

    async def release(self, request: web.Request) -> web.Response:
        """DELETE phoneNumbers/{id}: 200 with an empty body, as clients want it."""
        at = self._desk.now()
        await self._desk.database.run(lambda tx: ledger.release(tx, _enabled(tx, request).id, at))
        await self._desk.changed()
        return web.Response()

    def _read_order(self, fields: Mapping[str, str | None]) -> int:
        number = fields.get("number")
        if number is None:
            raise CatapultError("missing-property", "The property number is required.")
        tn = parse_e164(number)
        if tn is None:
            raise validation_error(f"{number} is not a US number in E.164 form.")
        self._check_labels(fields)
        return tn

    def _check_labels(self, fields: Mapping[str, str | None]) -> None:
        application, fallback = fields.get("applicationId"), fields.get("fallbackNumber")
        if application and application not in self._desk.options.applications:
            raise CatapultError(
                "application-not-found", f"The application {application} was not found."
            )
        if fallback and parse_e164(fallback) is None:
            raise validation_error(f"{fallback} is not a US number in E.164 form.")


def _filter(query: Mapping[str, str]) -> OwnedFilter:
    state = query.get("numberState")
    if state is not None and state not in _RELEASED:
        raise validation_error("numberState must be enabled or released.")
    return OwnedFilter(
        name=query.get("name"),
        application=query.get("applicationId"),
        state=query.get("state", "").upper() or None,
        city=query.get("city", "").upper() or None,
        released=None if state is None else _RELEASED[state],
    )


def _owned(tx: sqlite3.Connection, request: web.Request) -> Owned:
    # A raw + that some client or proxy took for a blank arrives as a blank.
    key = request.match_info["number"].replace(" ", "+")
    tn = parse_e164(key)
    owned = ledger.by_id(tx, key) if tn is None else ledger.by_number(tx, tn)
    if owned is None:
        raise number_not_found(key)
    return owned


def _enabled(tx: sqlite3.Connection, request: web.Request) -> Owned:
    owned = _owned(tx, request)
    if owned.released_at is not None:
        raise number_not_found(e164(owned.tn))
    return owned


def _allocate(tx: sqlite3.Connection, tn: int, at: str, *, broke: bool) -> Owned:
    owned = ledger.by_number(tx, tn)
    free = inventory.is_free(tx, tn)
    if free is None or (owned and owned.released_at):
        raise number_not_found(e164(tn))
    if not free:
        raise CatapultError("duplicate-number", f"The phone number {e164(tn)} is already in use.")
    if broke:
        raise insufficient(InsufficientBalanceError(0, account.price(tn)))
    try:
        return ledger.buy(tx, [tn], call="allocate", at=at)[0]
    except InsufficientBalanceError as error:
        raise insufficient(error) from None


def _label(tx: sqlite3.Connection, number_id: str, fields: Mapping[str, str | None]) -> None:
    ledger.label(
        tx,
        number_id,
        name=fields.get("name"),
        application=fields.get("applicationId"),
        fallback=fields.get("fallbackNumber"),
    )


def _user_url(request: web.Request) -> str:
    return wire.user_url(request, request.match_info["user_id"])
