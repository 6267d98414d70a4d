"""Many orders in several transactions, so that nobody waits long for theirs."""

from collections.abc import Iterator, Sequence

from bot.domain.order import Order

MOST = 100


def batches(orders: Sequence[Order]) -> Iterator[Sequence[str]]:
    """The ids of the orders, at most a hundred at a time."""
    ids = [order.id for order in orders]
    return (ids[start : start + MOST] for start in range(0, len(ids), MOST))
