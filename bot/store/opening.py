"""Open the store that a database URL names."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.errors import SettingsError
from bot.store.events import Sealer
from bot.store.ledger import Runner, SqlLedger, SqlQueue
from bot.store.migrating import HEAD
from bot.store.sqlite import SqliteHome

_NO_FILE = (None, "", ":memory:")
PREDECESSOR_S = 15.0  # A predecessor that stops in good order is gone by then.


@dataclass(frozen=True, slots=True)
class Store:
    """An open store.

    Attributes:
        ledger: For the use cases.
        queue: For the worker.
        work: Set after a commit that left work due now; who waits for it clears it.
    """

    ledger: SqlLedger
    queue: SqlQueue
    work: asyncio.Event


class Home(Protocol):
    """Where a ledger lives.

    Attributes:
        name: What messages call it; no password is in it.
        shared: Whether several processes may serve it.
    """

    name: str
    shared: bool

    def alone(self, wait_s: float) -> AbstractAsyncContextManager[None]:
        """Keep out who may not serve it at the same time."""
        ...

    async def migrate(self) -> None:
        """Bring it to this version's tables."""
        ...

    async def revision(self) -> str | None:
        """Its revision; None while it is empty."""
        ...

    def listening(self, work: asyncio.Event) -> AbstractAsyncContextManager[None]:
        """Set `work` when another process leaves work that is due."""
        ...

    def start(self) -> Runner:
        """A runner of units of work."""
        ...


@asynccontextmanager
async def open_store(
    url: str, *, audit_key: str | None, lease_s: float, wait_s: float = PREDECESSOR_S
) -> AsyncGenerator[Store]:
    """The store, its tables up to date, until the block ends; what was handed over is finished.

    Args:
        url: Such as `sqlite:///var/orders.sqlite3` or `postgresql+asyncpg://user@host/orders`.
        audit_key: Seals the events; None is a chain that an editor could seal anew.
        lease_s: How long a claimed job belongs to its worker.
        wait_s: How long a predecessor may take to stop.

    Raises:
        SettingsError: The URL is wrong, the database can't be used, or it is a file that another
            process uses.
    """
    home = _home(url)
    async with home.alone(wait_s):
        await home.migrate()
        async with _running(home, audit_key, lease_s) as store, home.listening(store.work):
            if not home.shared:
                # Whoever held a lease is gone: its jobs need not wait for the lease's end.
                await store.queue.free_leases()
            yield store


@asynccontextmanager
async def visit_store(url: str, *, audit_key: str | None, lease_s: float) -> AsyncGenerator[Store]:
    """The store for a short command beside the bot that serves it, opened as by `open_store`.

    A visitor makes no ledger, and changes no tables under the bot.

    Raises:
        SettingsError: The URL is wrong, or the database holds no ledger of this version.
    """
    home = _home(url)
    if await home.revision() != HEAD:
        raise SettingsError(
            f"{home.name} is not a ledger of this version. Start the bot once, or run migrate."
        )
    async with _running(home, audit_key, lease_s) as store:
        yield store


async def migrate(url: str) -> None:
    """Bring the database to this version's tables; harmless where it is there already.

    Raises:
        SettingsError: The URL is wrong, the database can't be used, or it is of a newer version.
    """
    await _home(url).migrate()


@asynccontextmanager
async def _running(home: Home, audit_key: str | None, lease_s: float) -> AsyncGenerator[Store]:
    work = asyncio.Event()
    sealer = Sealer(audit_key.encode() if audit_key else None)
    runner = home.start()
    try:
        queue = SqlQueue(runner, work, lease_s=lease_s)
        yield Store(SqlLedger(runner, sealer, work), queue, work)
    finally:
        await runner.close()


def _home(url: str) -> Home:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    match parsed:
        case URL(drivername="sqlite") if parsed.database not in _NO_FILE:
            return SqliteHome(parsed)
        case URL(drivername="postgresql+asyncpg") if parsed.database:
            # SQLite needs neither the driver nor SQLAlchemy's asyncio: they cost time and memory.
            from bot.store.postgres import PostgresHome  # noqa: PLC0415 - see above

            return PostgresHome(parsed)
        case _:
            raise SettingsError(
                "The database URL names a SQLite file, such as sqlite:///var/orders.sqlite3, or a "
                "PostgreSQL database, such as postgresql+asyncpg://user:password@host/orders."
            )
