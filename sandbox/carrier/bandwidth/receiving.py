"""What orders and disconnects have in common when they come in."""

import uuid
from xml.etree.ElementTree import Element, tostring

from aiohttp import web

from sandbox.carrier.bandwidth.book import Entry, Plan, Problem
from sandbox.carrier.bandwidth.dialect import dialect_of
from sandbox.carrier.bandwidth.errors import BandwidthError, error_list
from sandbox.carrier.bandwidth.markup import NotXmlError, tag
from sandbox.carrier.bandwidth.requests import document
from sandbox.carrier.desk import Desk
from sandbox.carrier.faults import FaultKind


async def order_document(request: web.Request, root: str) -> Element:
    """The document of an order.

    Args:
        request: Whose body it is.
        root: The root of a refusal.

    Raises:
        BandwidthError: It is no XML.
    """
    try:
        return await document(request)
    except NotXmlError as error:
        problem = Problem(5002, f"The body is not XML: {error}.")
        told = tag(root, error_list([problem], dialect_of(request)))
        raise BandwidthError(400, told) from None


def received(
    desk: Desk,
    kind: str,
    root: Element,
    *,
    ref: str | None,
    plan: Plan,
    fault: FaultKind | None = None,
) -> Entry:
    """An order that keeps the rules, as it is accepted.

    Args:
        desk: What tells the time.
        kind: `orders` or `disconnects`.
        root: The document that asks for it.
        ref: The customer's own id.
        plan: What is asked for.
        fault: What strikes it.
    """
    at, slow = desk.now(), fault is FaultKind.SLOW_ORDER
    return Entry(
        id=str(uuid.uuid4()),
        kind=kind,
        ref=ref,
        request=tostring(root, encoding="unicode"),
        plan=plan,
        created_at=at,
        changed_at=at,
        due=desk.after(desk.options.slow_order_s if slow else desk.options.order_s),
        fault=fault,
    )
