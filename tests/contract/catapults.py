"""The bot's Catapult client, connected to a local carrier."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from bot.carriers.catapult import Catapult
from bot.carriers.catapult_calls import CatapultCalls, CatapultOptions
from bot.carriers.http import open_sessions
from bot.carriers.pace import Timing
from bot.domain.purchase import Attempt, AttemptState, Part
from sandbox.carrier.options import SANDBOX_CREDENTIALS
from sandbox.carrier.traffic import TrafficEntry
from tests.contract.local_carriers import Running

ORDER_ID = "01JDF0000000000000000000AA"


@dataclass(slots=True)
class Now:
    """The machine's time, set off by so much."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251 - the carrier's Date is real, too


@dataclass(slots=True)
class Told:
    """What telemetry was told."""

    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def __call__(self, name: str, outcome: str, seconds: float) -> None:
        assert seconds >= 0
        self.calls.append((name, outcome))


def options_of(running: Running) -> CatapultOptions:
    """Good credentials and short timeouts for this carrier."""
    return CatapultOptions(
        base_url=running.url,
        user_id=SANDBOX_CREDENTIALS.user_id,
        token=SANDBOX_CREDENTIALS.token,
        secret=SANDBOX_CREDENTIALS.secret,
        search_timeout_s=5,
        purchase_timeout_s=1,
    )


@asynccontextmanager
async def connected(
    running: Running,
    options: CatapultOptions | None = None,
    *,
    clock: Now | None = None,
    told: Told | None = None,
) -> AsyncGenerator[Catapult]:
    """A client of this carrier."""
    async with client_of(options or options_of(running), clock=clock, told=told) as catapult:
        yield catapult


@asynccontextmanager
async def client_of(
    options: CatapultOptions, *, clock: Now | None = None, told: Told | None = None
) -> AsyncGenerator[Catapult]:
    """A client that takes its pauses, but short ones."""
    async with open_sessions() as sessions:
        calls = CatapultCalls(options, sessions, timing=hurried(clock), on_call=told)
        yield Catapult(options, calls)


def hurried(clock: Now | None = None) -> Timing:
    """Pauses are taken, but short ones."""
    return Timing(clock or Now(), sleep=_short_sleep, jitter=lambda: 0.0)


def attempt(part: Part, sent_at: datetime, tries: int = 1) -> Attempt:
    """A lost attempt to buy this part."""
    return Attempt(ORDER_ID, part, tries, AttemptState.UNKNOWN, sent_at)


def allocating(running: Running) -> CatapultOptions:
    """Each number is chosen and bought by itself."""
    return replace(options_of(running), allocate=True)


def query_of(entry: TrafficEntry) -> dict[str, str]:
    """The parameters of a call that arrived."""
    return dict(parse_qsl(entry["query"], keep_blank_values=True, strict_parsing=True))


async def _short_sleep(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 0.01))
