"""The real bot, with points round what it reaches: `python -m tests.chaos.bot --witness FILE`."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.app import serve
from bot.settings import read_settings
from bot.telemetry import configure
from tests.chaos.around import around
from tests.chaos.points import Points, Trap
from tests.chaos.witness import Witness


def arguments(witness: Path, traps: Sequence[Trap]) -> tuple[str, ...]:
    """What follows the interpreter's name to start such a bot."""
    set_up = [word for trap in traps for word in ("--trap", trap.text)]
    return ("-m", "tests.chaos.bot", "--witness", str(witness), *set_up)


def _read_arguments() -> Points:
    parser = argparse.ArgumentParser(prog="tests.chaos.bot", description=__doc__)
    parser.add_argument("--witness", type=Path, required=True, help="the file that it writes")
    parser.add_argument(
        "--trap", type=Trap.read, action="append", default=[], help="such as die@1@before:carrier.*"
    )
    read = parser.parse_args()
    return Points(Witness.at(read.witness), read.trap)


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
