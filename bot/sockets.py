"""Keeps Socket Mode connections to Slack open, whatever becomes of each one.

Slack refreshes a connection some hours after it was opened, with a short gap; a second one, opened
at another time, delivers meanwhile. The SDK reconnects by itself, but a connection that it has
given up on looks healthy to the process: the watch replaces it.
Source: slack_sdk's socket_mode.aiohttp client, docs.slack.dev "Using Socket Mode".
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog

COUNT = 2
CHECK_S = 10.0
PATIENCE_S = 60.0  # The SDK's own stale check takes 40 s at its ping interval of 10 s.
STAGGER_S = 600.0
CLOSE_WITHIN_S = 5.0


class Connection(Protocol):
    """One connection that reconnects by itself, as far as it can."""

    async def open(self) -> None:
        """Connect; an error if Slack can't be reached."""
        ...

    async def close(self) -> None:
        """Disconnect for good."""
        ...

    async def is_open(self) -> bool:
        """Whether Slack answered its pings lately."""
        ...


@dataclass(slots=True)
class _Kept:
    """A connection, and when it was last known to be open."""

    connection: Connection
    seen_at: float


@dataclass(slots=True)
class Sockets:
    """Some connections, kept open.

    Attributes:
        make: A new connection, not yet opened.
        monotonic: Seconds that never go back.
        sleep: Waits that many seconds.
    """

    make: Callable[[], Connection]
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _kept: list[_Kept] = field(default_factory=list[_Kept])
    _watch: asyncio.Task[None] | None = None
    _opened_at: float = 0.0
    _staggered: bool = False

    async def open(self) -> None:
        """Connect all of them, and watch them from now on."""
        self._opened_at = self.monotonic()
        for _ in range(COUNT):
            connection = self.make()
            await connection.open()
            self._kept.append(_Kept(connection, self.monotonic()))
        self._watch = asyncio.create_task(self._watching())

    async def is_open(self) -> bool:
        """Whether at least one of them is open."""
        return any([await kept.connection.is_open() for kept in self._kept])

    async def close(self) -> None:
        """Disconnect all of them."""
        if self._watch is not None:
            self._watch.cancel()
        for kept in self._kept:
            await _closed(kept.connection)

    async def _watching(self) -> None:
        while True:
            await self.sleep(CHECK_S)
            await self.check()

    async def check(self) -> None:
        """Replace what has been closed for too long, and once the last, so that ages differ."""
        now = self.monotonic()
        for kept in self._kept:
            if await kept.connection.is_open():
                kept.seen_at = now
            elif now - kept.seen_at >= PATIENCE_S:
                await self._replace(kept)
        if not self._staggered and now - self._opened_at >= STAGGER_S:
            self._staggered = await self._replace(self._kept[-1])

    async def _replace(self, kept: _Kept) -> bool:
        """Open a new connection before the old one is closed; False if that failed."""
        fresh = self.make()
        try:
            await fresh.open()
        except (OSError, TimeoutError, RuntimeError) as error:
            structlog.get_logger().warning("socket_not_opened", error=str(error))
            await _closed(fresh)
            return False
        old, kept.connection = kept.connection, fresh
        kept.seen_at = self.monotonic()
        structlog.get_logger().info("socket_replaced")
        await _closed(old)
        return True


async def _closed(connection: Connection) -> None:
    """Close it, or leave it behind when even that hangs."""
    try:
        await asyncio.wait_for(connection.close(), CLOSE_WITHIN_S)
    except TimeoutError:
        structlog.get_logger().warning("socket_left_behind")
