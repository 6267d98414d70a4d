"""Drives the sandbox as its users do: its processes, and its control API."""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from aiohttp import ClientSession

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]
PATIENCE_S = 25.0
MANAGERS = "number-approvals"
T = TypeVar("T")


@dataclass(frozen=True)
class CarrierCall:
    """One call of the bot, as the carrier saw it."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, str]
    status: str


@dataclass
class Driver:
    """One running sandbox."""

    process: Process
    session: ClientSession
    url: str
    carrier: str
    bot: str
    data: Path

    async def post(self, call: str, /, **body: object) -> Json:
        async with self.session.post(f"{self.url}/_control/{call}", json=body) as answer:
            return await answer.json()

    async def get(self, call: str, /, **query: str) -> Any:  # noqa: ANN401 - JSON
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

    async def fault(
        self, target: str, kind: str, call: str = "*", *, times: int = 1, **more: object
    ) -> Json:
        return await self.post("faults", target=target, kind=kind, call=call, times=times, **more)

    async def faults(self) -> list[Json]:
        return (await self.get("faults"))["faults"]

    async def mend(self) -> None:
        """Let nothing go wrong any more."""
        async with self.session.delete(f"{self.url}/_control/faults"):
            pass

    async def archive(self, channel: str, *, archived: bool = True) -> None:
        await self.post("archive", channel=channel, archived=archived)

    async def bot_do(self, what: str) -> Json:
        return await self.post("bot", do=what)

    async def now(self) -> str:
        """The newest entry of the journal, for `carrier_calls`."""
        journal = await self.get("journal")
        return str(journal[-1]["id"]) if journal else "0"

    async def carrier_calls(self, since: str) -> list[CarrierCall]:
        entries = await self.get("journal", since=since)
        return [_call(each) for each in entries if each["direction"] == "bot→carrier"]

    async def card(self, channel: str, words: str, **query: str) -> Json:
        """The newest message of the channel with these words; waits until there is one."""

        async def look() -> Json | None:
            found = await self.cards(channel, words, **query)
            return found[-1] if found else None

        return await self.until(look, f"“{words}” in {channel}")

    async def cards(self, channel: str, words: str, **query: str) -> list[Json]:
        """The messages of the channel with these words."""
        return [m for m in await self.messages(channel, **query) if words in shown(m)]

    async def order(self, number: int, words: str = "", channel: str = "numbers") -> Json:
        """The order's card in a channel, once it has these words."""

        async def look() -> Json | None:
            found = await self.cards(channel, f"Order {number} ·")
            return next((card for card in reversed(found) if words in shown(card)), None)

        return await self.until(look, f"Order {number} with “{words}” in {channel}")

    async def private(self, user: str, words: str, channel: str = MANAGERS) -> Json:
        """What the bot tells one person alone, once it has these words."""

        async def look() -> Json | None:
            found = await self.cards(channel, words, user=user)
            return next((m for m in reversed(found) if m.get("is_ephemeral")), None)

        return await self.until(look, f"“{words}” for {user} alone in {channel}")

    async def click(
        self, user: str, card: Json, action: str, channel: str = MANAGERS, **more: object
    ) -> Json:
        return await self.post(
            "click", user=user, channel=channel, ts=card["ts"], action_id=action, **more
        )

    async def approve(self, number: int, user: str = "mei", **more: object) -> Json:
        card = await self.order(number, "decide by", MANAGERS)
        return await self.click(user, card, "approve", **more)

    async def deny(self, number: int, reason: str, user: str = "mei") -> Json:
        card = await self.order(number, "decide by", MANAGERS)
        await self.click(user, card, "deny")
        view = (await self.get("views", user=user))["modals"][-1]
        values = {"reason": {"reason": {"value": reason}}}
        return await self.post("submit", user=user, view_id=view["id"], values=values)

    async def thread(self, words: str, number: int, channel: str = "numbers") -> str:
        """What the order's thread says, once it has these words."""
        root = await self.order(number, channel=channel)

        async def look() -> Json | None:
            found = await self.cards(channel, words, thread_ts=root["ts"])
            return next((m for m in reversed(found) if m["ts"] != root["ts"]), None)

        return shown(await self.until(look, f"“{words}” in the thread of Order {number}"))

    async def place(
        self,
        text: str = "Cary NC 2 for spring campaign",
        user: str = "ana",
        channel: str = "numbers",
    ) -> int:
        """The number of the order that this command placed."""
        return order_number(await self.command(user, text, channel))

    async def press(self, user: str, card: Json, action: str, channel: str = "numbers") -> int:
        """The number of the order that this button placed."""
        before = await self._receipts(user, channel)
        await self.click(user, card, action, channel)

        async def look() -> set[int]:
            return await self._receipts(user, channel) - before

        return (await self.until(look, f"a receipt for {user}")).pop()

    async def _receipts(self, user: str, channel: str) -> set[int]:
        said = shown(await self.messages(channel, user=user))
        return {int(number) for number in re.findall(r"Order (\d+) received", said)}

    async def bought(
        self, text: str = "Cary NC 2", *, channel: str = "numbers", where: str = ""
    ) -> list[str]:
        """The numbers that this command brings once it is approved, as its thread says them.

        Args:
            text: What is typed.
            channel: Where it is typed.
            where: Where its card is, if elsewhere.
        """
        number = await self.place(text, channel=channel)
        await self.approve(number)
        return tns(await self.thread("bought", number, where or channel))

    async def until(self, look: Callable[[], Awaitable[T | None]], what: str) -> T:
        """Poll until the look finds something."""
        ends = monotonic() + PATIENCE_S
        while monotonic() < ends:
            found = await look()
            if found:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"never seen: {what}\n{self.log()[-4000:]}")

    def log(self) -> str:
        return (self.data / "bot.log").read_text(errors="replace")

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.terminate()
        return await self.process.wait()


