"""Lists of orders and of disconnects."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier.bandwidth import book
from sandbox.carrier.bandwidth.book import Entry
from sandbox.carrier.bandwidth.errors import BandwidthError, status_error
from sandbox.carrier.bandwidth.markup import answer, optional, tag
from sandbox.carrier.bandwidth.requests import FIRST_PAGE, Page, links, page, parameters
from sandbox.carrier.desk import Desk

_MOST = 1000
# The element of an id differs between the two samples.
_NAMES = {book.ORDERS: ("new_number", "orderId"), book.DISCONNECTS: ("disconnect", "OrderId")}


async def listing(request: web.Request, desk: Desk, kind: str, *, user: str) -> web.Response:
    """A page of orders; `page` and `size` are required, 404 where nothing fits."""
    given = parameters(request)
    if "page" not in given or "size" not in given:
        raise status_error("ErrorResponse", 1003, "page and size are required.")
    at = page(given, "ErrorResponse", default=_MOST, most=_MOST)
    found = await desk.database.run(
        lambda tx: book.listing(
            tx, kind, ref=given.get("customerorderid"), status=given.get("status")
        )
    )
    shown, following = _shown(found, at)
    told = links(request, at.size, following.id if following else None)
    if not shown:
        raise BandwidthError(404, told)
    orders = (_order(entry, kind, user) for entry in shown)
    body = tag("ListOrderIdUserIdDate", tag("TotalCount", len(found)), told, *orders)
    return answer(tag("ResponseSelectWrapper", body))


def _shown(found: Sequence[Entry], at: Page) -> tuple[Sequence[Entry], Entry | None]:
    """Those of the page, which is named after its first one, and the first of the next page."""
    start = next((i for i, each in enumerate(found) if at.first in (FIRST_PAGE, each.id)), None)
    rest = () if start is None else found[start:]
    return rest[: at.size], rest[at.size] if len(rest) > at.size else None


def _order(entry: Entry, kind: str, user: str) -> Element:
    order_type, id_name = _NAMES[kind]
    return tag(
        "OrderIdUserIdDate",
        tag("CountOfTNs", len(entry.done)),
        optional("CustomerOrderId", entry.ref),
        tag("userId", user),
        tag("lastModifiedDate", entry.changed_at),
        tag("OrderType", order_type),
        tag("OrderDate", entry.created_at),
        tag(id_name, entry.id),
        tag("OrderStatus", entry.status),
        tag("TelephoneNumberDetails"),
    )
