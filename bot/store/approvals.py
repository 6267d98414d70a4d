"""Approvals: at most one for an order, revision and approver."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.domain.order import Approval, Order, Person
from bot.domain.parameters import to_parameters
from bot.store.columns import canonical
from bot.store.tables import approvals
from bot.store.upsert import insert_new

_APPROVE = insert_new(approvals)
_REVISION = (
    approvals.c.order_id == bindparam("of_order"),
    approvals.c.revision == bindparam("of_revision"),
)
_OF_REVISION = select(approvals).where(*_REVISION).order_by(approvals.c.at, approvals.c.approver)
_WITHDRAW = delete(approvals).where(*_REVISION, approvals.c.approver == bindparam("of_person"))


def digest(order: Order) -> str:
    """The SHA-256 of what an approver says yes to: criteria, purpose and price."""
    quote = order.quote
    asked = {
        "criteria": to_parameters(order.request.criteria),
        "purpose": order.request.purpose,
        "each": format(quote.each, "f") if quote and quote.each is not None else None,
        "revision": order.revision,
    }
    return hashlib.sha256(canonical(asked).encode()).hexdigest()


def approve(connection: Connection, order: Order, approver: Person, at: datetime) -> bool:
    """Write the approval of the order's revision; False if this approver had given it."""
    row = {
        "order_id": order.id,
        "revision": order.revision,
        "approver": approver.id,
        "name": approver.name,
        "team": approver.team,
        "at": at,
        "digest": digest(order),
    }
    return connection.execute(_APPROVE, row).rowcount == 1


def withdraw(connection: Connection, order: Order, approver: str) -> bool:
    """Take back the approval of the order's revision; False if this approver gave none."""
    given = {"of_order": order.id, "of_revision": order.revision, "of_person": approver}
    return connection.execute(_WITHDRAW, given).rowcount == 1


def approvals_of(connection: Connection, order: Order) -> Sequence[Approval]:
    """The approvals of the order's revision, oldest first."""
    asked = {"of_order": order.id, "of_revision": order.revision}
    return [
        Approval(Person(row["approver"], row["name"], row["team"]), row["revision"], row["at"])
        for row in connection.execute(_OF_REVISION, asked).mappings()
    ]
