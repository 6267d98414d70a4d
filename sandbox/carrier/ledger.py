"""The carrier's own truth: which numbers were bought, under which name, and released."""

import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.carrier import account, holds, inventory
from sandbox.carrier.telephone import e164

TABLES = (
    """CREATE TABLE purchases (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tn INTEGER NOT NULL,
        call TEXT NOT NULL, price INTEGER NOT NULL, bought_at TEXT NOT NULL, released_at TEXT,
        name TEXT, application TEXT, fallback TEXT, order_id TEXT)""",
    "CREATE UNIQUE INDEX one_owner ON purchases (tn) WHERE released_at IS NULL",
    "CREATE INDEX purchases_by_number ON purchases (tn)",
)

_COLUMNS = """p.id, p.tn, p.price, p.bought_at, p.released_at, p.name, p.application, p.fallback,
    pl.city, pl.state"""
_JOINED = """purchases p JOIN numbers n ON n.tn = p.tn LEFT JOIN places pl ON pl.id = n.place"""


@dataclass(frozen=True, slots=True)
class Owned:
    """A number that is or was the customer's.

    Attributes:
        id: The carrier's, such as `n-4f2c…`.
        tn: Ten digits.
        price: A month, in 1/100,000 USD.
        bought_at: A stamp.
        released_at: A stamp, None while it is the customer's.
        name: The customer's own label.
        application: Id of the application that it is attached to.
        fallback: E.164 of the number that takes over its calls.
        city: None for toll-free.
        state: None for toll-free.
    """

    id: str
    tn: int
    price: int
    bought_at: str
    released_at: str | None
    name: str | None
    application: str | None
    fallback: str | None
    city: str | None
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedFilter:
    """Which numbers are wanted; what is None does not matter.

    Attributes:
        released: True for released ones alone, False for the customer's alone.
        city: In capitals.
    """

    name: str | None = None
    application: str | None = None
    state: str | None = None
    city: str | None = None
    released: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A number that is the customer's in some way.

    Attributes:
        tn: Ten digits.
        city: None for toll-free.
        state: None for toll-free.
        lata: None for toll-free.
        status: `Inservice`, `Aging` once it is released, `Reserved` while it is held.
        changed_at: A stamp.
        bought_at: A stamp, None for one that is held.
        order_id: What it was bought by, where that is known.
    """

    tn: int
    city: str | None
    state: str | None
    lata: str | None
    status: str
    changed_at: str
    bought_at: str | None
    order_id: str | None


def buy(
    tx: sqlite3.Connection,
    tns: Sequence[int],
    *,
    call: str,
    at: str,
    name: str | None = None,
    order_id: str | None = None,
) -> list[Owned]:
    """Give free numbers to the customer and charge their first month.

    Args:
        tx: The transaction; all or nothing.
        tns: Numbers that are free.
        call: How they were bought: `order` or `allocate`.
        at: A stamp.
        name: The customer's own label.
        order_id: The order that they were bought by, where the API has orders.

    Raises:
        InsufficientBalanceError: The balance is too low.
    """
    account.charge(tx, tns, at)
    inventory.take(tx, tns)
    ids = [f"n-{secrets.token_hex(12)}" for _ in tns]
    tx.executemany(
        "INSERT INTO purchases (id, tn, call, price, bought_at, name, order_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number_id, tn, call, account.price(tn), at, name, order_id)
            for number_id, tn in zip(ids, tns, strict=True)
        ),
    )
    return [owned for tn in tns if (owned := by_number(tx, tn))]


def by_id(tx: sqlite3.Connection, number_id: str) -> Owned | None:
    """The purchase with this id."""
    return _one(tx, "p.id = ?", number_id)


def by_number(tx: sqlite3.Connection, tn: int) -> Owned | None:
    """The latest purchase of this number."""
    return _one(tx, "p.tn = ?", tn)


def listing(tx: sqlite3.Connection, wanted: OwnedFilter, *, limit: int, offset: int) -> list[Owned]:
    """Purchases that fit, oldest first, so that new ones never move a page."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM {_JOINED}"  # noqa: S608 - constants of this module
        """ WHERE (:name IS NULL OR p.name = :name)
             AND (:application IS NULL OR p.application = :application)
             AND (:state IS NULL OR pl.state = :state) AND (:city IS NULL OR pl.city = :city)
             AND (:released IS NULL OR (p.released_at IS NOT NULL) = :released)
           ORDER BY p.seq LIMIT :limit OFFSET :offset""",
        {
            "name": wanted.name,
            "application": wanted.application,
            "state": wanted.state,
            "city": wanted.city,
            "released": wanted.released,
            "limit": limit,
            "offset": offset,
        },
    )
    return [Owned(*row) for row in rows]


