"""The local carrier's SQLite file: one thread owns one connection, one transaction a unit."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Unit = Callable[[sqlite3.Connection], T]

VERSION = 2


class OtherVersionError(Exception):
    """The file was made by another version of the local carrier."""


class Database:
    """Runs units of work one after another, so that two orders never get the same number."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="local-carrier")
        self._connection: sqlite3.Connection | None = None

    async def open(self, create: Unit[None]) -> None:
        """Open the file; a new one is filled by `create`, whole or not at all.

        Raises:
            OtherVersionError: The file has another layout.
        """
        await asyncio.get_running_loop().run_in_executor(self._thread, self._open, create)

    async def run(self, unit: Unit[T]) -> T:
        """Run one unit in its own transaction, and commit unless it raises."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, _transaction, self._opened(), unit
        )

    def run_now(self, unit: Unit[T]) -> T:
        """As `run`, waiting for it; for callers outside a coroutine."""
        return self._thread.submit(_transaction, self._opened(), unit).result()

    def close(self) -> None:
        """Wait for the units under way, then close the file."""
        if self._connection is not None:
            self._thread.submit(self._connection.close).result()
            self._connection = None
        self._thread.shutdown()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("The local carrier is not started.")
        return self._connection

    def _open(self, create: Unit[None]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode this survives the death of the process, which is all a sandbox needs.
            connection.execute("PRAGMA synchronous = NORMAL")
            _transaction(connection, lambda tx: _create_or_check(tx, create, self._path))
        except BaseException:
            connection.close()
            raise
        self._connection = connection


def _create_or_check(tx: sqlite3.Connection, create: Unit[None], path: Path) -> None:
    found = tx.execute("PRAGMA user_version").fetchone()[0]
    if found == 0:
        create(tx)
        tx.execute(f"PRAGMA user_version = {VERSION}")
    elif found != VERSION:
        raise OtherVersionError(f"{path} was made by another version: remove it and start again.")


def _transaction(connection: sqlite3.Connection, unit: Unit[T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = unit(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return result
