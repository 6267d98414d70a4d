"""Puts the sandbox together: the local carrier, the local Slack, and the bot against them."""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.bot_process import BotProcess
from sandbox.carrier.database import OtherVersionError
from sandbox.carrier.server import LocalCarrier
from sandbox.carrier.traffic import Listeners
from sandbox.environment import bot_settings, carrier_options, carrier_settings
from sandbox.errors import PortTakenError, SandboxError
from sandbox.slack import cast
from sandbox.slack.hooks import Hooks
from sandbox.slack.server import LocalSlack

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
_READY_WITHIN_S = 20.0
_ANSWERS_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who starts it chose.

    Attributes:
        carrier: Which API the bot buys through, `catapult` or `bandwidth`; both are served.
        delivery: `socket` or `http`.
        policy: A policy file, or None for the cast's own approvers.
        data: Where everything is kept.
        port: The page's port; the carrier and the bot take the next two. 0 chooses free ones.
        fresh: Whether earlier orders are forgotten.
        carrier_only: Whether Slack and the bot are left out.
    """

    carrier: str
    delivery: str
    policy: Path | None
    data: Path
    port: int
    fresh: bool
    carrier_only: bool


class Sandbox:
    """All three, started and stopped together."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.url = ""
        self._carrier_url = ""
        self._ports = _ports(choices.port)
        # First of all: on a taken port another sandbox may be at work on the same folder.
        for port in self._ports[1:2] if choices.carrier_only else self._ports:
            _require_free(port)
        choices.data.mkdir(parents=True, exist_ok=True)
        if choices.fresh:
            _forget(choices.data)
        self._carrier = LocalCarrier(
            choices.data / "carrier.db",
            options=carrier_options(),
            listeners=Listeners(on_traffic=self._carrier_called, on_change=self._ledger_changed),
        )
        self._slack = LocalSlack(
            choices.data / "slack.db",
            ROOT / "manifest.yml",
            delivery=choices.delivery,
            request_url=f"http://{HOST}:{self._ports[2]}/slack/events",
            hooks=self._hooks(),
            page_dir=ROOT / "sandbox" / "page",
        )
        self._bot: BotProcess | None = None

    async def start(self, stop: asyncio.Event) -> None:
        """Start all, and return when the bot takes commands.

        Raises:
            SandboxError: A port is taken, or the bot does not come up.
        """
        self._carrier_url = await self._listen(self._carrier, self._ports[1])
        if self.choices.carrier_only:
            self.url = self._carrier_url
            return
        self.url = await self._listen(self._slack, self._ports[0])
        settings = bot_settings(self._fixed_settings())
        self._bot = BotProcess(settings, self.choices.data, self._bot_changed)
        await self._bot.start()
        await self._bot_ready(stop)

    async def stop(self) -> None:
        """Stop all, the bot first."""
        if self._bot is not None:
            await self._bot.stop()
        if not self.choices.carrier_only:
            await self._slack.stop()
        await self._carrier.stop()

    def addresses(self) -> Mapping[str, str]:
        """Where everything listens, for programs."""
        bot = f"http://{HOST}:{self._ports[2]}"
        return {"url": self.url, "carrier": self._carrier_url, "bot": bot}

    async def _listen(self, server: LocalCarrier | LocalSlack, port: int) -> str:
        try:
            return await server.start(port)
        except OtherVersionError as error:
            raise SandboxError(str(error)) from error

    async def _bot_ready(self, stop: asyncio.Event) -> None:
        assert self._bot is not None  # noqa: S101 - started two lines above
        for _ in range(int(_READY_WITHIN_S / 0.05)):
            if await _answers(self._ports[2]) or stop.is_set():
                return
            if self._bot.state == "stopped":
                break
            await asyncio.sleep(0.05)
        raise SandboxError(f"The bot did not start; its log says why: {self._bot.log}")

    def _fixed_settings(self) -> dict[str, str]:
        policy = {"POLICY_FILE": str(self.choices.policy)} if self.choices.policy else {}
        chosen = policy | carrier_settings(self.choices.carrier, self._carrier_url)
        return chosen | {
            "MODE": self.choices.delivery,
            "PORT": str(self._ports[2]),
            "SLACK_BASE_URL": f"{self.url}/api/",
            "SLACK_BOT_TOKEN": cast.BOT_TOKEN,
            "SLACK_APP_TOKEN": cast.APP_TOKEN,
            "SLACK_SIGNING_SECRET": cast.SIGNING_SECRET,
            "DATABASE_URL": f"sqlite:///{self.choices.data / 'order-numbers.db'}",
            "AUDIT_KEY": "sandbox-audit-key",
            "APPROVAL_CHANNEL": cast.APPROVAL_CHANNEL_ID,
            "APPROVERS": cast.APPROVERS_GROUP_ID,
            "OPERATORS": cast.OLU.id,
            "LIST_PRICE": "0.60",
            "LIST_PRICE_TOLL_FREE": "0.75",
            "AFTER_NOTE": "ask Olu to route them",
        }

    def _hooks(self) -> Hooks:
        return Hooks(
            carrier_fault=self._add_fault,
            carrier_clear=self._carrier.faults.clear,
            carrier_faults=self._carrier.faults.active,
            ledger=self._carrier.ledger,
            bot=self._command_bot,
            bot_state=lambda: self._bot.state if self._bot else "stopped",
            reset_carrier=self._reset,
        )

    def _add_fault(self, fault: Mapping[str, Any]) -> None:
        self._carrier.faults.add(fault["kind"], fault.get("call", "*"), times=fault.get("times", 1))

    async def _command_bot(self, do: str) -> None:
        if self._bot is None:
            return
        await {"kill": self._bot.kill, "stop": self._bot.stop, "start": self._bot.start}[do]()
        if do == "start":
            await self._bot_ready(asyncio.Event())

    async def _reset(self) -> None:
        """Start over: the carrier's ledger and the bot's; Slack forgets by itself."""
        if self._bot is not None:
            await self._bot.kill()
            for file in self.choices.data.glob("order-numbers.db*"):
                file.unlink()
        self._carrier.reset()
        if self._bot is not None:
            await self._bot.start()
            await self._bot_ready(asyncio.Event())

    def _carrier_called(self, exchange: Mapping[str, Any]) -> None:
        self._slack.journal(exchange)

    def _ledger_changed(self) -> None:
        self._slack.notify({"kind": "ledger"})

    def _bot_changed(self) -> None:
        self._slack.notify({"kind": "bot"})


def _ports(first: int) -> tuple[int, int, int]:
    """The page's, the carrier's and the bot's port."""
    if first:
        return first, first + 1, first + 2
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for each in (one, two, three):
            each.bind((HOST, 0))
        return one.getsockname()[1], two.getsockname()[1], three.getsockname()[1]


def _forget(data: Path) -> None:
    """Remove what earlier runs kept; whatever else is in the folder stays."""
    for kept in ("carrier.db*", "slack.db*", "order-numbers.db*", "bot.log"):
        for file in data.glob(kept):
            file.unlink()


def _require_free(port: int) -> None:
    """Nothing listens on the port yet: else something else might answer in our name."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        raise PortTakenError(port) from error


async def _answers(port: int) -> bool:
    """Whether the bot says at /healthz that it takes commands."""
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
        status = await asyncio.wait_for(reader.readline(), _ANSWERS_WITHIN_S)
        writer.close()
    except OSError:
        return False
    return b" 200 " in status
