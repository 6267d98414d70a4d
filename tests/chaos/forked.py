"""The bot as the fork of a process that has read its code: a start costs a tenth of the time.

A case of the failpoints starts the bot some three times, and reading the code was most of its work.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.chaos import bot

_FORKS = multiprocessing.get_context("forkserver")
# What a start of the bot reads, Alembic's part for a new ledger included.
_FORKS.set_forkserver_preload(["tests.chaos.forked", "alembic.command", "alembic.config"])


class ForkedBot:
    """Runs `tests.chaos.bot`, as `sandbox.bot_process.BotProcess` does."""

    def __init__(
        self, environment: Mapping[str, str], folder: Path, program: Sequence[str]
    ) -> None:
        arguments = dict(environment), folder, list(program)
        self._process = _FORKS.Process(target=_live, args=arguments, daemon=True)
        self._ended = asyncio.Event()

    @property
    def state(self) -> str:
        """`running` or `stopped`."""
        alive = self._process.pid is not None and not self._ended.is_set()
        return "running" if alive else "stopped"

    async def start(self) -> None:
        """Start it."""
        self._process.start()
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._end)

    async def stop(self) -> None:
        """Ask it to stop."""
        if self.state == "running":
            self._process.terminate()
            await self.wait()

    async def kill(self) -> None:
        """Kill it with -9, as a crash would."""
        if self.state == "running":
            self._process.kill()
            await self.wait()

    async def wait(self) -> None:
        """Wait until it has ended."""
        await self._ended.wait()

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set()


def _live(environment: Mapping[str, str], folder: Path, program: Sequence[str]) -> None:
    """Become the process that this program would be in this environment and folder."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()  # noqa: TID251 - what a new process begins with
    os.environ.update(environment)  # noqa: TID251 - as above
    with Path("bot.log").open("ab") as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    sys.argv = list(program[1:])
    sys.exit(bot.main())