def account_numbers(tx: sqlite3.Connection) -> list[AccountNumber]:
    """Every number that is the customer's, once, by its digits."""
    rows = tx.execute(
        """SELECT a.tn, pl.city, n.state, pl.lata, a.status, a.changed_at, a.bought_at, a.order_id
           FROM (SELECT tn, iif(released_at IS NULL, 'Inservice', 'Aging') AS status,
                   coalesce(released_at, bought_at) AS changed_at, bought_at, order_id
                 FROM purchases WHERE seq IN (SELECT max(seq) FROM purchases GROUP BY tn)
                 UNION ALL
                 SELECT tn, 'Reserved', held_at, NULL, NULL FROM holds WHERE end IS NULL) a
             JOIN numbers n ON n.tn = a.tn LEFT JOIN places pl ON pl.id = n.place
           ORDER BY a.tn"""
    )
    return [AccountNumber(*row) for row in rows]


def label(
    tx: sqlite3.Connection,
    number_id: str,
    *,
    name: str | None = None,
    application: str | None = None,
    fallback: str | None = None,
) -> None:
    """Change the labels that are given; an empty application detaches it."""
    tx.execute(
        """UPDATE purchases SET name = coalesce(?, name),
             application = nullif(coalesce(?, application), ''), fallback = coalesce(?, fallback)
           WHERE id = ?""",
        (name, application, fallback, number_id),
    )


def release(tx: sqlite3.Connection, number_id: str, at: str) -> None:
    """End a purchase; the number does not come back to the stock."""
    tx.execute("UPDATE purchases SET released_at = ? WHERE id = ?", (at, number_id))


def truth(tx: sqlite3.Connection) -> Mapping[str, list[dict[str, Any]]]:
    """Everything that was ever bought or released, and what is held, oldest first."""
    rows = tx.execute(
        "SELECT id, tn, call, price, bought_at, released_at, name FROM purchases ORDER BY seq"
    ).fetchall()
    return {
        "purchases": [
            {
                "id": number_id,
                "number": e164(tn),
                "time": bought_at,
                "client_ref": name,
                "price": account.price_text(price),
                "state": "released" if released_at else "enabled",
                "call": call,
            }
            for number_id, tn, call, price, bought_at, released_at, name in rows
        ],
        "holds": holds.truth(tx),
        "releases": _releases((row[1], row[5]) for row in rows),
    }


def forget(tx: sqlite3.Connection) -> None:
    """Undo every purchase and hold, as if nothing had ever been bought."""
    tx.execute("DELETE FROM purchases")
    tx.execute("DELETE FROM holds")
    inventory.restock(tx)


def _one(tx: sqlite3.Connection, condition: str, value: str | int) -> Owned | None:
    row = tx.execute(
        f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {condition} ORDER BY p.seq DESC LIMIT 1",  # noqa: S608 - constants of this module
        (value,),
    ).fetchone()
    return Owned(*row) if row else None


def _releases(rows: Iterable[tuple[int, str | None]]) -> list[dict[str, Any]]:
    released = sorted((at, tn) for tn, at in rows if at)
    return [{"number": e164(tn), "time": at} for at, tn in released]
