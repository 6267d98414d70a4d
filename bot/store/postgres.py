"""PostgreSQL as this project uses it: every unit of work in a transaction of its own."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from typing import Any, TypeVar

from asyncpg import InterfaceError
from sqlalchemy import URL, Connection, NullPool, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import SettingsError
from bot.store.listening import CHANNEL, Ear
from bot.store.migrating import migrate_within, revision_of
from bot.store.persisting import persist
from bot.store.trouble import (
    DRIVER_ERRORS,
    CommitLostError,
    StoreAwayError,
    is_surely_rolled_back,
)

T = TypeVar("T")

# Two replicas take a fifth of the 100 connections that a server allows by default.
_CONNECTIONS = 10
_CONNECT_S = 5.0
_RECYCLE_S = 1800
# Commits that notify go one at a time through the whole server, so a burst says it once.
_TELL_EVERY_S = 0.05
_STATEMENTS = 400  # Statements that a connection keeps prepared; a claim has one for each size.
# Times in ms. The server ends what hangs, because a wait that is cut off on this side would leave
# the connection in the middle of an answer. Who freezes inside a transaction loses its locks
# before those who wait for them give up.
_SESSION = {
    "application_name": "order-numbers",
    "statement_timeout": "10000",
    "idle_in_transaction_session_timeout": "5000",
    "jit": "off",
}


class PostgresRunner:
    """Runs units of work beside each other, each in its own transaction."""

    def __init__(self, url: URL, name: str) -> None:
        """Connect when the first unit comes.

        Args:
            url: Where the database is.
            name: Tells this process's notices from those of other replicas.
        """
        engine = create_async_engine(
            url,
            isolation_level="READ COMMITTED",
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_recycle=_RECYCLE_S,
            connect_args={
                "timeout": _CONNECT_S,
                "server_settings": _SESSION,
                "prepared_statement_cache_size": _STATEMENTS,
            },
        )
        self._engine = engine
        # One snapshot for the whole look, as on SQLite.
        self._reading = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._tell = select(func.pg_notify(CHANNEL, name))
        self._told_at = 0.0
        self._running = set[asyncio.Task[Any]]()

    async def write(self, unit: Callable[[Connection], T]) -> T:
        """The unit's value, once it is committed; it runs to its end though the waiter leave.

        Raises:
            CommitLostError: Perhaps it was written.
            StoreAwayError: It was not.
            Exception: What the unit raised; then it was not.
        """
        return await self._whole(lambda: self._commit(unit))

    async def read(self, look: Callable[[Connection], T]) -> T:
        """The value of a look at one moment of the database; it can't write.

        Raises:
            StoreAwayError: The database stays out of reach.
        """
        return await self._whole(lambda: self._look(look))

    def tell_others(self, connection: Connection) -> None:
        """Wake the other replicas once the transaction is committed, if that was not just done."""
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            connection.execute(self._tell)

    async def close(self) -> None:
        """Finish what was handed over, and close every connection."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()

    async def _whole(self, attempt: Callable[[], Coroutine[Any, Any, T]]) -> T:
        # Cancelled inside a database call, a connection would be left in the middle of an answer.
        task = asyncio.create_task(persist(attempt))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _commit(self, unit: Callable[[Connection], T]) -> T:
        with _connections_that_break():
            async with self._engine.connect() as connection:
                value = await connection.run_sync(unit)
                try:
                    await connection.commit()
                except (InterfaceError, *DRIVER_ERRORS) as error:
                    if is_surely_rolled_back(error):
                        raise
                    raise CommitLostError(
                        "The database went away in the middle. "
                        "It is not known whether this was done."
                    ) from error
                return value

    async def _look(self, look: Callable[[Connection], T]) -> T:
        with _connections_that_break():
            async with self._reading.connect() as connection:
                return await connection.run_sync(look)


@contextmanager
def _connections_that_break() -> Generator[None]:
    """Turn what the driver says of a connection that breaks while it is set up into an OSError.

    SQLAlchemy wraps the driver's errors in its own only once the connection is in its hands.
    """
    try:
        yield
    except InterfaceError as error:
        raise ConnectionResetError(str(error)) from error


class PostgresHome:
    """A database of which any number of processes make use."""

    shared = True

    def __init__(self, url: URL) -> None:
        """Connect to nothing yet."""
        self.name = url.render_as_string()
        self._url = url
        self._own = secrets.token_hex(8)

    def alone(self, wait_s: float) -> AbstractAsyncContextManager[None]:
        """Nothing to wait for: replicas are welcome."""
        del wait_s
        return nullcontext()

    async def migrate(self) -> None:
        """Bring the database to this version's tables; two processes may do so at once.

        Raises:
            SettingsError: It can't be used, or it belongs to a newer version.
        """

        async def attempt() -> None:
            async with self._visit() as connection:
                await connection.run_sync(migrate_within)
                await connection.commit()

        await self._usable(attempt)

    async def revision(self) -> str | None:
        """The database's revision; None while it is empty.

        Raises:
            SettingsError: It can't be used.
        """

        async def attempt() -> str | None:
            async with self._visit() as connection:
                return await connection.run_sync(revision_of)

        return await self._usable(attempt)

    @asynccontextmanager
    async def listening(self, work: asyncio.Event) -> AsyncGenerator[None]:
        """Set `work` whenever another replica leaves work that is due, until the block ends."""
        ear = Ear(self._engine(), work, self._own)
        hearing = asyncio.create_task(ear.hear())
        try:
            yield
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)

    def start(self) -> PostgresRunner:
        """A runner of units of work on this database."""
        return PostgresRunner(self._url, self._own)

    @asynccontextmanager
    async def _visit(self) -> AsyncGenerator[AsyncConnection]:
        engine = self._engine()
        async with engine.connect() as connection:
            yield connection

    def _engine(self) -> AsyncEngine:
        """An engine without a pool and without time limits, for what lasts."""
        return create_async_engine(
            self._url, poolclass=NullPool, connect_args={"timeout": _CONNECT_S}
        )

    async def _usable(self, attempt: Callable[[], Coroutine[Any, Any, T]]) -> T:
        try:
            return await persist(attempt)
        except (StoreAwayError, *DRIVER_ERRORS, SQLAlchemyError, TypeError) as error:
            # A TypeError comes of a parameter in the URL that the driver does not know.
            reason = error.__cause__ or error
            raise SettingsError(f"Can't use {self.name}: {reason}.") from error
