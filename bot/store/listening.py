"""Hear from other replicas that work is due.

Only latency depends on it: a worker polls anyway, and a notice that is missed costs a second.
"""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

CHANNEL = "order_numbers_jobs"
_CONNECT_AGAIN_S = 1.0


class Ear:
    """Listens on a connection of its own, and connects again when it breaks."""

    def __init__(self, engine: AsyncEngine, work: asyncio.Event, own: str) -> None:
        """Listen to nothing yet.

        Args:
            engine: Connects.
            work: Set when another replica left work that is due.
            own: What this process's notices say; it knows of its own work already.
        """
        self._engine = engine
        self._work = work
        self._own = own

    async def hear(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                async with self._listening() as lost:
                    await lost.wait()
            except (OSError, TimeoutError, DBAPIError) as error:
                structlog.get_logger().debug("not_listening", reason=str(error))
            # Something may be said while nobody listens.
            self._work.set()
            await asyncio.sleep(_CONNECT_AGAIN_S * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, no secret

    @asynccontextmanager
    async def _listening(self) -> AsyncGenerator[asyncio.Event]:
        lost = asyncio.Event()
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            driver.add_termination_listener(partial(_hang_up, lost))
            await driver.add_listener(CHANNEL, self._heard)
            yield lost

    def _heard(self, *notice: object) -> None:
        if notice[-1] != self._own:
            self._work.set()


def _hang_up(lost: asyncio.Event, connection: object) -> None:
    del connection
    lost.set()
