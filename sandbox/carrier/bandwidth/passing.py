"""What happens by itself as time passes, and what a look at an order brings about.

Nothing runs in the background: what is due is done before each call and before the ledger is
told, so a carrier that is restarted has nothing to resume.
"""

import sqlite3
from dataclasses import replace

from sandbox.carrier import holds
from sandbox.carrier.bandwidth import book
from sandbox.carrier.bandwidth.book import Entry
from sandbox.carrier.bandwidth.disconnecting import disconnect
from sandbox.carrier.bandwidth.filling import fill
from sandbox.carrier.desk import Desk
from sandbox.carrier.faults import FaultKind


def pass_time(tx: sqlite3.Connection, desk: Desk) -> bool:
    """Do what has been due since the last look.

    Returns:
        Whether the ledger has changed.
    """
    now = desk.now()
    ended = holds.expire(tx, now)
    due = book.due(tx, now)
    for entry in due:
        _go_on(tx, entry, desk)
    return ended or bool(due)


def look_at(
    tx: sqlite3.Connection, kind: str, order_id: str, desk: Desk
) -> tuple[Entry | None, bool]:
    """The order as it is now, and whether this has changed the ledger.

    Each look moves an order that is under way a step on.
    """
    entry = book.by_id(tx, kind, order_id)
    match entry:
        case Entry(status=book.RECEIVED):
            return book.save(tx, replace(entry, status=book.PROCESSING), desk.now()), False
        case Entry(status=book.PROCESSING) if entry.fault != FaultKind.SLOW_ORDER:
            return _go_on(tx, entry, desk), True
        case _:
            return entry, False


def _go_on(tx: sqlite3.Connection, entry: Entry, desk: Desk) -> Entry:
    carry_out = fill if entry.kind == book.ORDERS else disconnect
    return book.save(tx, carry_out(tx, entry, desk), desk.now())
