"""Where the campaign's ledger is, and how that dies."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.postgres import PostgresServer, required_programs, serving


@dataclass(frozen=True, slots=True)
class Database:
    """A ledger for a campaign.

    Attributes:
        url: DATABASE_URL; empty is a SQLite file of the campaign's own.
        crash: Lets the server die at once and come back; None where there is no server.
    """

    url: str = ""
    crash: Callable[[], Awaitable[None]] | None = None


@contextmanager
def database(kind: str) -> Generator[Database]:
    """A ledger with no tables yet, so that the replicas race to make them.

    Args:
        kind: `sqlite` or `postgres`.
    """
    if kind == "sqlite":
        yield Database()
        return
    with serving(required_programs()) as server:
        yield Database(server.create_database(empty=True), lambda: _crash(server))


async def _crash(server: PostgresServer) -> None:
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
