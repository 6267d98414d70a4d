"""Builders for the store's tests: what does not matter is filled in here."""

import sqlite3
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.books import Books
from bot.domain.criteria import CityCriteria, Criteria, Place, Request
from bot.domain.jobs import Claim, Job
from bot.domain.order import Draft, Move, Order, Person
from bot.domain.purchase import Attempt, Bought, Part
from bot.store import Store, open_store
from bot.store.books import SqlBooks
from tests import postgres

NOW = datetime(2026, 3, 2, 10, 42, 0, 123456, tzinfo=UTC)
ANA = Person("UANA", "Ana", "Sales")
MEI = Person("UMEI", "Mei")
CARY = CityCriteria("Cary", "NC")
PART = Part(1, 2)
TN = "+19195550142"


@dataclass(frozen=True, slots=True)
class StoreHome:
    """Where a store under test lives: on SQLite or on PostgreSQL."""

    url: str

    def opened(
        self, *, audit_key: str | None = "a key", lease_s: float = 60, wait_s: float = 15
    ) -> AbstractAsyncContextManager[Store]:
        return open_store(self.url, audit_key=audit_key, lease_s=lease_s, wait_s=wait_s)

    async def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement behind the store's back."""
        if self.url.startswith("postgresql"):
            return await postgres.execute(self.url, statement, *values)
        with sqlite3.connect(self.url.removeprefix("sqlite:///")) as file:
            return file.execute(statement, values).fetchall()


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder}/orders.sqlite3"


def opened(
    folder: Path, *, audit_key: str | None = "a key", lease_s: float = 60, wait_s: float = 15
) -> AbstractAsyncContextManager[Store]:
    home = StoreHome(url_of(folder))
    return home.opened(audit_key=audit_key, lease_s=lease_s, wait_s=wait_s)


def request(place: Place = CARY, quantity: int = 2, purpose: str = "") -> Request:
    return Request(Criteria(place, quantity), purpose)


def draft(  # every field that a test may care about has a default
    order_id: str = "01A",
    *,
    requester: Person = ANA,
    asked: Request | None = None,
    created_at: datetime = NOW,
    duplicate_of: int | None = None,
) -> Draft:
    return Draft(
        id=order_id,
        requester=requester,
        channel="CNUMBERS",
        private=True,
        request=asked or request(),
        created_at=created_at,
        expires_at=created_at + timedelta(hours=8),
        duplicate_of=duplicate_of,
    )


def open_approved(books: Books, order_id: str = "01A") -> Order:
    order = books.open_order(draft(order_id))
    return books.move(order, Move.APPROVE, by=MEI, at=NOW)


def open_attempted(books: Books, order_id: str = "01A") -> tuple[Order, Attempt]:
    order = books.move(open_approved(books, order_id), Move.ORDER, by=MEI, at=NOW)
    return order, books.attempt(order, PART, NOW)


def bought(tn: str = TN) -> Bought:
    return Bought(tn)


async def add(store: Store, *jobs: Job) -> None:
    for job in jobs:
        await store.ledger.write(lambda books, job=job: books.add(job))


async def want(store: Store, job: Job) -> None:
    await store.ledger.write(lambda books: books.want(job))


async def revive(store: Store, job: Job) -> None:
    def unit(books: Books) -> None:
        assert isinstance(books, SqlBooks)
        books.revive(job)

    await store.ledger.write(unit)


async def bury(store: Store, claim: Claim, why: str = "it never works") -> bool:
    return await store.ledger.write(lambda books: books.bury(claim, why))


async def claim_one(store: Store) -> Claim:
    (claim,) = await store.queue.claim(10)
    return claim


async def keys(store: Store) -> list[str]:
    return [claim.job.key for claim in await store.queue.claim(10)]
