"""Keeps Socket Mode connections to Slack open, whatever becomes of each one.

Slack refreshes a connection some hours after it was opened, with a short gap; a second one, opened
at another time, delivers meanwhile. The SDK reconnects by itself, but a connection that it has
given up on looks healthy to the process, and one that answers pings may bring nothing any more: the
watch replaces them.
Source: slack_sdk's socket_mode.aiohttp client, docs.slack.dev "Using Socket Mode"; slackapi's
bolt-python#1529 and #417, where events stop while pings are answered.
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
# Short enough for one deaf connection of two; on a quiet night it costs two calls an hour.
SILENT_FOR_S = 3600.0
OPEN_WITHIN_S = 30.0  # The SDK itself tries without end, and the other has to be watched too.
CLOSE_WITHIN_S = 5.0


class Connection(Protocol):
    """One connection that reconnects by itself, as far as it can.

    Attributes:
        envelopes: How many it has brought: commands, clicks, events.
    """

    envelopes: int

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
    """A connection, when it was last known to be open, and when it last brought something."""

    connection: Connection
    seen_at: float
    heard_at: float
    envelopes: int = 0

    async def look(self, now: float) -> None:
        """Note what it has brought, and whether it is open; what brings something is."""
        heard = self.connection.envelopes > self.envelopes
        self.envelopes = self.connection.envelopes
        if heard:
            self.heard_at = now
        if heard or await self.connection.is_open():
            self.seen_at = now


@dataclass(slots=True)
class Sockets:
    """Some connections, kept open.

    Attributes:
        make: A new connection, not yet opened.
        monotonic: Seconds that never go back.
        sleep: Waits that many seconds.
        open_within_s: How long a new connection may take to replace another.
    """

    make: Callable[[], Connection]
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    open_within_s: float = OPEN_WITHIN_S
    _kept: list[_Kept] = field(default_factory=list[_Kept])
    _watch: asyncio.Task[None] | None = None
    _renewed_at: float = 0.0
    _staggered: bool = False

    async def open(self) -> None:
        """Connect all of them, and watch them from now on."""
        for _ in range(COUNT):
            connection = self.make()
            await connection.open()
            self._renewed_at = self.monotonic()
            self._kept.append(_Kept(connection, self._renewed_at, self._renewed_at))
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
        """Replace what has been closed for too long, or silent for very long."""
        now = self.monotonic()
        for kept in self._kept:
            await kept.look(now)
            if now - kept.seen_at >= PATIENCE_S:
                await self._replace(kept, "closed")
        if now - self._renewed_at >= STAGGER_S:
            await self._renew(now)

    async def _renew(self, now: float) -> None:
        """Replace the last one once, so that ages differ, and then whichever is silent."""
        if not self._staggered:
            self._staggered = await self._replace(self._kept[-1], "stagger")
            return
        silent = [kept for kept in self._kept if now - kept.heard_at >= SILENT_FOR_S]
        if silent:
            await self._replace(silent[0], "silent")

    async def _replace(self, kept: _Kept, why: str) -> bool:
        """Open a new connection before the old one is closed; False if that failed."""
        fresh = self.make()
        try:
            await asyncio.wait_for(fresh.open(), self.open_within_s)
        except (OSError, TimeoutError, RuntimeError) as error:
            structlog.get_logger().warning("socket_not_opened", error=str(error))
            await _closed(fresh)
            return False
        old, kept.connection, kept.envelopes = kept.connection, fresh, 0
        self._renewed_at = kept.seen_at = kept.heard_at = self.monotonic()
        structlog.get_logger().info("socket_replaced", why=why)
        await _closed(old)
        return True


async def _closed(connection: Connection) -> None:
    """Close it, or leave it behind when even that hangs."""
    try:
        await asyncio.wait_for(connection.close(), CLOSE_WITHIN_S)
    except TimeoutError:
        structlog.get_logger().warning("socket_left_behind")
