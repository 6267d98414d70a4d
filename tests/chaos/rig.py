"""The stage: a local carrier, a local Slack and replicas of the real bot, each of which can die."""

import asyncio
import os
import random
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from aiohttp import ClientError, ClientSession

from sandbox.bot_process import BotProcess
from sandbox.carrier.options import Options
from sandbox.carrier.server import LocalCarrier
from sandbox.carrier.traffic import Listeners
from sandbox.environment import carrier_settings
from sandbox.slack import cast
from sandbox.slack.hooks import Hooks
from sandbox.slack.server import LocalSlack
from tests.chaos import bot
from tests.chaos.control import Control
from tests.chaos.points import Trap

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
LEASE_S = 3.0
# Short, so that a lost answer is settled while the campaign runs.
TIMES: Mapping[str, str] = {
    "SEARCH_TIMEOUT_S": "1",
    "PURCHASE_TIMEOUT_S": "1",
    "LEASE_S": str(LEASE_S),
    "SETTLE_S": "5",
    "OFFER_AFTER_S": "3",
    "EXPIRES_AFTER_S": "7200",
}
_INHERITED = ("PATH", "HOME", "LANG", "TZ", "VIRTUAL_ENV")


class Life(Protocol):
    """A process of the bot."""

    @property
    def state(self) -> str:
        """`running` or `stopped`; a frozen one runs."""
        ...

    async def start(self) -> None:
        """Start it."""
        ...

    async def stop(self) -> None:
        """Ask it to stop."""
        ...

    async def kill(self) -> None:
        """Kill it with -9, as a crash would."""
        ...

    async def wait(self) -> None:
        """Wait until it has ended."""
        ...


Begin: TypeAlias = Callable[[Mapping[str, str], Path, Sequence[str]], Life]


def spawned(environment: Mapping[str, str], folder: Path, program: Sequence[str]) -> Life:
    """A process that begins as on any machine."""
    return BotProcess(environment, folder, lambda: None, program=program)


@dataclass(frozen=True, slots=True)
class Stage:
    """How the stage is set.

    Attributes:
        data: A folder that may hold the carrier's file already.
        replicas: How many bots share the ledger.
        database_url: The ledger; empty is a SQLite file in the folder.
        settings: More settings of the bot, by their names.
        slow_s: How long a slow call to the carrier takes; as it is, it outlives the bot's
            patience, and is visible before the attempt counts as settled.
        begin: How a process of the bot begins.
    """

    data: Path
    replicas: int = 1
    database_url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    slow_s: float = 1.5
    begin: Begin = spawned


