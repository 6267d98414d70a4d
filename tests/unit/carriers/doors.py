"""Small servers on this machine that misbehave as asked, and a transport to speak to them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.carriers.exchange import Group
from bot.carriers.http import Http, open_sessions
from bot.carriers.pace import Limit, Timing, TokenBucket
from tests.fakes import FakeClock

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
AMPLE = Limit(per_second=1000, burst=1000)

Serve = Callable[["Door", asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Door:
    """A server that remembers each request and answers by one function.

    Attributes:
        serve: Answers a request that was read; the connection stays open unless it closes it.
        requests: The heads of the requests that arrived, each with its body.
        connections: How many connections were opened.
    """

    serve: Serve
    requests: list[bytes] = field(default_factory=list[bytes])
    connections: int = 0
    root: str = ""

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["Door"]:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()[:2]
        self.root = f"http://{host}:{port}"
        try:
            yield self
        finally:
            server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not writer.is_closing():
                self.requests.append(await _request(reader))
                await self.serve(self, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return head + await reader.readexactly(int(length or 0))


def always(raw: bytes) -> Serve:
    """Answer every request with these bytes."""

    async def serve(door: Door, writer: asyncio.StreamWriter) -> None:
        del door
        writer.write(raw)

    return serve


def in_turn(*raws: bytes) -> Serve:
    """Answer the first request with the first bytes and so on; empty hangs up."""

    async def serve(door: Door, writer: asyncio.StreamWriter) -> None:
        raw = raws[min(len(door.requests), len(raws)) - 1]
        if raw:
            writer.write(raw)
        else:
            writer.close()

    return serve


async def silent(door: Door, writer: asyncio.StreamWriter) -> None:
    """Read the request and never answer."""
    del door, writer


@dataclass(slots=True)
class Naps:
    """Remembers the pauses and takes none."""

    taken: list[float] = field(default_factory=list[float])

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@asynccontextmanager
async def transport(
    root: str, naps: Naps | None = None, limit: Limit = AMPLE
) -> AsyncGenerator[Http]:
    """A transport to that address that does not sleep."""
    timing = Timing(FakeClock(), sleep=naps or Naps(), jitter=lambda: 1.0)
    buckets = {group: TokenBucket(limit, timing.monotonic) for group in Group}
    async with open_sessions() as sessions:
        yield Http(sessions, root, {"Authorization": "Basic x"}, buckets, timing)
