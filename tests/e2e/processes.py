"""The sandbox and the bot's command line as processes of their own."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.reading import Json

ROOT = Path(__file__).resolve().parents[2]


async def launch(*flags: str, settings: Mapping[str, str] | None = None) -> Process:
    """`python -m sandbox` with these flags, and these settings in its environment."""
    return await python("-m", "sandbox", *flags, settings=settings or {})


async def python(*arguments: str, settings: Mapping[str, str]) -> Process:
    environment = _environment(settings)
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE
    )


async def ready(process: Process) -> Json:
    """The one line with which a headless sandbox says that it is ready; empty if it ended."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    return json.loads(line) if line else {}


async def complaint(process: Process) -> str:
    """What a sandbox that ends by itself says on its way out; one that goes on is ended."""
    try:
        _, complained = await asyncio.wait_for(process.communicate(), 60)
    except TimeoutError:
        process.terminate()
        await process.wait()
        raise
    return complained.decode()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}  # noqa: TID251 - a child process needs a PATH
    return inherited | dict(settings)
