"""The orders that the API has accepted: what was asked, what came of it, what is due next."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

TABLES = (
    """CREATE TABLE orders (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        ref TEXT, request TEXT NOT NULL, plan TEXT NOT NULL, created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL, status TEXT NOT NULL, due TEXT, fault TEXT, done TEXT NOT NULL,
        problems TEXT NOT NULL)""",
    "CREATE INDEX orders_by_ref ON orders (kind, ref)",
    "CREATE INDEX orders_due ON orders (due) WHERE due IS NOT NULL",
)

ORDERS, DISCONNECTS = "orders", "disconnects"
RECEIVED, PROCESSING, BACKORDERED = "RECEIVED", "PROCESSING", "BACKORDERED"
COMPLETE, PARTIAL, FAILED = "COMPLETE", "PARTIAL", "FAILED"

_COLUMNS = (
    "id, kind, ref, request, plan, created_at, changed_at, status, due, fault, done, problems"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done.

    Attributes:
        quantity: How many numbers.
        tns: Those that are named.
        reservations: Ids of what holds some of them.
        criteria: What others are searched by; none where numbers are named.
        partial: Whether a part of them is wanted when not all can be had.
        backorder: Whether the rest is waited for.
    """

    quantity: int
    tns: tuple[int, ...] = ()
    reservations: tuple[str, ...] = ()
    criteria: Mapping[str, str] = field(default_factory=dict[str, str])
    partial: bool = True
    backorder: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an order is not, or not wholly, filled.

    Attributes:
        code: The API's.
        description: A sentence.
        tn: The number that it is about, or the text that is none; None for the whole.
    """

    code: int
    description: str
    tn: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One order of numbers, or of disconnecting some.

    Attributes:
        id: The carrier's.
        kind: `orders` or `disconnects`, as the resource is called.
        ref: The customer's own id.
        request: The document that asked for it.
        plan: What that means.
        created_at: A stamp.
        changed_at: A stamp.
        status: As the API names it.
        due: When it goes on by itself, None when it has ended.
        fault: What goes wrong when it does.
        done: The numbers that were bought or disconnected.
        problems: What is told about it.
    """

    id: str
    kind: str
    ref: str | None
    request: str
    plan: Plan
    created_at: str
    changed_at: str
    status: str = RECEIVED
    due: str | None
    fault: str | None = None
    done: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> tuple[int, ...]:
        """The named numbers that an ended order has not got."""
        got = set(self.done)
        return () if self.due else tuple(tn for tn in self.plan.tns if tn not in got)


def ended(entry: Entry, problems: Sequence[Problem]) -> Entry:
    """The order as it stays."""
    whole = len(entry.done) == entry.plan.quantity
    part = PARTIAL if entry.done else FAILED
    return replace(entry, status=COMPLETE if whole else part, due=None, problems=tuple(problems))


def add(tx: sqlite3.Connection, entry: Entry) -> None:
    """Accept an order."""
    tx.execute(
        f"INSERT INTO orders ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant of this module
        _row(entry),
    )


def save(tx: sqlite3.Connection, entry: Entry, at: str) -> Entry:
    """Keep what has become of an order."""
    changed = replace(entry, changed_at=at)
    row = _row(changed)
    tx.execute(
        """UPDATE orders SET changed_at = ?, status = ?, due = ?, fault = ?, done = ?, problems = ?
           WHERE id = ?""",
        (*row[6:], row[0]),
    )
    return changed


def by_id(tx: sqlite3.Connection, kind: str, order_id: str) -> Entry | None:
    """The order of that kind with this id."""
    row = tx.execute(
        f"SELECT {_COLUMNS} FROM orders WHERE kind = ? AND id = ?",  # noqa: S608 - a constant of this module
        (kind, order_id),
    ).fetchone()
    return _entry(row) if row else None


def due(tx: sqlite3.Connection, now: str) -> list[Entry]:
    """Those that go on by itself now, oldest first."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM orders WHERE due <= ? ORDER BY due, seq",  # noqa: S608 - a constant of this module
        (now,),
    )
    return [_entry(row) for row in rows]


def listing(
    tx: sqlite3.Connection, kind: str, *, ref: str | None, status: str | None
) -> list[Entry]:
    """Orders that fit, oldest first; None does not matter."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM orders WHERE kind = :kind AND (:ref IS NULL OR ref = :ref)"  # noqa: S608 - a constant of this module
        " AND (:status IS NULL OR status = :status) ORDER BY seq",
        {"kind": kind, "ref": ref, "status": status},
    )
    return [_entry(row) for row in rows]


def forget(tx: sqlite3.Connection) -> None:
    """As if nothing had ever been ordered."""
    tx.execute("DELETE FROM orders")


def _row(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.id,
        entry.kind,
        entry.ref,
        entry.request,
        json.dumps(asdict(entry.plan)),
        entry.created_at,
        entry.changed_at,
        entry.status,
        entry.due,
        entry.fault,
        json.dumps(entry.done),
        json.dumps([(each.code, each.description, each.tn) for each in entry.problems]),
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    fields: dict[str, Any] = dict(zip(_COLUMNS.split(", "), row, strict=True))
    plan = json.loads(fields["plan"])
    lists = {name: tuple(plan[name]) for name in ("tns", "reservations")}
    fields["plan"] = Plan(**plan | lists)
    fields["done"] = tuple(json.loads(fields["done"]))
    fields["problems"] = tuple(Problem(*each) for each in json.loads(fields["problems"]))
    return Entry(**fields)
