"""The real bot, with points round what it reaches: `python -m tests.chaos.bot --witness FILE`."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.app import serve
from bot.settings import read_settings
from bot.telemetry import configure
from tests.chaos.around import around
from tests.chaos.points import Fate, Points, Trap
from tests.chaos.witness import Witness


def arguments(witness: Path, trap: Trap | None) -> tuple[str, ...]:
    """What follows the interpreter's name to start such a bot."""
    program = ("-m", "tests.chaos.bot", "--witness", str(witness))
    if trap is None:
        return program
    return (*program, "--at", trap.at, "--nth", str(trap.nth), "--fate", trap.fate)


def _read_arguments() -> Points:
    parser = argparse.ArgumentParser(prog="tests.chaos.bot", description=__doc__)
    parser.add_argument("--witness", type=Path, required=True, help="the file that it writes")
    parser.add_argument("--at", help="a point, or a pattern of points")
    parser.add_argument("--nth", type=int, default=1, help="at which passing, from 1")
    parser.add_argument("--fate", type=Fate, choices=list(Fate), default=Fate.DIE)
    read = parser.parse_args()
    trap = Trap(read.at, read.nth, read.fate) if read.at else None
    return Points(Witness.at(read.witness), trap)


async def _serve(points: Points) -> None:
    settings = read_settings()
    configure(settings.log_format, settings.log_level)
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await serve(settings, stop, around=around(points))


def main() -> int:
    """Serve until told to stop, or until the trap springs."""
    asyncio.run(_serve(_read_arguments()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
