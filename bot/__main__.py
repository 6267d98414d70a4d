"""The command line: `order-numbers` (= `python -m bot`). The only place that exits."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bot.domain.errors import SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; 1 when a setting is wrong, 2 for a wrong command line."""
    read = _parser().parse_args(arguments)
    # The ledger says who asked for what, and holds phone numbers: it is its owner's alone.
    os.umask(0o077)
    try:
        return asyncio.run(_COMMANDS[read.command](read))
    except SettingsError as error:
        print(error.user_message, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="order-numbers",
        description="Staff order US phone numbers in Slack; a manager approves.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="run the bot until it is told to stop")
    commands.add_parser("migrate", help="bring the database to this version's revision")
    pause = commands.add_parser("pause", help="stop buying; what is approved waits")
    pause.add_argument("why", help="the reason, which the cards say")
    commands.add_parser("resume", help="go on buying")
    jobs = commands.add_parser("jobs", help="list what is to be done, and what was given up")
    again = jobs.add_subparsers(dest="act").add_parser("retry", help="make one due now")
    again.add_argument("key", help="as the list names it")
    _add_policy(commands.add_parser("policy", help="check the policy, or explain what it does"))
    return parser


def _add_policy(policy: argparse.ArgumentParser) -> None:
    acts = policy.add_subparsers(dest="act", required=True)
    check = acts.add_parser("check", help="what is wrong with it, and who of its people can act")
    check.add_argument("file", nargs="?", type=Path, help="else the settings' own policy")
    explain = acts.add_parser("explain", help="what would become of a request, and why")
    explain.add_argument("--requester", required=True, type=_person, metavar="U…")
    explain.add_argument("--text", required=True, help='as it is typed, such as "Cary NC 2"')
    explain.add_argument("--groups", type=_groups, default=frozenset(), metavar="S…,S…")
    explain.add_argument("--for", dest="for_whom", type=_person, metavar="U…")
    explain.add_argument("--for-groups", type=_groups, default=frozenset(), metavar="S…,S…")
    explain.add_argument("--cost-center", default="", metavar="NAME")
    explain.add_argument("--at", type=_moment, metavar="TIME", help="else now")
    explain.add_argument("--price", type=_dollars, help="of one number a month; else LIST_PRICE")
    explain.add_argument("--policy", type=Path, metavar="FILE", help="else the settings' own")


def _person(text: str) -> str:
    from bot.policy_values import not_an_id

    if text.startswith("S") or not_an_id([text]):
        raise argparse.ArgumentTypeError(f"“{text}” is no member id, such as U0123456789")
    return text


def _groups(text: str) -> frozenset[str]:
    from bot.policy_values import not_an_id

    groups = frozenset(text.replace(",", " ").split())
    if not_an_id(groups) or any(not group.startswith("S") for group in groups):
        raise argparse.ArgumentTypeError("give ids of user groups, such as S0123456789")
    return groups


def _moment(text: str) -> datetime:
    with suppress(ValueError):
        if text.startswith("20"):  # Deadlines are counted from there, and calendars have an end.
            return datetime.fromisoformat(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no time, such as 2026-11-23T16:00")


def _dollars(text: str) -> Decimal:
    from bot.policy_values import money

    try:
        return money(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


async def _serve(_read: argparse.Namespace) -> int:
    import structlog

    from bot.app import serve
    from bot.settings import misspelled, read_serve_settings
    from bot.telemetry import configure

    settings = read_serve_settings()
    configure(settings.log_format, settings.log_level)
    for name, meant in misspelled():
        structlog.get_logger().warning("setting_not_known", name=name, perhaps=meant)
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await serve(settings, stop)
    return 0


async def _migrate(_read: argparse.Namespace) -> int:
    from bot.settings import read_settings
    from bot.store import migrate

    await migrate(read_settings().database_url)
    print("The database is at this version's revision.")
    return 0


async def _pause(read: argparse.Namespace) -> int:
    return await _set_pause(read.why)


async def _resume(_read: argparse.Namespace) -> int:
    return await _set_pause(None)


async def _set_pause(why: str | None) -> int:
    from bot.visiting import pausing

    waiting = await pausing(why)
    state = f"paused: {why}" if why else "on again"
    print(f"Buying is {state}. Approved orders that wait: {waiting}.")
    return 0


async def _jobs(read: argparse.Namespace) -> int:
    from bot.visiting import listed_jobs, retried

    if read.act is None:
        print(*await listed_jobs(), sep="\n")
        return 0
    if await retried(read.key):
        print(f"{read.key} is due now.")
        return 0
    print(f"No job {read.key} was given up or has failed.", file=sys.stderr)
    return 1


async def _policy(read: argparse.Namespace) -> int:
    from bot.clock import SystemClock
    from bot.policing.asked import Case
    from bot.policing.commands import checked, explained

    if read.act == "check":
        lines, fine = await checked(read.file)
        print(*lines, sep="\n")
        return 0 if fine else 1
    case = Case(
        requester=read.requester,
        groups=read.groups,
        text=read.text,
        at=read.at or SystemClock().now(),
        for_whom=read.for_whom,
        for_groups=read.for_groups,
        cost_center=read.cost_center,
    )
    lines = explained(read.policy, case, read.price)
    print(*lines, sep="\n")
    return 0


_COMMANDS = {
    "serve": _serve,
    "migrate": _migrate,
    "pause": _pause,
    "resume": _resume,
    "jobs": _jobs,
    "policy": _policy,
}

if __name__ == "__main__":
    sys.exit(main())
