"""disconnects: numbers are given up."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier.bandwidth import book
from sandbox.carrier.bandwidth.book import Entry, Plan, Problem
from sandbox.carrier.bandwidth.dialect import Dialect, dialect_of
from sandbox.carrier.bandwidth.errors import BandwidthError, error_list, not_found
from sandbox.carrier.bandwidth.listing import listing
from sandbox.carrier.bandwidth.markup import answer, child, optional, parse, tag, text
from sandbox.carrier.bandwidth.order_request import OrderError, named_numbers, reference
from sandbox.carrier.bandwidth.passing import look_at
from sandbox.carrier.bandwidth.receiving import order_document, received
from sandbox.carrier.bandwidth.requests import created_at
from sandbox.carrier.desk import Desk

_ROOT = "DisconnectTelephoneNumberOrderResponse"
_TYPE = "DisconnectTelephoneNumberOrderType"
# Other modes need permissions that a customer does not have.
_ALLOWED: Mapping[str, tuple[int, frozenset[str]]] = {
    "DisconnectMode": (5084, frozenset({"normal"})),
    "Protected": (5108, frozenset({"true", "false", "unchanged"})),
}


class Disconnects:
    """The calls of disconnects.

    Args:
        desk: What they work with.
        user: Who is named as having made them.
    """

    def __init__(self, desk: Desk, user: str) -> None:
        self._desk = desk
        self._user = user

    async def disconnect(self, request: web.Request) -> web.Response:
        """POST disconnects: 201 says no more than that the order was received."""
        dialect = dialect_of(request)
        root = await order_document(request, _ROOT)
        try:
            entry = self._entry(root, dialect)
        except OrderError as error:
            raise BandwidthError(400, tag(_ROOT, error_list(error.problems, dialect))) from None
        await self._desk.database.run(lambda tx: book.add(tx, entry))
        told = tag(_ROOT, _echo(entry), tag("OrderStatus", entry.status))
        return answer(told, 201, location=created_at(request, entry.id))

    async def get(self, request: web.Request) -> web.Response:
        """GET disconnects/{id}: each look moves one that is under way a step on."""
        order_id, desk = request.match_info["order"], self._desk
        entry, changed = await desk.database.run(
            lambda tx: look_at(tx, book.DISCONNECTS, order_id, desk)
        )
        if entry is None:
            raise not_found(f"There is no disconnect order {order_id}.")
        if changed:
            await desk.changed()
        return answer(_told(entry, dialect_of(request)))

    async def list(self, request: web.Request) -> web.Response:
        """GET disconnects: those with a customerOrderId or a status, page by page."""
        return await listing(request, self._desk, book.DISCONNECTS, user=self._user)

    def _entry(self, root: Element, dialect: Dialect) -> Entry:
        kind = child(root, _TYPE)
        if kind is None:
            raise OrderError(Problem(5001, f"There is no {_TYPE}."))
        for name, (code, allowed) in _ALLOWED.items():
            if (given := text(kind, name)) and given.lower() not in allowed:
                raise OrderError(Problem(code, f"{name} cannot be {given}."))
        tns = named_numbers(kind, dialect)
        plan = Plan(quantity=len(tns), tns=tns)
        return received(self._desk, book.DISCONNECTS, root, ref=reference(root), plan=plan)


def _told(entry: Entry, dialect: Dialect) -> Element:
    gone = (tag("TelephoneNumber", dialect.write(tn)) for tn in entry.done)
    return tag(
        _ROOT,
        tag("DisconnectedTelephoneNumberList", *gone) if entry.done else None,
        error_list(entry.problems, dialect),
        _echo(entry),
        tag("OrderStatus", entry.status),
    )


def _echo(entry: Entry) -> Element:
    root = parse(entry.request.encode())
    return tag(
        "orderRequest",
        optional("CustomerOrderId", entry.ref),
        optional("Name", text(root, "Name")),
        tag("OrderCreateDate", entry.created_at),
        tag("id", entry.id),
        child(root, _TYPE),
    )
