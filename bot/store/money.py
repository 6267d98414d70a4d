"""The money in the books over one database transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from bot.books import Money
from bot.domain.budgeting import Room
from bot.domain.order import Order
from bot.store import budgets, locks, orders
from bot.store.locks import Gate


class SqlMoney(Money):
    """Budgets, and what rules have approved, inside one unit of work or a look."""

    def __init__(self, connection: Connection) -> None:
        """Open them inside the transaction of the books."""
        self._connection = connection

    def reserve(self, order: Order, month: str, limits: Mapping[str, Decimal]) -> Room | None:
        """Hold the order's monthly cost in these budgets; or the tightest, which has no room."""
        return budgets.reserve(self._connection, order, month, limits)

    def lower(self, order: Order) -> None:
        """Hold no more than the order costs a month now, in its budgets and its month."""
        budgets.lower(self._connection, order)

    def taken(self, keys: Collection[str], month: str) -> Mapping[str, Decimal]:
        """What is held and spent of these budgets in a month, by key."""
        return budgets.taken(self._connection, keys, month)

    def counting(self, order_id: str) -> Mapping[str, Decimal]:
        """What is held and spent of each budget that counts the order, by key, in its month."""
        return budgets.counting(self._connection, order_id)

    def approved_by(self, rule: str, since: datetime) -> int:
        """How many orders a rule has approved since then; until the unit ends, no other counts."""
        locks.alone(self._connection, Gate.AUTO_RULE, rule)
        return orders.approved_by(self._connection, rule, since)
