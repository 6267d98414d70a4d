"""The local carrier (its stock is generated once, then copied), and a store on each database."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import Store, migrate
from sandbox.carrier.server import LocalCarrier
from tests.contract.local_bandwidths import Numbers, opened
from tests.contract.local_carriers import Running
from tests.postgres import PostgresServer, required_programs, serving
from tests.store_samples import StoreHome, url_of


@pytest.fixture(scope="session")
def stocked_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A local carrier's file in which nothing is bought; copy it, do not open it."""
    path = tmp_path_factory.mktemp("carrier") / "stock.db"
    asyncio.run(_make(path))
    return path


@pytest.fixture
def carrier_file(stocked_file: Path, tmp_path: Path) -> Path:
    """A fresh file of one's own."""
    return Path(shutil.copyfile(stocked_file, tmp_path / "carrier.db"))


@pytest.fixture
async def running(carrier_file: Path) -> AsyncIterator[Running]:
    """A local carrier with the usual settings, started."""
    async with Running(carrier_file) as started:
        yield started


@pytest.fixture
async def numbers(carrier_file: Path) -> AsyncIterator[Numbers]:
    """A client of a started local carrier's Numbers API."""
    async with opened(carrier_file) as client:
        yield client


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests of this process."""
    with serving(required_programs()) as server:
        yield server


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty ledger in a SQLite file; copy it, do not open it."""
    folder = tmp_path_factory.mktemp("ledger")
    asyncio.run(migrate(url_of(folder)))
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreHome]:
    """A new ledger, once on each database."""
    if request.param == "sqlite":
        empty: Path = request.getfixturevalue("empty_folder")
        shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
        yield StoreHome(url_of(tmp_path))
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database()
    yield StoreHome(url)
    server.drop_database(url)


@pytest.fixture
async def store(home: StoreHome) -> AsyncIterator[Store]:
    """An open store, once on each database."""
    async with home.opened() as store:
        yield store


async def _make(path: Path) -> None:
    carrier = LocalCarrier(path)
    await carrier.start(0)
    await carrier.stop()
