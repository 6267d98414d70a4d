"""A store on each database; the tests of one database name it themselves."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import Store
from tests.postgres import PostgresServer, required_programs, serving
from tests.store_samples import StoreHome, url_of


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests of this process."""
    with serving(required_programs()) as server:
        yield server


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[StoreHome]:
    """A new ledger on PostgreSQL."""
    url = postgres.create_database()
    yield StoreHome(url)
    postgres.drop_database(url)


@pytest.fixture
async def store(database: StoreHome) -> AsyncIterator[Store]:
    """A store on PostgreSQL."""
    async with database.opened() as store:
        yield store


@pytest.fixture
async def replicas(database: StoreHome) -> AsyncIterator[tuple[Store, Store]]:
    """Two stores on one ledger on PostgreSQL, as two processes have them."""
    async with database.opened() as one, database.opened() as other:
        yield one, other


@pytest.fixture
def empty_database(postgres: PostgresServer) -> Iterator[StoreHome]:
    """A database on PostgreSQL that holds nothing yet."""
    url = postgres.create_database(empty=True)
    yield StoreHome(url)
    postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_home(request: pytest.FixtureRequest, tmp_path: Path) -> StoreHome:
    """Where a ledger may be made, once on each database."""
    if request.param == "sqlite":
        return StoreHome(url_of(tmp_path))
    return request.getfixturevalue("empty_database")
