"""What tests share: an event loop, a browser, sandboxes; and a way to have a sandbox alone."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, async_playwright

from sandbox.carrier.server import LocalCarrier
from tests.chromium import CHROMIUM_FLAGS
from tests.e2e.driving import Driver
from tests.e2e.processes import complaint, launch, ready

Starter = Callable[..., Awaitable[Driver]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder in the event loop in which the shared things live."""
    shared_loop = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and pytest_asyncio.is_async_test(item):
            item.add_marker(shared_loop, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncGenerator[Browser]:
    """The browser that tests of the page share; each has a context of its own."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_FLAGS)
        )
        yield launched
        await launched.close()


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
def data(stock: Path, tmp_path: Path) -> Path:
    """A folder for a sandbox, with the carrier's file in it."""
    return _folder(stock, tmp_path / "data")


@pytest_asyncio.fixture(loop_scope="session")
async def sandboxes(data: Path) -> AsyncGenerator[Starter]:
    """Starts sandboxes on one folder, each with its flags and settings, and ends them all."""
    started: list[Driver] = []
    async with ClientSession() as session:

        async def one(*flags: str, **settings: str) -> Driver:
            driver = await _start(data, session, *flags, **settings)
            started.append(driver)
            return driver

        yield one
        for driver in started:
            await driver.end()


@pytest_asyncio.fixture(loop_scope="session")
async def socket_sandbox(sandboxes: Starter) -> Driver:
    """A sandbox of its own, in Socket Mode."""
    return await sandboxes()


# A kill may strike in the middle of a purchase; with these, the bot finds out by itself and soon.
OURS_ALONE = {
    "CARRIER_ACCOUNT_IS_OURS_ALONE": "true",
    "PURCHASE_TIMEOUT_S": "3",
    "LEASE_S": "2",
    "SETTLE_S": "6",
}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def over_socket(
    stock: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Driver]:
    """The sandbox in Socket Mode that tests share."""
    async with running(stock, tmp_path_factory.mktemp("socket"), **OURS_ALONE) as driver:
        yield driver


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def over_http(
    stock: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Driver]:
    """The sandbox over signed HTTP that tests share."""
    folder = tmp_path_factory.mktemp("http")
    async with running(stock, folder, "--delivery", "http", **OURS_ALONE) as driver:
        yield driver


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def impatient(
    stock: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Driver]:
    """The sandbox whose bot waits for the carrier only briefly; tests share it."""
    times = {
        "SEARCH_TIMEOUT_S": "1",
        "PURCHASE_TIMEOUT_S": "1",
        "LEASE_S": "2",
        "SETTLE_S": "3.5",
        "OFFER_AFTER_S": "2",
    }
    async with running(stock, tmp_path_factory.mktemp("impatient"), **times) as driver:
        yield driver


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def two_approvals(
    stock: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Driver]:
    """The sandbox with the example policy of two approvals."""
    folder, policy = tmp_path_factory.mktemp("two"), "docs/examples/two-approvals.toml"
    async with running(stock, folder, "--policy", policy, **OURS_ALONE) as driver:
        yield driver


@pytest_asyncio.fixture(loop_scope="session")
async def shared(over_socket: Driver) -> AsyncGenerator[Driver]:
    """The shared sandbox in Socket Mode; nothing stays broken after the test."""
    yield over_socket
    await over_socket.mend()


@pytest_asyncio.fixture(loop_scope="session")
async def hasty(impatient: Driver) -> AsyncGenerator[Driver]:
    """The shared sandbox with short times; nothing stays broken after the test."""
    yield impatient
    await impatient.mend()


@pytest_asyncio.fixture(loop_scope="session", params=["socket", "http"])
async def either(
    over_socket: Driver, over_http: Driver, request: pytest.FixtureRequest
) -> AsyncGenerator[Driver]:
    """A shared sandbox, once in Socket Mode and once over signed HTTP."""
    driver = over_socket if request.param == "socket" else over_http
    yield driver
    await driver.mend()


@asynccontextmanager
async def running(
    stock: Path, folder: Path, *flags: str, **settings: str
) -> AsyncGenerator[Driver]:
    """A sandbox that several tests share."""
    async with ClientSession() as session:
        data = _folder(stock, folder / "data")
        driver = await _start(data, session, *flags, **settings)
        yield driver
        await driver.end()
        # Whatever was broken, the bot was prepared for it.
        assert "Traceback" not in driver.log(), driver.log()[-4000:]


def _folder(stock: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(stock, folder / "carrier.db")
    return folder


async def _start(data: Path, session: ClientSession, *flags: str, **settings: str) -> Driver:
    """A sandbox on free ports; `settings` are the bot's, by their names."""
    process = await launch(
        *("--headless", "--port", "0", "--data", str(data), *flags), settings=settings
    )
    where = await ready(process)
    if not where:
        raise AssertionError(await complaint(process))
    return Driver(process, session, where["url"], where["carrier"], where["bot"], data)
