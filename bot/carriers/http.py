"""The one place where carriers are spoken to: timeouts, safe retries, rate limits, bounds.

A read may be repeated. A purchase goes out once, on a connection of its own: aiohttp sends
requests of idempotent methods again when a kept-alive connection turns out to be closed, never a
POST, but a POST into such a connection would be one more answer that nobody can interpret.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bot.carriers.exchange import Answer, Call, Group
from bot.carriers.pace import Limit, Timing, TokenBucket, reset_at
from bot.domain.errors import CarrierUnavailableError, OutcomeUnknownError

MAX_BODY = 8 * 1024 * 1024  # 5000 numbers are 1.5 MB.

_OWN_HOSTS = ("inetwork.com", "bandwidth.com")
_TRIES = 3
_PATIENCE_S = 2.0  # A longer wait for a rate limit is the caller's to plan.
_CONNECT_S = 10.0
_CHUNK = 64 * 1024

# Raised before the request's first byte is written.
_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_LOST = (aiohttp.ClientError, TimeoutError, OSError)


class BodyTooLargeError(aiohttp.ClientPayloadError):
    """The answer is longer than any answer of the API."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The connections to carriers.

    Attributes:
        kept: Keeps connections alive; for reads.
        fresh: Opens a connection for each call; for everything that changes something.
    """

    kept: aiohttp.ClientSession
    fresh: aiohttp.ClientSession


@asynccontextmanager
async def open_sessions() -> AsyncGenerator[Sessions]:
    """The sessions; nothing in the environment, such as a proxy or .netrc, changes them."""
    async with _session(fresh=False) as kept, _session(fresh=True) as fresh:
        yield Sessions(kept, fresh)


def _session(*, fresh: bool) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=fresh),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "order-numbers", "Accept-Encoding": "identity"},
        auto_decompress=False,  # Else a small answer could become a large one.
        trust_env=False,
    )


@dataclass(frozen=True, slots=True)
class Http:
    """Sends calls to one carrier.

    Attributes:
        sessions: The connections, shared by all carriers.
        root: The carrier's base URL, without the version segment and without a slash at the end.
        headers: Sent with each call, credentials among them.
        buckets: The carrier's rate limits, kept on our side; a group without one has none.
        timing: Clocks and pauses.
    """

    sessions: Sessions
    root: str
    headers: Mapping[str, str] = field(repr=False)
    buckets: Mapping[Group, TokenBucket]
    timing: Timing

    async def read(self, call: Call, *, timeout_s: float, tries: int = _TRIES) -> Answer:
        """The answer to a call that may be repeated, after few tries at most.

        Args:
            call: What is sent.
            timeout_s: Bounds all tries and pauses together.
            tries: How often it is sent at most.

        Raises:
            CarrierUnavailableError: There was no answer, or our rate limit would be passed.
        """
        deadline = self.timing.monotonic() + timeout_s
        failures = 0
        while True:
            outcome = await self._try(call, deadline)
            failures += 1
            pause = self._pause(outcome, failures)
            left = deadline - self.timing.monotonic()
            if pause is None or failures >= tries or pause >= left:
                break
            await self.timing.sleep(pause)
        if isinstance(outcome, Answer):
            return outcome
        raise CarrierUnavailableError("Bandwidth can't be reached.") from outcome

    async def purchase(self, call: Call, *, timeout_s: float) -> Answer:
        """The answer to a call that is sent once and never again.

        Args:
            call: What is sent.
            timeout_s: How long to wait for the whole answer.

        Raises:
            CarrierUnavailableError: Surely nothing was sent.
            OutcomeUnknownError: Something was sent, and no whole answer came back.
        """
        await self._keep_limit(call)
        try:
            return await self._exchange(call, timeout_s)
        except _NOT_SENT as error:
            raise CarrierUnavailableError("Bandwidth can't be reached.") from error
        except _LOST as error:
            raise OutcomeUnknownError("Bandwidth's answer was lost.") from error

    async def _try(self, call: Call, deadline: float) -> Answer | BaseException:
        await self._keep_limit(call)
        left = max(0.001, deadline - self.timing.monotonic())
        try:
            return await self._exchange(call, left)
        except _LOST as error:
            return error

    def _pause(self, outcome: Answer | BaseException, failures: int) -> float | None:
        """Seconds to wait before the next try; None where the outcome stands."""
        if isinstance(outcome, BaseException) or outcome.status >= 500:  # noqa: PLR2004 - 5xx
            return self.timing.backoff(failures)
        until = reset_at(outcome) if outcome.status == 429 else None  # noqa: PLR2004 - Too Many Requests
        if until is None:
            return None
        wait_s = (until - outcome.received_at).total_seconds()
        return wait_s + self.timing.backoff(failures) if wait_s <= _PATIENCE_S else None

    async def _keep_limit(self, call: Call) -> None:
        bucket = self.buckets.get(call.group)
        wait_s = bucket.take(_PATIENCE_S) if bucket else 0.0
        if wait_s > _PATIENCE_S:
            retry_at = self.timing.clock.now() + timedelta(seconds=wait_s)
            sentence = "Bandwidth's rate limit is reached."
            raise CarrierUnavailableError(sentence, retry_at=retry_at)
        if wait_s > 0:
            await self.timing.sleep(wait_s)

    async def _exchange(self, call: Call, timeout_s: float) -> Answer:
        session = self.sessions.kept if call.method == "GET" else self.sessions.fresh
        # The limit for connecting is the shorter, so that a timeout tells whether it was sent.
        connect_s = min(_CONNECT_S, timeout_s / 2)
        content_type = {"Content-Type": call.content_type} if call.body else {}
        async with session.request(
            call.method,
            URL(self.root + call.target, encoded=True),
            data=call.body or None,
            headers={**self.headers, **content_type},
            skip_auto_headers=("Content-Type",),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=timeout_s, connect=connect_s),
        ) as response:
            body = await _bounded(response)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, headers, body, self.timing.clock.now())


def buckets(limits: Mapping[Group, Limit], timing: Timing) -> dict[Group, TokenBucket]:
    """A bucket for each group of calls."""
    return {group: TokenBucket(limit, timing.monotonic) for group, limit in limits.items()}


def is_bandwidths_own(url: str) -> bool:
    """Whether the host is Bandwidth's: only there is anything really bought."""
    host = urlsplit(url).hostname or ""
    return any(host == own or host.endswith(f".{own}") for own in _OWN_HOSTS)


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > MAX_BODY:
            raise BodyTooLargeError
    return bytes(body)
