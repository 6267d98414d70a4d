"""Numbers that are kept for the customer for a while, without being bought."""

import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

from sandbox.carrier import inventory
from sandbox.carrier.telephone import e164

TABLES = (
    """CREATE TABLE holds (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tn INTEGER NOT NULL,
        held_at TEXT NOT NULL, until TEXT NOT NULL, end TEXT)""",
    "CREATE UNIQUE INDEX one_hold ON holds (tn) WHERE end IS NULL",
)


@dataclass(frozen=True, slots=True)
class Hold:
    """One number that is or was held.

    Attributes:
        id: The carrier's.
        tn: Ten digits.
        until: A stamp.
        end: None while it lasts, else `freed`, `expired` or `ordered`.
    """

    id: str
    tn: int
    until: str
    end: str | None


def hold(tx: sqlite3.Connection, tn: int, *, at: str, until: str) -> str:
    """Keep a free number until a stamp; its id."""
    hold_id = str(uuid.uuid4())
    inventory.keep(tx, [tn])
    tx.execute(
        "INSERT INTO holds (id, tn, held_at, until) VALUES (?, ?, ?, ?)", (hold_id, tn, at, until)
    )
    return hold_id


def by_id(tx: sqlite3.Connection, hold_id: str) -> Hold | None:
    """The hold with this id, whatever became of it."""
    return _one(tx, "id = ?", hold_id)


def of_number(tx: sqlite3.Connection, tn: int) -> Hold | None:
    """The hold that keeps this number now."""
    return _one(tx, "end IS NULL AND tn = ?", tn)


def end(tx: sqlite3.Connection, held: Hold, how: str) -> None:
    """End a hold as `freed` or `expired`, which gives the number back, or as `ordered`."""
    tx.execute("UPDATE holds SET end = ? WHERE id = ?", (how, held.id))
    if how != "ordered":
        inventory.put_back(tx, [held.tn])


def expire(tx: sqlite3.Connection, now: str) -> bool:
    """Give back every number whose time is up; whether there was one."""
    rows = tx.execute(
        "SELECT id, tn, until, end FROM holds WHERE end IS NULL AND until <= ?", (now,)
    ).fetchall()
    for row in rows:
        end(tx, Hold(*row), "expired")
    return bool(rows)


def truth(tx: sqlite3.Connection) -> list[dict[str, Any]]:
    """What is held, oldest first."""
    rows = tx.execute("SELECT id, tn, held_at, until FROM holds WHERE end IS NULL ORDER BY seq")
    return [
        {"id": hold_id, "number": e164(tn), "time": held_at, "until": until}
        for hold_id, tn, held_at, until in rows
    ]


def _one(tx: sqlite3.Connection, condition: str, value: str | int) -> Hold | None:
    row = tx.execute(
        f"SELECT id, tn, until, end FROM holds WHERE {condition}",  # noqa: S608 - constants of this module
        (value,),
    ).fetchone()
    return Hold(*row) if row else None
