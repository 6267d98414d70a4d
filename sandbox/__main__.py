"""`python -m sandbox`: a local Slack, a local carrier and the real bot, behind one URL."""

import argparse
import asyncio
import json
import signal
import sys
import webbrowser
from pathlib import Path
from time import perf_counter

from sandbox.errors import SandboxError
from sandbox.launcher import Choices, Sandbox

# A ledger of the bot belongs to the account that it first bought on.
_DATA = {"catapult": Path(".sandbox"), "bandwidth": Path(".sandbox/bandwidth")}


def main() -> int:
    """Run the sandbox until Ctrl-C; 1 when it can't start."""
    choices, headless = _read_arguments()
    try:
        return asyncio.run(_run(choices, headless=headless))
    except SandboxError as error:
        print(error, file=sys.stderr)
        return 1


def _read_arguments() -> tuple[Choices, bool]:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--carrier", choices=[*_DATA], default="catapult")
    parser.add_argument("--delivery", choices=["socket", "http"], default="socket")
    parser.add_argument("--policy", type=Path, help="a policy file (TOML)")
    parser.add_argument("--data", type=Path, help="where orders are kept (.sandbox)")
    parser.add_argument("--port", type=int, default=8800, help="0 chooses free ports")
    parser.add_argument("--headless", action="store_true", help="no browser, one JSON line")
    parser.add_argument("--fresh", action="store_true", help="forget earlier orders")
    parser.add_argument("--carrier-only", action="store_true", help="no Slack and no bot")
    read = parser.parse_args()
    choices = Choices(
        carrier=read.carrier,
        delivery=read.delivery,
        policy=read.policy.resolve() if read.policy else None,
        data=(read.data or _DATA[read.carrier]).resolve(),
        port=read.port,
        fresh=read.fresh,
        carrier_only=read.carrier_only,
    )
    return choices, read.headless


async def _run(choices: Choices, *, headless: bool) -> int:
    started = perf_counter()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    sandbox = Sandbox(choices)
    try:
        await sandbox.start(stop)
        if not stop.is_set():
            _say_ready(sandbox, perf_counter() - started, headless=headless)
            await stop.wait()
    finally:
        await sandbox.stop()
    if not headless:
        print("\nStopped; your orders are kept.")
    return 0


def _say_ready(sandbox: Sandbox, seconds: float, *, headless: bool) -> None:
    if headless:
        print(json.dumps(sandbox.addresses()), flush=True)
        return
    print(f"Sandbox ready in {seconds:.1f} s: {sandbox.url}")
    if sandbox.choices.carrier_only:
        print("The practice carrier alone. Stop with Ctrl-C.", flush=True)
        return
    print(
        "Type /order-numbers Cary NC 2 as Ana, approve as Mei. "
        "Stop with Ctrl-C; your orders are kept.",
        flush=True,
    )
    webbrowser.open(sandbox.url)


if __name__ == "__main__":
    sys.exit(main())
