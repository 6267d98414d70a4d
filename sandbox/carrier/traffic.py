"""What the local carrier tells others: every exchange, and that its ledger has changed."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

TrafficEntry = dict[str, Any]
"""`at, method, path, query, status, ms, body, request_body, call, fault`; no credentials.

`status` and `body` are null when the client gets no answer, and the body of a token's answer
always is; `at` is a stamp.
"""

# An order of 5000 numbers has a megabyte; nobody reads that in a page.
_LONGEST = 4096


@dataclass(slots=True)
class Listeners:
    """Who is told; plain functions or coroutine functions."""

    on_traffic: Callable[[TrafficEntry], Awaitable[None] | None] | None = None
    on_change: Callable[[], Awaitable[None] | None] | None = None

    async def exchanged(self, entry: TrafficEntry) -> None:
        """Tell about one exchange."""
        if self.on_traffic is not None:
            await _finished(self.on_traffic(entry))

    async def changed(self) -> None:
        """Tell that the ledger has changed."""
        if self.on_change is not None:
            await _finished(self.on_change())


def shortened(body: bytes) -> str:
    """A body for the journal, cut when it is long."""
    text = body.decode("utf-8", "replace")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


async def _finished(result: Awaitable[None] | None) -> None:
    if inspect.isawaitable(result):
        await result