class Replica:
    """One bot process after another, on a port of its own."""

    def __init__(
        self, environment: Mapping[str, str], folder: Path, witness: Path, begin: Begin
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._environment = {**environment, "PORT": str(free_port())}
        self._folder = folder
        self._witness = witness
        self._begin = begin
        self._process: Life | None = None

    @property
    def alive(self) -> bool:
        """Whether its process runs; a frozen one does."""
        return self._process is not None and self._process.state == "running"

    @property
    def log(self) -> str:
        """What all its processes have written."""
        file = self._folder / "bot.log"
        return file.read_text(errors="replace") if file.exists() else ""

    async def start(self, *traps: Trap) -> None:
        """Start the bot, and with it what will happen to it."""
        program = bot.arguments(self._witness, traps)
        self._process = self._begin(self._environment, self._folder, program)
        await self._process.start()

    async def kill(self) -> None:
        """kill -9, if it is not dead already."""
        if self._process is not None:
            await self._process.kill()

    async def ended(self) -> None:
        """Wait for the end of its process."""
        if self._process is not None:
            await self._process.wait()

    async def died(self, within_s: float) -> bool:
        """Whether its process ends in so many seconds."""
        if self._process is None:
            return True
        try:
            await asyncio.wait_for(self._process.wait(), within_s)
        except TimeoutError:
            return False
        return True

    async def stop(self) -> None:
        """Ask it to stop."""
        if self._process is not None:
            await self._process.stop()

    async def is_ready(self, session: ClientSession) -> bool:
        """Whether it says that it takes commands."""
        url = f"http://{HOST}:{self._environment['PORT']}/healthz"
        try:
            async with session.get(url) as answer:
                return answer.status == 200
        except (ClientError, OSError, TimeoutError):
            return False


class Rig:
    """All of it; Slack and the carrier run in this process, the bots in theirs."""

    def __init__(self, stage: Stage, session: ClientSession) -> None:
        stage.data.mkdir(parents=True, exist_ok=True)
        self._stage = stage
        self.session = session
        self._ports = free_port(), free_port()
        self.carrier = self._new_carrier()
        self.slack = self._new_slack()
        self.control = Control(session, f"http://{HOST}:{self._ports[0]}")
        self.witness = stage.data / "witness.jsonl"
        self.replicas = [
            Replica(self._environment(), stage.data / f"bot-{index}", self.witness, stage.begin)
            for index in range(1, stage.replicas + 1)
        ]

    @property
    def carrier_url(self) -> str:
        """Where the carrier is reached, without `/v1`."""
        return f"http://{HOST}:{self._ports[1]}"

    @property
    def ledger_file(self) -> Path:
        """The bot's ledger, where it is a file."""
        return self._stage.data / "order-numbers.db"

    @property
    def carrier_file(self) -> Path:
        """The carrier's own ledger."""
        return self._stage.data / "carrier.db"

    async def open(self) -> None:
        """Start the carrier and Slack; the bots are started one by one."""
        await self.carrier.start(self._ports[1])
        await self.slack.start(self._ports[0])

    async def close(self) -> None:
        """Kill the bots, and stop the others."""
        await asyncio.gather(*(replica.kill() for replica in self.replicas))
        await self.slack.stop()
        await self.carrier.stop()

    async def revive(self) -> None:
        """Start whatever replica has ended, as a supervisor does."""
        for replica in self.replicas:
            if not replica.alive:
                await replica.start()

    async def restart_slack(self) -> None:
        """Let Slack go and come back; what it has on disk is there again."""
        # The new one reads when it is made, and the old one writes until it has stopped.
        await self.slack.stop()
        self.slack = self._new_slack()
        await self.slack.start(self._ports[0])

    async def restart_carrier(self) -> None:
        """Let the carrier go and come back with its ledger."""
        # A fault that is mended at the one that goes would open its port again.
        gone, self.carrier = self.carrier, self._new_carrier()
        await gone.stop()
        await self.carrier.start(self._ports[1])

    def sold(self) -> Mapping[str, list[dict[str, Any]]]:
        """The carrier's own ledger."""
        return self.carrier.ledger()

    async def ready(self, replicas: Sequence[Replica], within_s: float = 30.0) -> bool:
        """Whether each of them takes commands before it dies, and in time."""
        ends = asyncio.get_running_loop().time() + within_s
        waiting = list(replicas)
        while waiting and asyncio.get_running_loop().time() < ends:
            waiting = [each for each in waiting if not await each.is_ready(self.session)]
            if not all(each.alive for each in waiting):
                return False
            await asyncio.sleep(0.05)
        return not waiting

    def _new_carrier(self) -> LocalCarrier:
        listeners = Listeners(on_traffic=self._journal)
        options = Options(slow_s=self._stage.slow_s, backorder_s=2.0, slow_order_s=3.0)
        return LocalCarrier(self.carrier_file, options=options, listeners=listeners)

    def _new_slack(self) -> LocalSlack:
        hooks = Hooks(
            carrier_fault=self._add_fault,
            carrier_clear=self._clear_faults,
            carrier_faults=self._active_faults,
            ledger=self.sold,
            bot=lambda _do: None,
            bot_state=lambda: "running",
            reset_carrier=lambda: None,
        )
        data, page = self._stage.data, ROOT / "sandbox" / "page"
        return LocalSlack(
            data / "slack.db", ROOT / "manifest.yml", delivery="socket", hooks=hooks, page_dir=page
        )

    # Methods rather than the carrier's own: it is another one after a restart.
    def _journal(self, exchange: Mapping[str, Any]) -> None:
        self.slack.journal(exchange)

    def _clear_faults(self) -> None:
        self.carrier.faults.clear()

    def _active_faults(self) -> list[dict[str, Any]]:
        return self.carrier.faults.active()

    def _add_fault(self, fault: Mapping[str, Any]) -> None:
        self.carrier.faults.add(fault["kind"], fault.get("call", "*"), times=fault.get("times", 1))

    def _environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}  # noqa: TID251 - a child process needs a PATH
        ledger = f"sqlite:///{self.ledger_file}"
        return {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "SLACK_BASE_URL": f"http://{HOST}:{self._ports[0]}/api/",
            "SLACK_BOT_TOKEN": cast.BOT_TOKEN,
            "SLACK_APP_TOKEN": cast.APP_TOKEN,
            # The credentials of both, so that a setting chooses.
            **carrier_settings("bandwidth", self.carrier_url),
            **carrier_settings("catapult", self.carrier_url),
            "DATABASE_URL": self._stage.database_url or ledger,
            "AUDIT_KEY": "campaign-audit-key",
            "APPROVAL_CHANNEL": cast.APPROVAL_CHANNEL_ID,
            "APPROVERS": cast.APPROVERS_GROUP_ID,
            "OPERATORS": cast.OLU.id,
            "LIST_PRICE": "0.60",
            **TIMES,
            **self._stage.settings,
        }


# A process has a thousand ports to itself, unless another one's id is the same by twelve.
_PORTS = range(20_000 + os.getpid() % 12 * 1000, 21_000 + os.getpid() % 12 * 1000)
_GIVEN: set[int] = set()
# Not the tests' own chance, which begins anew with each of them.
_CHANCE = random.SystemRandom()


def free_port() -> int:
    """A port that nothing uses, and that neither an outgoing connection nor another rig will get.

    A server that comes back must find its port free. Linux gives outgoing connections ports from
    32768 on, others higher ones.
    """
    while True:
        port = _CHANCE.choice(_PORTS)
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind((HOST, port))
            if port not in _GIVEN:
                _GIVEN.add(port)
                return port
