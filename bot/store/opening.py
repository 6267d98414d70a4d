"""Open the store that a database URL names."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from bot.domain.errors import SettingsError
from bot.store.events import Sealer
from bot.store.ledger import SqlLedger, SqlQueue
from bot.store.migrating import HEAD, migrate_engine, revision
from bot.store.sqlite import SqliteRunner, alone, writing_engine

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


@asynccontextmanager
async def open_store(
    url: str, *, audit_key: str | None, lease_s: float, wait_s: float = PREDECESSOR_S
) -> AsyncGenerator[Store]:
    """The store, its tables up to date, until the block ends; what was handed over is finished.

    Args:
        url: Such as `sqlite:///var/orders.sqlite3`.
        audit_key: Seals the events; None is a chain that an editor could seal anew.
        lease_s: How long a claimed job belongs to its worker.
        wait_s: How long a predecessor may take to stop.

    Raises:
        SettingsError: The URL is wrong, the file can't be used, or another process uses it.
    """
    database = _parse(url)
    async with alone(_file(database), wait_s):
        await _migrate(database)
        async with _running(database, audit_key, lease_s) as store:
            # Whoever held a lease on this file is gone: its jobs need not wait for the lease's end.
            await store.queue.free_leases()
            yield store


@asynccontextmanager
async def visit_store(url: str, *, audit_key: str | None, lease_s: float) -> AsyncGenerator[Store]:
    """The store for a short command beside the bot that serves it, opened as by `open_store`.

    Raises:
        SettingsError: The URL is wrong, or the file is no ledger of this version.
    """
    database = _parse(url)
    await _require_head(database)
    async with _running(database, audit_key, lease_s) as store:
        yield store


async def migrate(url: str) -> None:
    """Bring the database to this version's tables; harmless where it is there already.

    Raises:
        SettingsError: The URL is wrong, the file can't be used, or it is of a newer version.
    """
    database = _parse(url)
    _file(database)
    await _migrate(database)


@asynccontextmanager
async def _running(database: URL, audit_key: str | None, lease_s: float) -> AsyncGenerator[Store]:
    work = asyncio.Event()
    sealer = Sealer(audit_key.encode() if audit_key else None)
    runner = SqliteRunner(database)
    try:
        queue = SqlQueue(runner, work, lease_s=lease_s)
        yield Store(SqlLedger(runner, sealer, work), queue, work)
    finally:
        await runner.close()


async def _require_head(database: URL) -> None:
    """A visitor makes no ledger, and changes none under the bot that serves it."""
    file = database.database
    engine = writing_engine(database)
    try:
        if not await asyncio.to_thread(_is_ledger, engine):
            raise SettingsError(
                f"{file} is not a ledger of this version. Start the bot once, or run migrate."
            )
    except DatabaseError as error:
        raise SettingsError(f"Can't use {file}: {error.orig}.") from error
    finally:
        engine.dispose()


def _is_ledger(engine: Engine) -> bool:
    # Connecting would make the file.
    return Path(engine.url.database or "").exists() and revision(engine) == HEAD


async def _migrate(database: URL) -> None:
    engine = writing_engine(database)
    try:
        await migrate_engine(engine)
    except DatabaseError as error:
        raise SettingsError(f"Can't use {database.database}: {error.orig}.") from error
    finally:
        engine.dispose()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.drivername != "sqlite" or parsed.database in _NO_FILE:
        raise SettingsError(
            "The database URL names a SQLite file, such as sqlite:///var/orders.sqlite3."
        )
    return parsed


def _file(database: URL) -> Path:
    """The database's file, its folder made if need be."""
    file = Path(database.database or "").absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"Can't make the folder of {file}: {error.strerror}.") from error
    return file
