"""SQLite as this project uses it: who may open the file, and how each connection is set up."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event

from bot.domain.errors import SettingsError
from bot.store.writer import Writer

T = TypeVar("T")

BUSY_MS = 10_000  # Only a backup or a person's own shell ever makes us wait.
_READERS = 4
_LOOK_AGAIN_S = 0.1
_SET_UP = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


class SqliteRunner:
    """Runs units of work on the writer thread, and looks beside it."""

    def __init__(self, url: URL) -> None:
        self._writing = writing_engine(url)
        self._reading = _reading_engine(url)
        self._writer = Writer(self._writing)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-reader")

    async def write(self, unit: Callable[[Connection], T]) -> T:
        """The unit's value, once it is on disk."""
        return await self._writer.run(unit)

    async def read(self, look: Callable[[Connection], T]) -> T:
        """The value of a look at the newest committed state; it can't write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._look, look)

    async def close(self) -> None:
        """Finish the units that were handed over, and close every connection."""
        await self._writer.close()
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        self._writing.dispose()

    def _look(self, look: Callable[[Connection], T]) -> T:
        with self._reading.begin() as connection:
            return look(connection)


def writing_engine(url: URL) -> Engine:
    """An engine whose transactions take the write lock at once.

    A transaction that starts as a reader and then writes fails without waiting when another
    writer is at work, whatever the busy timeout says.
    """
    return _engine(url, begin="BEGIN IMMEDIATE", set_up=_SET_UP, pool_size=1)


def _reading_engine(url: URL) -> Engine:
    set_up = (*_SET_UP, "PRAGMA query_only = ON")
    return _engine(url, begin="BEGIN", set_up=set_up, pool_size=_READERS)


def _engine(url: URL, *, begin: str, set_up: tuple[str, ...], pool_size: int) -> Engine:
    # The driver's own transactions are off: it would begin them late, and as a reader.
    arguments = {"isolation_level": None, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, pool_size=pool_size)

    def connected(connection: sqlite3.Connection, record: object) -> None:
        del record
        for pragma in set_up:
            connection.execute(pragma)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


@asynccontextmanager
async def alone(database: Path, wait_s: float) -> AsyncGenerator[None]:
    """Hold the file's lock: SQLite serves one process of the bot.

    Args:
        database: The file; the lock is `<file>.lock` beside it, and ends with the process.
        wait_s: How long a predecessor may take to stop.

    Raises:
        SettingsError: Another process holds it, or the folder can't be written.
    """
    deadline = asyncio.get_running_loop().time() + wait_s
    descriptor = _lock_file(database)
    try:
        while not _locked(descriptor):
            if asyncio.get_running_loop().time() >= deadline:
                raise SettingsError(
                    f"Another order-numbers process uses {database}. Stop it first, or give this "
                    "one a database of its own."
                )
            await asyncio.sleep(_LOOK_AGAIN_S)
        yield
    finally:
        os.close(descriptor)


def _lock_file(database: Path) -> int:
    try:
        return os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SettingsError(f"Can't write beside {database}: {error.strerror}.") from error


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
