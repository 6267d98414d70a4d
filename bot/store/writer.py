"""The one writer of a SQLite file: a thread that commits every waiting unit of work at once.

A commit to disk costs more than all else in a unit, so the units that wait share one. Each runs
in its own savepoint: a unit that fails takes back only what it did itself.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine

T = TypeVar("T")
Unit = Callable[[Connection], T]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A unit of work and who waits for it."""

    unit: Unit[Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Done:
    """What a unit returned."""

    value: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why nothing of a unit was written."""

    error: BaseException


_Outcome = _Done | _Failed


class Writer:
    """Runs units of work on a thread of its own.

    A unit that was handed over runs even if its waiter is cancelled meanwhile.
    """

    def __init__(self, engine: Engine, *, capacity: int = 1000) -> None:
        """Start the thread; call it inside the event loop that will wait for the units.

        Args:
            engine: Whose transactions begin with the write lock.
            capacity: How many units may wait; who comes then waits for a place.
        """
        self._connection = engine.connect()
        self._driver = cast("sqlite3.Connection", self._connection.connection.driver_connection)
        self._loop = asyncio.get_running_loop()
        self._places = asyncio.Semaphore(capacity)
        self._queue = SimpleQueue[_Waiting | None]()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    async def run(self, unit: Unit[T]) -> T:
        """The unit's value, once it is on disk.

        Raises:
            RuntimeError: The writer is closed.
            Exception: What the unit or the commit raised; then nothing of the unit is written.
        """
        async with self._places:
            if self._closed:
                raise RuntimeError("The store is closed.")
            future = self._loop.create_future()
            self._queue.put(_Waiting(unit, future))
            return await future

    async def close(self) -> None:
        """Finish what was handed over, and end the thread."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        with self._connection:
            while batch := self._next_batch():
                outcomes = self._commit_together([waiting.unit for waiting in batch])
                answers = list(zip(batch, outcomes, strict=True))
                self._loop.call_soon_threadsafe(_answer, answers)

    def _next_batch(self) -> list[_Waiting]:
        """Everything that waits now, at least one unit; nothing once the writer is closed."""
        batch: list[_Waiting] = []
        waiting = self._queue.get()
        while waiting is not None:
            batch.append(waiting)
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                return batch
        if batch:
            self._queue.put(None)
        return batch

    def _commit_together(self, units: Sequence[Unit[Any]]) -> Sequence[_Outcome]:
        try:
            with self._connection.begin():
                return [self._run_alone(unit) for unit in units]
        except BaseException as error:  # noqa: BLE001 - a door: its waiters have to hear of it
            # A refused COMMIT leaves the transaction open, and would refuse every later BEGIN.
            self._driver.rollback()
            return [_Failed(error)] * len(units)

    def _run_alone(self, unit: Unit[Any]) -> _Outcome:
        """The unit in its savepoint; if even that can't be taken back, the batch fails."""
        # Straight to the driver: three words need no compiler, and every unit pays for them.
        self._driver.execute("SAVEPOINT unit")
        try:
            outcome: _Outcome = _Done(unit(self._connection))
        except BaseException as error:  # noqa: BLE001 - a door: the waiter has to hear of it
            self._driver.execute("ROLLBACK TO unit")
            outcome = _Failed(error)
        self._driver.execute("RELEASE unit")
        return outcome


def _answer(answers: Sequence[tuple[_Waiting, _Outcome]]) -> None:
    for waiting, outcome in answers:
        if waiting.future.cancelled():
            continue
        match outcome:
            case _Done(value):
                waiting.future.set_result(value)
            case _Failed(error):
                waiting.future.set_exception(error)
