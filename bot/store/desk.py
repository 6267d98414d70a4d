"""What lies beside the orders: seen deliveries, cards, switches."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select

from bot.domain.picture import Card
from bot.store.tables import cards, flags, inbox
from bot.store.upsert import insert_new, put

SEEN_FOR = timedelta(hours=24)  # Slack delivers again for minutes; this is generous.

_SEE = insert_new(inbox)
_SWEEP = delete(inbox).where(inbox.c.seen_at < bindparam("before", type_=inbox.c.seen_at.type))
_CARDS = select(cards).where(cards.c.order_id == bindparam("of_order")).order_by(cards.c.kind)
_PUT_CARD = put(cards)
_FLAG = select(flags.c.reason).where(flags.c.name == bindparam("called"))
_PUT_FLAG = put(flags)
_DROP_FLAG = delete(flags).where(flags.c.name == bindparam("called"))


def first_time(connection: Connection, key: str, now: datetime) -> bool:
    """Whether this delivery is seen for the first time."""
    return connection.execute(_SEE, {"key": key, "seen_at": now}).rowcount == 1


def sweep(connection: Connection, now: datetime) -> int:
    """Forget deliveries that are too old to come again; returns how many."""
    return connection.execute(_SWEEP, {"before": now - SEEN_FOR}).rowcount


def cards_of(connection: Connection, order_id: str) -> Sequence[Card]:
    """The order's cards."""
    return [
        Card(row["order_id"], row["kind"], row["channel"], row["ts"], row["thread_ts"])
        for row in connection.execute(_CARDS, {"of_order": order_id}).mappings()
    ]


def put_card(connection: Connection, card: Card) -> None:
    """Write where a card stands."""
    row = {
        "order_id": card.order_id,
        "kind": card.kind,
        "channel": card.channel,
        "ts": card.ts,
        "thread_ts": card.thread_ts,
    }
    connection.execute(_PUT_CARD, row)


def flag(connection: Connection, name: str) -> str | None:
    """The reason of a switch that is on, else None."""
    return connection.execute(_FLAG, {"called": name}).scalar_one_or_none()


def set_flag(connection: Connection, name: str, reason: str | None) -> None:
    """Turn a switch on, or off with None."""
    if reason is None:
        connection.execute(_DROP_FLAG, {"called": name})
    else:
        connection.execute(_PUT_FLAG, {"name": name, "reason": reason})
