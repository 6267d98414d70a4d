"""What happens by itself as time passes; looked at before each call, and before the ledger."""

import sqlite3

from sandbox.carrier import holds


def pass_time(tx: sqlite3.Connection, now: str) -> bool:
    """Do what has been due since the last look.

    Returns:
        Whether the ledger has changed.
    """
    return holds.expire(tx, now)
