"""The pre-paid account: its balance and every movement on it.

Money is an integer of 1/100,000 USD, the finest step that the carrier's balances show.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sandbox.carrier.telephone import e164, is_toll_free

UNITS_PER_USD = 100_000

# Prices of the carrier's documentation, a month.
LOCAL_PRICE = 60_000
TOLL_FREE_PRICE = 200_000

TABLES = (
    "CREATE TABLE account (balance INTEGER NOT NULL)",
    """CREATE TABLE transactions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, amount INTEGER NOT NULL,
        type TEXT NOT NULL, units INTEGER NOT NULL, product TEXT, number TEXT)""",
)


class InsufficientBalanceError(Exception):
    """The balance does not cover the amount; both in 1/100,000 USD."""

    def __init__(self, balance: int, amount: int) -> None:
        super().__init__(balance, amount)
        self.balance = balance
        self.amount = amount


@dataclass(frozen=True, slots=True)
class Transaction:
    """One movement on the account.

    Attributes:
        seq: Its number, from 1.
        time: When, as a stamp.
        amount: In 1/100,000 USD, positive also for a charge.
        type: `charge` or `payment`.
        units: How many were paid for.
        product: What was paid for, None for a payment.
        number: E.164, None for a payment.
    """

    seq: int
    time: str
    amount: int
    type: str
    units: int
    product: str | None
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionFilter:
    """Which transactions are wanted; what is None does not matter."""

    type: str | None = None
    number: str | None = None
    since: str | None = None
    until: str | None = None


def price(tn: int) -> int:
    """What the number costs a month, in 1/100,000 USD."""
    return TOLL_FREE_PRICE if is_toll_free(tn) else LOCAL_PRICE


def price_text(units: int) -> str:
    """A price in USD, such as `0.60`."""
    return f"{Decimal(units) / UNITS_PER_USD:.2f}"


def balance_text(units: int) -> str:
    """A balance in USD, such as `538.37250`."""
    return f"{Decimal(units) / UNITS_PER_USD:.5f}"


def open_account(tx: sqlite3.Connection, balance: Decimal, at: str) -> None:
    """Start over with one payment."""
    units = int(balance * UNITS_PER_USD)
    tx.execute("DELETE FROM account")
    tx.execute("DELETE FROM transactions")
    tx.execute("INSERT INTO account VALUES (?)", (units,))
    tx.execute(
        "INSERT INTO transactions (time, amount, type, units) VALUES (?, ?, 'payment', 1)",
        (at, units),
    )


def balance(tx: sqlite3.Connection) -> int:
    """What is left, in 1/100,000 USD."""
    return tx.execute("SELECT balance FROM account").fetchone()[0]


def charge(tx: sqlite3.Connection, tns: Iterable[int], at: str) -> None:
    """Pay the first month of these numbers.

    Raises:
        InsufficientBalanceError: The balance is too low; nothing was paid.
    """
    rows = [(at, price(tn), _product(tn), e164(tn)) for tn in tns]
    amount = sum(row[1] for row in rows)
    if (left := balance(tx)) < amount:
        raise InsufficientBalanceError(left, amount)
    tx.execute("UPDATE account SET balance = balance - ?", (amount,))
    tx.executemany(
        "INSERT INTO transactions (time, amount, type, units, product, number)"
        " VALUES (?, ?, 'charge', 1, ?, ?)",
        rows,
    )


def transactions(
    tx: sqlite3.Connection, wanted: TransactionFilter, *, limit: int, offset: int
) -> list[Transaction]:
    """Movements that fit, newest first."""
    rows = tx.execute(
        """SELECT seq, time, amount, type, units, product, number FROM transactions
           WHERE (:type IS NULL OR type = :type) AND (:number IS NULL OR number = :number)
             AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time <= :until)
           ORDER BY seq DESC LIMIT :limit OFFSET :offset""",
        {
            "type": wanted.type,
            "number": wanted.number,
            "since": wanted.since,
            "until": wanted.until,
            "limit": limit,
            "offset": offset,
        },
    )
    return [Transaction(*row) for row in rows]


def _product(tn: int) -> str:
    return "toll-free-number-per-month" if is_toll_free(tn) else "local-number-per-month"
