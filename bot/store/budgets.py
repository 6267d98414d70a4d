"""Budgets: what is held and spent of each in a month, and what each order has of it.

A limit is not stored: whoever holds says it, so that a policy may change at any time. The order's
row is locked by whoever comes here, and budgets are locked after it, always in the order of their
keys, so that nobody waits in a circle.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, type_coerce, update

from bot.domain.budgeting import Room
from bot.domain.order import FINAL, Order, State
from bot.store.tables import budget_holds, budgets, numbers, orders
from bot.store.upsert import add_up

_BOUNDLESS = Decimal(10**12)  # More than any budget may be, and still a number of the database.
_NOTHING = Decimal(0)

_money = budgets.c.held.type
_THIS = (budgets.c.key == bindparam("of_key"), budgets.c.month == bindparam("of_month"))
_in_all = type_coerce(budgets.c.held + budgets.c.spent, _money)

_TAKE = add_up(budgets, budgets.c.held, within=bindparam("limit", type_=_money), of=_in_all)
_SHIFT = (
    update(budgets)
    .where(*_THIS)
    .values(
        held=budgets.c.held - bindparam("freed", type_=_money),
        spent=budgets.c.spent + bindparam("charged", type_=_money),
    )
)
_TAKEN = select(budgets.c.key, _in_all.label("taken")).where(
    budgets.c.month == bindparam("of_month"), budgets.c.key.in_(bindparam("keys", expanding=True))
)

_OF_ORDER = budget_holds.c.order_id == bindparam("of_order")
_SHARES = select(budget_holds).where(_OF_ORDER).order_by(budget_holds.c.key)
_SHARE = insert(budget_holds)
_DROP = delete(budget_holds).where(_OF_ORDER)
_SETTLE = (
    update(budget_holds)
    .where(_OF_ORDER)
    .values(amount=_NOTHING, spent=bindparam("cost", type_=_money))
)
_LOWER = (
    update(budget_holds)
    .where(_OF_ORDER, budget_holds.c.amount > bindparam("cost", type_=_money))
    .values(amount=bindparam("cost", type_=_money))
)
_COUNTING = (
    select(budgets.c.key, _in_all.label("taken"))
    .join(
        budget_holds,
        (budget_holds.c.key == budgets.c.key) & (budget_holds.c.month == budgets.c.month),
    )
    .where(_OF_ORDER)
    .order_by(budgets.c.key)
)
_STATE = select(orders.c.state).where(orders.c.id == bindparam("of_order"))
_COST = (
    select(func.sum(func.coalesce(numbers.c.price, orders.c.quote_each)))
    .join(orders, orders.c.id == numbers.c.order_id)
    .where(numbers.c.order_id == bindparam("of_order"))
)


@dataclass(frozen=True, slots=True)
class _Share:
    """What an order has of one budget, in the month in which it was held."""

    key: str
    month: str
    amount: Decimal
    spent: Decimal


def reserve(
    connection: Connection, order: Order, month: str, limits: Mapping[str, Decimal]
) -> Room | None:
    """Hold the order's monthly cost in each of the budgets, instead of what it holds so far.

    What it holds already needs no room. A price that nobody knows holds nothing, but is charged
    when the numbers are bought.

    Returns:
        The tightest budget, which has no room; then nothing is held. None when all is held.
    """
    cost = order.monthly or _NOTHING
    before = {(share.key, share.month): share.amount for share in _drop(connection, order.id)}
    keys = sorted(limits)
    for index, key in enumerate(keys):
        dearer = cost > before.get((key, month), _NOTHING)
        if not _take(connection, key, month, cost, limits[key] if dearer else _BOUNDLESS):
            for held in keys[:index]:
                _shift(connection, _Share(held, month, cost, _NOTHING), _NOTHING)
            return _tightest(connection, month, limits)
    shares = [{"key": key, "month": month, "amount": cost, "spent": _NOTHING} for key in keys]
    if shares:
        connection.execute(_SHARE, [{"order_id": order.id, **share} for share in shares])
    return None


def lower(connection: Connection, order: Order) -> None:
    """Hold no more than the order costs a month now, in its budgets and its month."""
    cost = order.monthly or _NOTHING
    for share in _shares(connection, order.id):
        freed = max(share.amount - cost, _NOTHING)
        _shift(connection, replace(share, amount=freed), _NOTHING)
    connection.execute(_LOWER, {"of_order": order.id, "cost": cost})


def follow(connection: Connection, order_id: str, state: State) -> None:
    """Bring what the order has of its budgets into step with the state that it has come to."""
    if state is State.CHECKING:
        _drop(connection, order_id)
    elif state in FINAL:
        _settle(connection, order_id)


def recount(connection: Connection, order_id: str) -> None:
    """Charge numbers that were recorded after their order had ended."""
    if connection.execute(_STATE, {"of_order": order_id}).scalar_one() in FINAL:
        _settle(connection, order_id)


def taken(connection: Connection, keys: Collection[str], month: str) -> Mapping[str, Decimal]:
    """What is held and spent of these budgets in a month, by key; a missing one has nothing."""
    asked = {"keys": list(keys), "of_month": month}
    return {row.key: row.taken for row in connection.execute(_TAKEN, asked)}


def counting(connection: Connection, order_id: str) -> Mapping[str, Decimal]:
    """What is held and spent of each budget that counts the order, by key, in its month."""
    found = connection.execute(_COUNTING, {"of_order": order_id})
    return {row.key: row.taken for row in found}


def _take(connection: Connection, key: str, month: str, amount: Decimal, limit: Decimal) -> bool:
    """Hold the amount if the budget has room for it; its row is locked from then on."""
    if amount > limit:
        return False
    row = {"key": key, "month": month, "held": amount, "spent": _NOTHING, "limit": limit}
    return connection.execute(_TAKE, row).rowcount == 1


def _tightest(connection: Connection, month: str, limits: Mapping[str, Decimal]) -> Room:
    there = taken(connection, limits, month)
    rooms = (
        Room(key, limits[key], limits[key] - there.get(key, _NOTHING)) for key in sorted(limits)
    )
    return min(rooms, key=lambda room: room.left)


def _drop(connection: Connection, order_id: str) -> list[_Share]:
    """Free what the order holds, and forget which budgets count it."""
    shares = _shares(connection, order_id)
    for share in shares:
        _shift(connection, share, _NOTHING)
    if shares:
        connection.execute(_DROP, {"of_order": order_id})
    return shares


def _settle(connection: Connection, order_id: str) -> None:
    """Free what the order holds, and charge what its numbers cost; it may be done again."""
    shares = _shares(connection, order_id)
    if not shares:
        return
    cost = connection.execute(_COST, {"of_order": order_id}).scalar_one() or _NOTHING
    for share in shares:
        _shift(connection, share, cost - share.spent)
    connection.execute(_SETTLE, {"of_order": order_id, "cost": cost})


def _shares(connection: Connection, order_id: str) -> list[_Share]:
    found = connection.execute(_SHARES, {"of_order": order_id})
    return [_Share(row.key, row.month, row.amount, row.spent) for row in found]


def _shift(connection: Connection, share: _Share, charged: Decimal) -> None:
    asked = {"of_key": share.key, "of_month": share.month}
    connection.execute(_SHIFT, asked | {"freed": share.amount, "charged": charged})
