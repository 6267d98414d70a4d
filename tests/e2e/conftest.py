"""One sandbox for the tests that can share it, and a way to have one's own."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession

from sandbox.carrier.server import LocalCarrier
from tests.e2e.driving import Driver, start

Starter = Callable[..., Awaitable[Driver]]


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The carrier's file with all its numbers, made once: that takes two seconds."""
    file = tmp_path_factory.mktemp("stock") / "carrier.db"

    async def make() -> None:
        carrier = LocalCarrier(file)
        await carrier.start(0)
        await carrier.stop()

    asyncio.run(make())
    return file


@pytest.fixture
async def sandboxes(stock: Path, tmp_path: Path) -> AsyncGenerator[Starter]:
    """Starts sandboxes, each with the flags and settings it is given, and ends them all."""
    started: list[Driver] = []
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(stock, data / "carrier.db")
    async with ClientSession() as session:

        async def one(*flags: str, **settings: str) -> Driver:
            driver = await start(data, session, *flags, **settings)
            started.append(driver)
            return driver

        yield one
        for driver in started:
            await driver.stop()


@pytest.fixture(params=["socket", "http"])
async def sandbox(sandboxes: Starter, request: pytest.FixtureRequest) -> Driver:
    """A sandbox of its own, once in Socket Mode and once over signed HTTP."""
    return await sandboxes("--delivery", str(request.param))


@pytest.fixture
async def socket_sandbox(sandboxes: Starter) -> Driver:
    """A sandbox of its own, in Socket Mode."""
    return await sandboxes()
