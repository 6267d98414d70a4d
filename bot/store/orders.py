"""Orders: written once, then changed only by compare-and-set."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, desc, func, insert, select, text, union_all, update

from bot.domain.criteria import Request
from bot.domain.errors import BotError
from bot.domain.order import Draft, Move, Order, Person, State, next_state
from bot.domain.parameters import to_parameters
from bot.store.events import Sealer, append
from bot.store.rows import birth_row, living_row, new_order, place_key, to_order
from bot.store.tables import IS_AUTO, IS_IN_REVIEW, IS_OPEN, IS_UNDECIDED, IS_UNSETTLED, orders

_LARGEST_NUMBER = 2**31 - 1  # The column's type on PostgreSQL.

_OPEN = insert(orders).returning(orders.c.number)
_BY_ID = select(orders).where(orders.c.id == bindparam("order_id"))
_BY_NUMBER = select(orders).where(orders.c.number == bindparam("called"))
# Cards and attempts may be written beside such a lock: they refer to the order's id alone.
_LOCK_BY_ID = _BY_ID.with_for_update(key_share=True)
_LOCK_BY_NUMBER = _BY_NUMBER.with_for_update(key_share=True)
# Who asked and whom it is for are looked for apart: an OR of the two would use no index well.
_OWNERS = (orders.c.requester, orders.c.for_whom)
_OF_PERSON = [
    select(orders)
    .where(owner == bindparam("person"))
    .order_by(orders.c.number.desc())
    .limit(bindparam("at_most"))
    for owner in _OWNERS
]
_TWINS = [
    select(orders).where(
        owner.in_(bindparam("owners", expanding=True)),
        orders.c.place == bindparam("same_place"),
        orders.c.quantity == bindparam("same_quantity"),
        orders.c.created_at >= bindparam("since", type_=orders.c.created_at.type),
        text(IS_OPEN),
    )
    for owner in _OWNERS
]
_TWIN = union_all(*_TWINS).order_by(desc("created_at")).limit(1)
_UNDECIDED = [
    select(func.count()).where(owner == bindparam("person"), text(IS_UNDECIDED))
    for owner in _OWNERS
]
_BY_RULE = (
    select(func.count())
    .select_from(orders)
    .where(
        text(IS_AUTO),
        orders.c.auto_rule == bindparam("rule"),
        orders.c.decided_at > bindparam("since", type_=orders.c.decided_at.type),
    )
)
_UNSETTLED = select(orders).where(text(IS_UNSETTLED)).order_by(orders.c.number)
_IN_REVIEW = (
    select(orders).where(text(IS_IN_REVIEW)).order_by(orders.c.number).limit(bindparam("at_most"))
)
# In the order of its index: to save the sorting, SQLite would read all orders by number.
_WAITING = (
    select(orders)
    .where(text(IS_UNDECIDED), orders.c.state == State.AWAITING_APPROVAL.value)
    .order_by(orders.c.requester, orders.c.number)
)
_CHANGE = update(orders).where(
    orders.c.id == bindparam("order_id"), orders.c.version == bindparam("seen_version")
)


class LostRaceError(BotError):
    """The order changed after this unit read it: the unit has to be run again."""


def open_order(connection: Connection, sealer: Sealer, draft: Draft) -> Order:
    """Write a new order, with its event."""
    number = connection.execute(_OPEN, birth_row(draft)).scalar_one()
    order = new_order(draft, number)
    body = {
        "from": None,
        "to": order.state,
        "move": "place",
        "revision": order.revision,
        "number": order.number,
        "channel": order.channel,
        "duplicate_of": order.duplicate_of,
        **signed(order.requester, order.created_at),
        **_asked(order.request),
    }
    append(connection, sealer, order.id, body, first=True)
    return order


def order_by_id(connection: Connection, order_id: str, *, lock: bool) -> Order | None:
    """The order, its row locked until the transaction ends if that is asked for."""
    query = _LOCK_BY_ID if lock else _BY_ID
    row = connection.execute(query, {"order_id": order_id}).mappings().one_or_none()
    return None if row is None else to_order(row)


def order_by_number(connection: Connection, number: int, *, lock: bool) -> Order | None:
    """The order of that number, locked alike."""
    if not 0 < number <= _LARGEST_NUMBER:
        return None
    query = _LOCK_BY_NUMBER if lock else _BY_NUMBER
    row = connection.execute(query, {"called": number}).mappings().one_or_none()
    return None if row is None else to_order(row)


def orders_of(connection: Connection, person: str, limit: int) -> Sequence[Order]:
    """The latest orders by a person or for them, newest first."""
    asked = {"person": person, "at_most": limit}
    found = [row for query in _OF_PERSON for row in connection.execute(query, asked).mappings()]
    return sorted(map(to_order, found), key=attrgetter("number"), reverse=True)[:limit]


def open_twin(
    connection: Connection, owners: Collection[str], request: Request, since: datetime
) -> Order | None:
    """The newest open order by one of these people, or for one, of the same place and quantity."""
    asked = {
        "owners": list(owners),
        "same_place": place_key(request.criteria),
        "same_quantity": request.criteria.quantity,
        "since": since,
    }
    row = connection.execute(_TWIN, asked).mappings().one_or_none()
    return None if row is None else to_order(row)


def undecided_of(connection: Connection, person: str) -> int:
    """How many orders by a person or for them wait for a decision."""
    return sum(connection.execute(query, {"person": person}).scalar_one() for query in _UNDECIDED)


def unsettled(connection: Connection) -> Sequence[Order]:
    """Orders that a machine still has to move, oldest first."""
    return [to_order(row) for row in connection.execute(_UNSETTLED).mappings()]


def in_review(connection: Connection, limit: int) -> Sequence[Order]:
    """Orders that only a person can settle, oldest first."""
    return [to_order(row) for row in connection.execute(_IN_REVIEW, {"at_most": limit}).mappings()]


def waiting(connection: Connection) -> Sequence[Order]:
    """Orders that wait for a decision, oldest first."""
    found = [to_order(row) for row in connection.execute(_WAITING).mappings()]
    return sorted(found, key=attrgetter("number"))


def approved_by(connection: Connection, rule: str, since: datetime) -> int:
    """How many orders a rule has approved since then."""
    return connection.execute(_BY_RULE, {"rule": rule, "since": since}).scalar_one()


def move_order(  # noqa: PLR0913 - an order's move names who, when, why and what changes with it
    connection: Connection,
    sealer: Sealer,
    order: Order,
    move: Move,
    *,
    by: Person,
    at: datetime,
    why: Mapping[str, Any],
    changes: Mapping[str, Any],
) -> Order:
    """Make the move by the table of transitions, and write its event."""
    state = next_state(order.state, move)
    moved = amend_order(connection, order, {**changes, "state": state, "changed_at": at})
    body = {
        **why,
        **(_asked(moved.request) if moved.revision != order.revision else {}),
        **signed(by, at),
        "from": order.state,
        "to": state,
        "move": move,
        "revision": moved.revision,
    }
    append(connection, sealer, order.id, body, first=False)
    return moved


def amend_order(connection: Connection, order: Order, changes: Mapping[str, Any]) -> Order:
    """Change fields of the order by compare-and-set.

    Raises:
        LostRaceError: It is no longer as it was read.
    """
    amended = replace(order, **{**changes, "version": order.version + 1})
    row = {**living_row(amended), "order_id": order.id, "seen_version": order.version}
    if connection.execute(_CHANGE, row).rowcount != 1:
        raise LostRaceError(f"Order {order.number} has just changed. Please try again.")
    return amended


def signed(by: Person, at: datetime) -> dict[str, Any]:
    """Who did it, under the name of that day, and when; part of every event."""
    return {"by": {"id": by.id, "name": by.name}, "at": at}


def _asked(request: Request) -> dict[str, Any]:
    said = {"criteria": to_parameters(request.criteria), "purpose": request.purpose}
    return said | request.circumstances
