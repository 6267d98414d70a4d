"""One sandbox for the tests that can share it, and a way to have one's own."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.e2e.driving import Driver, start

Starter = Callable[..., Awaitable[Driver]]


@pytest.fixture
async def sandboxes(tmp_path: Path) -> AsyncGenerator[Starter]:
    """Starts sandboxes, each with the flags and settings it is given, and ends them all."""
    started: list[Driver] = []
    async with ClientSession() as session:

        async def one(*flags: str, **settings: str) -> Driver:
            driver = await start(tmp_path / "data", session, *flags, **settings)
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
