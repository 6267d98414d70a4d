"""Bought numbers: one row a TN, and at most one order owns it at a time."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, text, update

from bot.domain.purchase import Attempt, Bought
from bot.store.tables import IS_OWNED, numbers
from bot.store.upsert import insert_new

_AT_A_TIME = 1000  # Databases take about 32,000 values in one statement.

_RECORD = insert_new(numbers)
_OF_ORDER = (
    select(numbers).where(numbers.c.order_id == bindparam("of_order")).order_by(numbers.c.tn)
)
_OWNED = select(numbers.c.tn).where(
    numbers.c.tn.in_(bindparam("among", expanding=True)), text(IS_OWNED)
)

_TAKE = (
    update(numbers)
    .where(
        numbers.c.tn.in_(bindparam("among", expanding=True)),
        text(IS_OWNED),
        numbers.c.order_id != bindparam("by_order"),
    )
    .values(released=True)
    .returning(numbers.c.tn)
)


def record(connection: Connection, attempt: Attempt, bought: Sequence[Bought]) -> Sequence[str]:
    """Record the attempt's numbers; one that this order has already stays as it is.

    Returns:
        TNs that were another order's: the carrier has sold them anew, so that order has lost them.
    """
    resold = _take_from_others(connection, attempt, bought)
    rows = [
        {
            "tn": number.tn,
            "order_id": attempt.order_id,
            "part": attempt.part.index,
            "tries": attempt.tries,
            "carrier_id": number.carrier_id,
            "price": number.price,
            "created_at": number.created_at,
            "city": number.city,
            "state": number.state,
            "name": number.name,
        }
        for number in bought
    ]
    if rows:
        connection.execute(_RECORD, rows)
    return resold


def _take_from_others(
    connection: Connection, attempt: Attempt, bought: Sequence[Bought]
) -> Sequence[str]:
    tns = [number.tn for number in bought]
    return [
        tn
        for start in range(0, len(tns), _AT_A_TIME)
        for tn in connection.execute(
            _TAKE, {"among": tns[start : start + _AT_A_TIME], "by_order": attempt.order_id}
        ).scalars()
    ]


def numbers_of(connection: Connection, order_id: str) -> Sequence[Bought]:
    """The numbers of an order, as recorded, by TN."""
    found = connection.execute(_OF_ORDER, {"of_order": order_id}).mappings()
    return [
        Bought(
            tn=row["tn"],
            carrier_id=row["carrier_id"],
            price=row["price"],
            created_at=row["created_at"],
            city=row["city"],
            state=row["state"],
            name=row["name"],
        )
        for row in found
    ]


def owned(connection: Connection, tns: Sequence[str]) -> frozenset[str]:
    """Those of the TNs that some order owns."""
    return frozenset(
        tn
        for start in range(0, len(tns), _AT_A_TIME)
        for tn in connection.execute(
            _OWNED, {"among": list(tns[start : start + _AT_A_TIME])}
        ).scalars()
    )
