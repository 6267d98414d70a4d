"""Small notices to every open page: what changed, so that it fetches that again."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from sandbox.slack.shapes import Json

# A page that is this far behind has gone to sleep; it reads everything again when it wakes.
_BACKLOG = 1000


class Broadcast:
    """Sends each notice to all who listen, and waits for none of them."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Json | None]] = set()

    def publish(self, kind: str, **details: str) -> None:
        """Tell everyone that something of this kind changed."""
        self.send({"kind": kind, **details})

    def send(self, notice: Json) -> None:
        """Tell everyone; a listener who is too far behind gets one `reset` instead."""
        for queue in self._queues:
            if queue.qsize() >= _BACKLOG:
                _empty(queue)
                queue.put_nowait({"kind": "reset"})
            queue.put_nowait(notice)

    @contextmanager
    def listen(self) -> Generator[asyncio.Queue[Json | None]]:
        """A queue of the notices from now on; None on it means the end."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def close(self) -> None:
        """End every listener's stream."""
        for queue in self._queues:
            queue.put_nowait(None)


def _empty(queue: asyncio.Queue[Json | None]) -> None:
    while not queue.empty():
        queue.get_nowait()
