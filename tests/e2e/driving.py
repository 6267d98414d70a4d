"""Drives the sandbox as its users do: its processes, and its control API."""

import asyncio
import re
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from aiohttp import ClientSession, encode_basic_auth

from sandbox.carrier.options import SANDBOX_CREDENTIALS
from sandbox.slack.cast import APPROVAL_CHANNEL_ID, BOT_TOKEN
from tests.e2e.processes import python
from tests.e2e.reading import CarrierCall, Json, carrier_call, order_number, shown, tns

PATIENCE_S = 25.0
MANAGERS = "number-approvals"
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

    async def held(self, state: str) -> list[Json]:
        """The numbers that the carrier's account holds in a state, as its API lists them."""
        keys = SANDBOX_CREDENTIALS
        where = f"{self.carrier}/v1/users/{keys.user_id}/phoneNumbers"
        headers = {"Authorization": encode_basic_auth(keys.token, keys.secret)}
        query = {"state": state, "size": "1000"}
        async with self.session.get(where, params=query, headers=headers) as answer:
            return await answer.json()

    async def run_bot(self, *arguments: str) -> str:
        """What `order-numbers` with these arguments says, run by an operator beside the bot."""
        settings = {
            "DATABASE_URL": f"sqlite:///{self.data / 'order-numbers.db'}",
            "AUDIT_KEY": "sandbox-audit-key",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": "unused",
            "APPROVAL_CHANNEL": APPROVAL_CHANNEL_ID,
        }
        process = await python("-m", "bot", *arguments, settings=settings)
        said, complained = await process.communicate()
        assert process.returncode == 0, complained.decode()
        return said.decode()

    async def fault(
        self, target: str, kind: str, call: str = "*", *, times: int = 1, **more: object
    ) -> Json:
        return await self.post("faults", target=target, kind=kind, call=call, times=times, **more)

    async def faults(self) -> list[Json]:
        return (await self.get("faults"))["faults"]

    async def mend(self) -> None:
        """Let nothing go wrong any more, and nobody have a form open."""
        async with self.session.delete(f"{self.url}/_control/faults"):
            pass
        for user in ("ana", "sam", "mei", "raj", "olu", "lee"):
            for view in (await self.get("views", user=user))["modals"][:1]:
                await self.post("close", user=user, view_id=view["id"], all=True)

    async def archive(self, channel: str, *, archived: bool = True) -> None:
        await self.post("archive", channel=channel, archived=archived)

    async def delete_message(self, channel: str, message: Json) -> None:
        """Delete a message of the bot, as an admin of the workspace may."""
        channels = (await self.get("state"))["channels"]
        where = next(each["id"] for each in channels if each["name"] == channel)
        arguments = {"token": BOT_TOKEN, "channel": where, "ts": message["ts"]}
        async with self.session.post(f"{self.url}/api/chat.delete", data=arguments) as answer:
            assert (await answer.json())["ok"]

    async def bot_do(self, what: str) -> Json:
        return await self.post("bot", do=what)

    async def now(self) -> str:
        """The newest entry of the journal, for `carrier_calls`."""
        journal = await self.get("journal")
        return str(journal[-1]["id"]) if journal else "0"

    async def carrier_calls(self, since: str) -> list[CarrierCall]:
        entries = await self.get("journal", since=since)
        return [carrier_call(each) for each in entries if each["direction"] == "bot→carrier"]

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

    async def approve(self, number: int, user: str = "mei", *, confirm: bool = False) -> Json:
        card = await self.order(number, "decide by", MANAGERS)
        return await self.click(user, card, "approve", confirm=confirm)

    async def approve_with(self, fault: str, text: str) -> int:
        """The number of an order that is approved and whose purchase has met this fault."""
        number = await self.place(text)
        await self.order(number, "decide by", MANAGERS)
        await self.fault("carrier", fault, "order")
        await self.approve(number)

        async def struck() -> bool:
            return not await self.faults()

        await self.until(struck, f"{fault} for Order {number}")
        return number

    async def deny(self, number: int, reason: str, user: str = "mei") -> Json:
        card = await self.order(number, "decide by", MANAGERS)
        await self.click(user, card, "deny")
        return await self.submit(user, reason=reason)

    async def change(self, number: int, user: str = "mei", **typed: str) -> Json:
        """Open the form from the order's card, and send it with this typed in."""
        card = await self.order(number, "decide by", MANAGERS)
        await self.click(user, card, "change")
        return await self.submit(user, **typed)

    async def form(self, user: str) -> Json:
        """The form that a person sees."""
        return (await self.get("views", user=user))["modals"][-1]

    async def submit(self, user: str, **typed: str) -> Json:
        """Send the form that a person sees, with this typed into its fields."""
        view = await self.form(user)
        return await self.post("submit", user=user, view_id=view["id"], values=typed)

    async def thread(self, words: str, number: int, channel: str = "numbers") -> str:
        """What the order's thread says, once it has these words."""
        return shown(await self.notice(words, number, channel))

    async def notice(self, words: str, number: int, channel: str = "numbers") -> Json:
        """The message in the order's thread with these words; waits until there is one."""
        root = await self.order(number, channel=channel)

        async def look() -> Json | None:
            found = await self.cards(channel, words, thread_ts=root["ts"])
            return next((m for m in reversed(found) if m["ts"] != root["ts"]), None)

        return await self.until(look, f"“{words}” in the thread of Order {number}")

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
        return await self._next_receipt(user, channel, before)

    async def send(self, user: str, **typed: str) -> int:
        """The number of the order that the form which a person sees has placed in #numbers."""
        before = await self._receipts(user, "numbers")
        sent = await self.submit(user, **typed)
        assert (sent["status"], sent["ack"]) == ("ok", None), sent
        return await self._next_receipt(user, "numbers", before)

    async def _next_receipt(self, user: str, channel: str, before: set[int]) -> int:
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

    async def end(self) -> None:
        """End it, and do not wait for what its bot still has to do."""
        if self.process.returncode is None:
            await self.bot_do("kill")
        await self.stop()

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.terminate()
        return await self.process.wait()
