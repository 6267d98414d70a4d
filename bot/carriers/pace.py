"""When to send: rate limits kept on our side, pauses between tries, and the carrier's resets."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.carriers.exchange import Answer
from bot.ports import Clock

_FIRST_PAUSE_S = 0.2
_EPOCH = re.compile(r"[0-9]{9,13}", re.ASCII)
# Samples of X-RateLimit-Reset are milliseconds, the support article says seconds.
_MILLISECONDS_FROM = 100_000_000_000
# Catapult's longest documented burst is refilled within 8 minutes; a later reset is a slip.
_LATEST_RESET = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Timing:
    """Everything about time that a client needs, so that tests can hold it.

    Attributes:
        clock: Business time.
        monotonic: Seconds that never go back.
        sleep: Waits that many seconds.
        jitter: A random number from 0 to 1.
    """

    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random

    def backoff(self, failures: int) -> float:
        """Seconds to wait after so many failures: doubled each time, half of it by chance."""
        return _FIRST_PAUSE_S * 2.0 ** (failures - 1) * (1 + self.jitter()) / 2


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate limit.

    Attributes:
        per_second: Calls a second that can be kept up.
        burst: Calls that may go out at once.
    """

    per_second: float
    burst: int


class TokenBucket:
    """Keeps one rate limit."""

    def __init__(self, limit: Limit, monotonic: Callable[[], float]) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._tokens = float(limit.burst)
        self._seen = monotonic()

    def take(self, patience_s: float) -> float:
        """Seconds to wait before the call; with more than the patience, no token is taken."""
        now = self._monotonic()
        refilled = self._tokens + (now - self._seen) * self._limit.per_second
        self._tokens, self._seen = min(refilled, float(self._limit.burst)), now
        wait_s = max(0.0, 1 - self._tokens) / self._limit.per_second
        if wait_s <= patience_s:
            self._tokens -= 1
        return wait_s


def reset_at(answer: Answer, told: str = "") -> datetime | None:
    """When the carrier takes calls again, on our clock; None where it does not say.

    Args:
        answer: A 429.
        told: The same time from the body, for want of the X-RateLimit-Reset header.

    Returns:
        Not before the answer was received, and at most 15 minutes after it.
    """
    text = answer.headers.get("x-ratelimit-reset", told).strip()
    if not _EPOCH.fullmatch(text):
        return None
    stamp = int(text)
    seconds = stamp / 1000 if stamp >= _MILLISECONDS_FROM else stamp
    wait = datetime.fromtimestamp(seconds, UTC) - (answer.received_at + answer.clock_offset)
    return answer.received_at + min(max(wait, timedelta()), _LATEST_RESET)