def shown(message: object) -> str:
    """All words of a message, wherever they stand in its blocks."""
    return json.dumps(message, ensure_ascii=False)


def tns(text: str) -> list[str]:
    """The numbers in E.164 in a text, each once, in a fixed order."""
    return sorted(set(re.findall(r"\+1\d{10}", text)))


def order_number(answer: Json) -> int:
    """The number of the order that a receipt names."""
    found = re.search(r"Order (\d+) received", shown(answer["ack"]))
    assert found is not None, answer
    return int(found[1])


def button(message: Json, words: str) -> Json:
    """The button with these words in a message or an ack."""
    return buttons(message)[words]


def buttons(message: Json) -> dict[str, Json]:
    """The buttons of a message or an ack by their words."""
    elements = [e for block in message["blocks"] for e in block.get("elements", ())]
    return {e["text"]["text"]: e for e in elements if e["type"] == "button"}


async def launch(*flags: str, settings: Mapping[str, str] | None = None) -> Process:
    """`python -m sandbox` with these flags, and these settings in its environment."""
    command = (sys.executable, "-m", "sandbox", *flags)
    environment = _environment(settings or {})
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE
    )


async def start(data: Path, session: ClientSession, *flags: str, **settings: str) -> Driver:
    """A sandbox on free ports; `settings` are the bot's, by their names."""
    process = await launch(
        *("--headless", "--port", "0", "--data", str(data), *flags), settings=settings
    )
    where = await ready(process)
    if not where:
        log = data / "bot.log"
        raise AssertionError(log.read_text()[-4000:] if log.exists() else "no sandbox")
    return Driver(process, session, where["url"], where["carrier"], where["bot"], data)


async def ready(process: Process) -> Json:
    """The one line with which a headless sandbox says that it is ready; empty if it ended."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    return json.loads(line) if line else {}


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}  # noqa: TID251 - a child process needs a PATH
    return inherited | dict(settings)


def _call(entry: Json) -> CarrierCall:
    method, _, path = entry["name"].partition(" ")
    sent = entry["request"]
    query = dict(parse_qsl(sent.get("query", "")))
    return CarrierCall(method, path, query, sent.get("request_body", {}), entry["status"])


def purchases(calls: Sequence[CarrierCall]) -> list[CarrierCall]:
    """The calls that buy."""
    return [call for call in orders(calls) if call.method == "POST"]


def orders(calls: Sequence[CarrierCall]) -> list[CarrierCall]:
    """The calls that search or buy; giving bought numbers their names comes later, in its time."""
    ordering = re.compile(r"/v1/availableNumbers/\w+|/v1/users/[^/]+/phoneNumbers")
    return [call for call in calls if ordering.fullmatch(call.path)]
