"""orders: numbers are ordered, and what has become of it is asked."""

import sqlite3
from dataclasses import replace

from aiohttp import web

from sandbox.carrier import account
from sandbox.carrier.bandwidth import book, order_wire
from sandbox.carrier.bandwidth.book import Entry, Plan, Problem
from sandbox.carrier.bandwidth.criteria import CriteriaError, wanted
from sandbox.carrier.bandwidth.dialect import dialect_of
from sandbox.carrier.bandwidth.errors import BandwidthError, not_found
from sandbox.carrier.bandwidth.listing import listing
from sandbox.carrier.bandwidth.markup import answer
from sandbox.carrier.bandwidth.order_request import OrderError, order_request
from sandbox.carrier.bandwidth.passing import look_at
from sandbox.carrier.bandwidth.picking import pick
from sandbox.carrier.bandwidth.receiving import order_document, received
from sandbox.carrier.bandwidth.requests import created_at
from sandbox.carrier.desk import FAULT, Desk, meets
from sandbox.carrier.faults import FaultKind
from sandbox.carrier.options import BandwidthAccount
from sandbox.carrier.where import TollFree


class Orders:
    """The calls of orders.

    Args:
        desk: What they work with.
        customer: Whose orders these are.
    """

    def __init__(self, desk: Desk, customer: BandwidthAccount) -> None:
        self._desk = desk
        self._customer = customer

    async def order(self, request: web.Request) -> web.Response:
        """POST orders: 201 says no more than that the order was received."""
        if meets(request, FaultKind.INSUFFICIENT_BALANCE):
            raise BandwidthError(402)
        dialect = dialect_of(request)
        root = await order_document(request, "OrderResponse")
        try:
            asked = order_request(root, dialect, self._customer)
            entry = received(
                self._desk,
                book.ORDERS,
                root,
                ref=asked.ref,
                plan=asked.plan,
                fault=request.get(FAULT),
            )
            await self._desk.database.run(lambda tx: _accept(tx, entry))
        except OrderError as error:
            told = order_wire.refused(root, self._desk.now(), error.problems, dialect)
            raise BandwidthError(400, told) from None
        location = created_at(request, entry.id)
        return answer(order_wire.accepted(entry), 201, location=location)

    async def get(self, request: web.Request) -> web.Response:
        """GET orders/{id}: each look moves an order that is under way a step on."""
        order_id, desk = request.match_info["order"], self._desk
        entry, changed = await desk.database.run(
            lambda tx: look_at(tx, book.ORDERS, order_id, desk)
        )
        if entry is None:
            raise not_found(f"There is no order {order_id}.")
        if changed:
            await desk.changed()
        told = order_wire.order(
            entry,
            dialect_of(request),
            user=self._customer.client_id,
            peer=self._customer.peer_id,
        )
        return answer(told)

    async def list(self, request: web.Request) -> web.Response:
        """GET orders: those with a customerOrderId or a status, page by page."""
        return await listing(request, self._desk, book.ORDERS, user=self._customer.client_id)


def _accept(tx: sqlite3.Connection, entry: Entry) -> None:
    try:
        amount = _price(tx, entry.plan)
    except CriteriaError as error:
        raise OrderError(Problem(5002, error.description)) from None
    if account.balance(tx) < amount:
        raise BandwidthError(402)
    book.add(tx, entry)


def _price(tx: sqlite3.Connection, plan: Plan) -> int:
    """What the first month costs at most, in 1/100,000 USD."""
    if plan.tns:
        return sum(map(account.price, plan.tns))
    asked = wanted(plan.criteria)
    pick(tx, replace(asked, quantity=0))
    toll_free = isinstance(asked.where, TollFree)
    return plan.quantity * (account.TOLL_FREE_PRICE if toll_free else account.LOCAL_PRICE)
