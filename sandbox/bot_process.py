"""The real bot as a process of its own: started, stopped and killed on request."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_STOP_WITHIN_S = 15.0


class BotProcess:
    """Runs `python -m bot serve` with the settings of the sandbox.

    Args:
        environment: The bot's whole environment.
        folder: Where it runs; its log is `bot.log` there.
        on_change: Told whenever it starts or ends.
        program: What Python runs as the bot.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        folder: Path,
        on_change: Callable[[], None],
        *,
        program: Sequence[str] = ("-m", "bot", "serve"),
    ) -> None:
        self._environment = {"PYTHONPATH": str(_ROOT), **environment}
        self._folder = folder
        self._on_change = on_change
        self._program = program
        self._process: Process | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def state(self) -> str:
        """`running` or `stopped`."""
        alive = self._process is not None and self._process.returncode is None
        return "running" if alive else "stopped"

    @property
    def log(self) -> Path:
        """The file that holds all it has written."""
        return self._folder / "bot.log"

    async def start(self) -> None:
        """Start it unless it runs."""
        if self.state == "running":
            return
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, *self._program),
                cwd=self._folder,
                env=dict(self._environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._watching = asyncio.create_task(self._watch(self._process))
        self._on_change()

    async def stop(self) -> None:
        """Ask it to stop; kill it when it has not after 15 s."""
        if self._process is None or self.state == "stopped":
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_WITHIN_S)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """Kill it with -9, as a crash would."""
        if self._process is not None and self.state == "running":
            self._process.kill()
            await self._process.wait()

    async def wait(self) -> None:
        """Wait until it has ended."""
        if self._process is not None:
            await self._process.wait()

    async def _watch(self, process: Process) -> None:
        await process.wait()
        self._on_change()
