"""The store's three doors: the ledger, the queue of jobs, and the word that work is due."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.books import Books
from bot.domain.jobs import Claim
from bot.store import claiming, desk, job_listing, jobs
from bot.store.books import SqlBooks
from bot.store.events import Sealer
from bot.store.job_listing import Counts, Listed

T = TypeVar("T")


class Runner(Protocol):
    """How units of work reach one kind of database."""

    async def write(self, unit: Callable[[Connection], T]) -> T:
        """Run the unit in a transaction, and return its value once that is on disk."""
        ...

    async def read(self, look: Callable[[Connection], T]) -> T:
        """Run a look that writes nothing."""
        ...

    def tell_others(self, connection: Connection) -> None:
        """Say to other processes, once the transaction is on disk, that work is due."""
        ...

    async def close(self) -> None:
        """Finish what was handed over, and let go of the database."""
        ...


class SqlLedger:
    """The ledger over a database."""

    def __init__(self, runner: Runner, sealer: Sealer, work: asyncio.Event) -> None:
        self._runner = runner
        self._sealer = sealer
        self._work = work

    async def write(self, unit: Callable[[Books], T]) -> T:
        """Run the unit in one transaction and return its value once that is on disk."""

        def run(connection: Connection) -> tuple[T, bool]:
            books = SqlBooks(connection, self._sealer, writes=True)
            value = unit(books)
            due_now = books.close()
            if due_now:
                self._runner.tell_others(connection)
            return value, due_now

        value, due_now = await self._runner.write(run)
        if due_now:
            self._work.set()
        return value

    async def read(self, look: Callable[[Books], T]) -> T:
        """Run a look that writes nothing, beside the writers."""
        return await self._runner.read(lambda connection: look(self._open(connection)))

    async def first_break(self, stream: str) -> int | None:
        """The first place in a stream's chain whose seal does not fit, or None when all do."""
        return await self._runner.read(
            lambda connection: self._open(connection).first_break(stream)
        )

    def _open(self, connection: Connection) -> SqlBooks:
        return SqlBooks(connection, self._sealer, writes=False)


class SqlQueue:
    """The jobs over a database, as the worker sees them."""

    def __init__(self, runner: Runner, work: asyncio.Event, *, lease_s: float) -> None:
        self._runner = runner
        self._work = work
        self._lease = timedelta(seconds=lease_s)

    async def claim(self, limit: int, room: Mapping[str, int] | None = None) -> Sequence[Claim]:
        """Due jobs, each leased to this worker; by the database's clock."""
        return await self._runner.write(lambda c: claiming.claim(c, limit, room or {}, self._lease))

    async def renew(self, claim: Claim) -> bool:
        """Make the lease whole again; False when it is lost."""
        return await self._runner.write(lambda c: jobs.renew(c, claim, self._lease))

    async def free_leases(self) -> None:
        """Take every job back: for a start that knows that no other worker runs."""
        await self._runner.write(jobs.free_leases)

    async def done(self, claim: Claim) -> None:
        """Delete the job if fence and wanted are as claimed; else it is due again."""
        await self._runner.write(lambda c: jobs.done(c, claim))
        # Either it is due again, or the next of its lane may be.
        self._work.set()

    async def again(self, claim: Claim, run_at: datetime | None, error: str = "") -> None:
        """Give the job back, due then (None is at once); an error counts as a failed attempt."""
        await self._runner.write(lambda c: jobs.again(c, claim, run_at, error))
        if run_at is None:
            self._work.set()

    async def retry(self, key: str) -> bool:
        """Make a job that is dead or failed due now; False when there is no such job."""
        found = await self._runner.write(lambda c: jobs.retry(c, key))
        if found:
            self._work.set()
        return found

    async def wake_rested(self) -> int:
        """Revive dead jobs that have rested long enough; returns how many."""
        return await self._runner.write(jobs.wake_rested)

    async def listing(self, limit: int = 100) -> Sequence[Listed]:
        """Jobs for an operator: the dead ones first, then by when they are due."""
        return await self._runner.read(lambda c: job_listing.listing(c, limit))

    async def counts(self) -> Counts:
        """How many jobs are due, running, waiting and dead."""
        return await self._runner.read(job_listing.counts)

    async def sweep(self, now: datetime) -> int:
        """Forget deliveries seen more than a day ago; returns how many."""
        return await self._runner.write(lambda c: desk.sweep(c, now))
