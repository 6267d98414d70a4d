"""The local carrier for contract tests: its stock is generated once, then copied."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.carrier.server import LocalCarrier
from tests.contract.local_carriers import Running


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


async def _make(path: Path) -> None:
    carrier = LocalCarrier(path)
    await carrier.start(0)
    await carrier.stop()
