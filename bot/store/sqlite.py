"""SQLite as this project uses it: who may open the file, and how each connection is set up."""

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.domain.errors import SettingsError
from bot.store.migrating import migrate_within, revision_of
from bot.store.trouble import StoreAwayError
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
        """The unit's value, once it is on disk.

        Raises:
            StoreAwayError: The file is locked too long, the disk is full, or the like.
        """
        try:
            return await self._writer.run(unit)
        except OperationalError as error:
            raise StoreAwayError("The database can't be written just now.") from error

    async def read(self, look: Callable[[Connection], T]) -> T:
        """The value of a look at the newest committed state; it can't write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._look, look)

    def tell_others(self, connection: Connection) -> None:
        """There are none: the file serves one process."""

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
    # What people wrote, and their response URLs, stay out of error messages.
    engine = create_engine(url, connect_args=arguments, pool_size=pool_size, hide_parameters=True)

    def connected(connection: sqlite3.Connection, record: object) -> None:
        del record
        for pragma in set_up:
            _insist(connection, pragma)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _insist(connection: sqlite3.Connection, pragma: str) -> None:
    """Set it up as soon as the file is free.

    SQLite does not wait by itself where a new file becomes WAL and somebody else is at it.
    """
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute(pragma)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(_LOOK_AGAIN_S)
        else:
            return


class SqliteHome:
    """A file, of which one process of the bot makes use."""

    shared = False

    def __init__(self, url: URL) -> None:
        """Touch nothing yet."""
        self.name = url.database or ""
        self._url = url
        self._file = Path(self.name).absolute()

    @asynccontextmanager
    async def alone(self, wait_s: float) -> AsyncGenerator[None]:
        """Hold the file's lock: `<file>.lock` beside it, which ends with the process.

        Args:
            wait_s: How long a predecessor may take to stop.

        Raises:
            SettingsError: Another process holds it, or the folder can't be written.
        """
        deadline = asyncio.get_running_loop().time() + wait_s
        descriptor = _lock_file(self._make_folder())
        try:
            while not _locked(descriptor):
                if asyncio.get_running_loop().time() >= deadline:
                    raise SettingsError(
                        f"Another order-numbers process uses {self._file}. Stop it first, or give "
                        "this one a database of its own."
                    )
                await asyncio.sleep(_LOOK_AGAIN_S)
            yield
        finally:
            os.close(descriptor)

    async def migrate(self) -> None:
        """Bring the file to this version's tables; two processes may do so at once.

        Raises:
            SettingsError: It can't be used, or it belongs to a newer version.
        """
        self._make_folder()
        await asyncio.to_thread(self._visit, migrate_within)

    async def revision(self) -> str | None:
        """The file's revision; None while there is no ledger.

        Raises:
            SettingsError: It can't be used.
        """
        # Connecting would make the file.
        if not self._file.exists():
            return None
        return await asyncio.to_thread(self._visit, revision_of)

    def listening(self, work: asyncio.Event) -> AbstractAsyncContextManager[None]:
        """Nobody to listen to: no other process adds jobs that are urgent."""
        del work
        return nullcontext()

    def start(self) -> SqliteRunner:
        """A runner of units of work on this file."""
        return SqliteRunner(self._url)

    def _visit(self, look: Callable[[Connection], T]) -> T:
        engine = writing_engine(self._url)
        try:
            with engine.begin() as connection:
                return look(connection)
        except DatabaseError as error:
            raise SettingsError(f"Can't use {self.name}: {error.orig}.") from error
        finally:
            engine.dispose()

    def _make_folder(self) -> Path:
        """The file, its folder made if need be."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"Can't make the folder of {self._file}: {error.strerror}."
            ) from error
        return self._file


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
