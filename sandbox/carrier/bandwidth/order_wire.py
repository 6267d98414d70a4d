"""How an order of numbers is written."""

from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from sandbox.carrier.bandwidth.book import Entry, Problem
from sandbox.carrier.bandwidth.dialect import Dialect
from sandbox.carrier.bandwidth.errors import error_list
from sandbox.carrier.bandwidth.markup import optional, parse, tag, text
from sandbox.carrier.bandwidth.order_request import type_element


def accepted(entry: Entry) -> Element:
    """The answer to a POST."""
    return tag(
        "OrderResponse",
        _echo(parse(entry.request.encode()), entry.created_at, order_id=entry.id),
        tag("OrderStatus", entry.status),
    )


def refused(root: Element, at: str, problems: Sequence[Problem], dialect: Dialect) -> Element:
    """The answer to a POST that breaks a rule."""
    return tag("OrderResponse", error_list(problems, dialect), _echo(root, at))


def order(entry: Entry, dialect: Dialect, *, user: str, peer: str) -> Element:
    """The answer to a GET; errors come with it though it is a success."""
    open_still = entry.due is not None
    missing = 0 if open_still else entry.plan.quantity - len(entry.done)
    return tag(
        "OrderResponse",
        tag("CompletedQuantity", len(entry.done)),
        tag("CreatedByUser", user),
        error_list(entry.problems, dialect) if entry.problems else None,
        _failed(entry, dialect),
        tag("LastModifiedDate", entry.changed_at),
        None if open_still else tag("OrderCompleteDate", entry.changed_at),
        _echo(parse(entry.request.encode()), entry.created_at, peer=peer),
        tag("OrderStatus", entry.status),
        _completed(entry, dialect),
        optional("Summary", _summary(entry)),
        tag("FailedQuantity", missing),
    )


def _echo(
    root: Element, at: str, *, order_id: str | None = None, peer: str | None = None
) -> Element:
    """The order as it was asked for, with its defaults; its type stands as it was sent."""
    return tag(
        "Order",
        optional("CustomerOrderId", text(root, "CustomerOrderId")),
        optional("Name", text(root, "Name")),
        tag("OrderCreateDate", at),
        optional("PeerId", text(root, "PeerId") or peer),
        tag("BackOrderRequested", text(root, "BackOrderRequested") or "false"),
        optional("id", order_id),
        type_element(root),
        tag("PartialAllowed", text(root, "PartialAllowed") or "true"),
        optional("SiteId", text(root, "SiteId")),
    )


def _completed(entry: Entry, dialect: Dialect) -> Element | None:
    if not entry.done:
        return None
    numbers = (tag("TelephoneNumber", tag("FullNumber", dialect.write(tn))) for tn in entry.done)
    return tag("CompletedNumbers", *numbers)


def _failed(entry: Entry, dialect: Dialect) -> Element | None:
    if not entry.failed:
        return None
    return tag("FailedNumbers", *(tag("FullNumber", dialect.write(tn)) for tn in entry.failed))


def _summary(entry: Entry) -> str | None:
    """Such as `1 out of 2 numbers ordered in (919)`."""
    codes = Counter(str(tn)[:3] for tn in entry.done)
    if not codes:
        return None
    count, whole = len(entry.done), entry.plan.quantity
    of = "" if count == whole else f" out of {whole}"
    numbers = "number" if whole == 1 else "numbers"
    return f"{count}{of} {numbers} ordered in ({', '.join(sorted(codes))})"
