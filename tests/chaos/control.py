"""The local Slack's control API, as a program uses it that outlives its restarts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeAlias

from aiohttp import ClientError, ClientSession

Json: TypeAlias = dict[str, Any]
APPROVALS = "number-approvals"
NUMBERS = "numbers"
NOBODY = "unreachable"
"""The status of an act while Slack itself is down."""
LOOK_EVERY_S = 0.2
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Control:
    """What people do, and what can be seen."""

    session: ClientSession
    url: str

    async def act(self, call: str, /, **body: object) -> Json:
        """Do something as a person; `status` says what became of it."""
        try:
            async with self.session.post(f"{self.url}/_control/{call}", json=body) as answer:
                return {"status": NOBODY, **await answer.json()}
        except (ClientError, OSError):
            return {"status": NOBODY}

    async def see(self, call: str, /, **query: str) -> Any:  # noqa: ANN401 - JSON
        """Look at something; None while Slack is down."""
        try:
            url = f"{self.url}/_control/{call}"
            async with self.session.get(url, params=query) as answer:
                return await answer.json()
        except (ClientError, OSError):
            return None

    async def messages(self, channel: str, thread_ts: str = "") -> list[Json]:
        """The messages of a channel or a thread; none while Slack is down."""
        found = await self.see("messages", channel=channel, thread_ts=thread_ts)
        return found["messages"] if found else []

    async def mend(self) -> None:
        """Let nothing go wrong any more, at Slack or at the carrier."""
        async with self.session.delete(f"{self.url}/_control/faults"):
            pass


async def until(look: Callable[[], Awaitable[bool] | bool]) -> None:
    """Wait for something to be so."""
    ends = monotonic() + _PATIENCE_S
    while monotonic() < ends:
        found = look()
        if found if isinstance(found, bool) else await found:
            return
        await asyncio.sleep(LOOK_EVERY_S)
    raise AssertionError(look)
