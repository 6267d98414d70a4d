"""A front door on a database of its own, and a Slack to call."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from bot.store import migrate, open_store
from tests.handlers.front_door import FrontDoor
from tests.logs import logging_as
from tests.unit.slack.web_api import web_api


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables and nothing in them, made once."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(autouse=True)
def log() -> Generator[None]:
    """Log as `serve` does: without that, tracebacks are drawn in color, which takes its time."""
    with logging_as("json"):
        yield


@pytest.fixture
async def house(empty_database: Path, tmp_path: Path) -> AsyncGenerator[FrontDoor]:
    file = tmp_path / "orders.db"
    shutil.copy(empty_database, file)
    async with (
        open_store(f"sqlite:///{file}", audit_key="key", lease_s=60) as store,
        web_api() as slack,
    ):
        yield FrontDoor(store, slack)
