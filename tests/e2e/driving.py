"""Drives the sandbox as its users do: its processes, and its control API."""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from aiohttp import ClientSession

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]
PATIENCE_S = 25.0
T = TypeVar("T")


@dataclass
class Driver:
    """One running sandbox."""

    process: Process
    session: ClientSession
    url: str
    carrier: str
    bot: str
    data: Path
    seen: list[str] = field(default_factory=list[str])

    async def post(self, call: str, /, **body: object) -> Json:
        async with self.session.post(f"{self.url}/_control/{call}", json=body) as answer:
            return await answer.json()

    async def get(self, call: str, /, **query: str) -> Json:
        async with self.session.get(f"{self.url}/_control/{call}", params=query) as answer:
            return await answer.json()

    async def command(self, user: str, text: str, channel: str = "numbers") -> Json:
        return await self.post(
            "command", user=user, channel=channel, command="/order-numbers", text=text
        )

    async def messages(self, channel: str, **query: str) -> list[Json]:
        return (await self.get("messages", channel=channel, **query))["messages"]

    async def ledger(self) -> list[Json]:
        return (await self.get("ledger"))["purchases"]

    async def fault(self, target: str, kind: str, call: str = "*", times: int = 1) -> Json:
        return await self.post("faults", target=target, kind=kind, call=call, times=times)

    async def bot_do(self, what: str) -> Json:
        return await self.post("bot", do=what)

    async def card(self, channel: str, words: str, **query: str) -> Json:
        """The newest message of the channel with these words; waits until there is one."""

        async def look() -> Json | None:
            found = [m for m in await self.messages(channel, **query) if words in shown(m)]
            return found[-1] if found else None

        return await self.until(look, f"“{words}” in {channel}")

    async def click(self, user: str, card: Json, action: str, channel: str, **more: object) -> Json:
        return await self.post(
            "click", user=user, channel=channel, ts=card["ts"], action_id=action, **more
        )

    async def approve(self, number: int, user: str = "mei", **more: object) -> Json:
        card = await self.card("number-approvals", f"Order {number}")
        return await self.click(user, card, "approve", "number-approvals", **more)

    async def thread(self, words: str, number: int, channel: str = "numbers") -> str:
        """What the order's thread says, once it has these words."""
        root = await self.card(channel, f"Order {number}")
        reply = await self.card(channel, words, thread_ts=root["ts"])
        return shown(reply)

    async def place(self, text: str = "Cary NC 2 for spring campaign", user: str = "ana") -> int:
        """The number of the order that this command placed."""
        answer = await self.command(user, text)
        found = re.search(r"Order (\d+)", shown(answer["ack"]))
        assert found is not None, answer
        return int(found[1])

    async def until(self, look: Callable[[], Awaitable[T | None]], what: str) -> T:
        """Poll until the look finds something."""
        ends = monotonic() + PATIENCE_S
        while monotonic() < ends:
            found = await look()
            if found:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"never seen: {what}\n{self.log()}")

    def log(self) -> str:
        return (self.data / "bot.log").read_text(errors="replace")[-4000:]

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.terminate()
        return await self.process.wait()


def shown(message: object) -> str:
    """All words of a message, wherever they stand in its blocks."""
    return json.dumps(message, ensure_ascii=False)


async def start(data: Path, session: ClientSession, *flags: str, **settings: str) -> Driver:
    """A sandbox on free ports; `settings` are the bot's, by their names."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--headless", "--port", "0", "--data", str(data)),
        *flags,
        cwd=ROOT,
        env=_environment(settings),
        stdout=PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    if not line:
        log = data / "bot.log"
        raise AssertionError(log.read_text()[-4000:] if log.exists() else "no sandbox")
    where = json.loads(line)
    return Driver(process, session, where["url"], where["carrier"], where["bot"], data)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}  # noqa: TID251 - a child process needs a PATH
    return inherited | dict(settings)
