"""Calls to one account of Bandwidth's Numbers API: with a token, sent by the transport, read."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from bot.carriers import bandwidth_wire as wire
from bot.carriers.bandwidth_answers_wire import Page, read_page
from bot.carriers.bandwidth_token_wire import read_token, token_call
from bot.carriers.exchange import Answer, Call
from bot.carriers.http import Http, Sessions
from bot.carriers.pace import Timing
from bot.domain.errors import CarrierUnavailableError
from bot.domain.purchase import Bought

T = TypeVar("T")
Reader = Callable[[Call, Answer], T]

_UNAUTHORIZED = 401
_RENEW_EARLY = timedelta(seconds=60)
_MAX_PAGES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BandwidthOptions:
    """Which account, and for whom it orders.

    Attributes:
        api_url: With the version segment, such as `https://api.bandwidth.com/api/v2`.
        token_url: Where access tokens are issued.
        account_id: In paths.
        client_id: Of the credentials.
        client_secret: Of the credentials.
        site_id: The sub-account that numbers are ordered for.
        peer_id: Its location; empty leaves it to the sub-account.
        search_timeout_s: For a call that is no purchase, its repetitions included.
        purchase_timeout_s: For a purchase, the wait for a token included.
    """

    api_url: str
    token_url: str
    account_id: str
    client_id: str
    client_secret: str = field(repr=False)
    site_id: str
    peer_id: str = ""
    search_timeout_s: float = 10.0
    purchase_timeout_s: float = 120.0

    @property
    def requests(self) -> wire.Requests:
        """The calls of this account; from version 2 on, TNs travel in E.164."""
        e164 = self.api_url.rstrip("/").endswith("/v2")
        return wire.Requests(self.account_id, self.site_id, self.peer_id, e164)


@dataclass(slots=True)
class _Token:
    """An access token, and whether the last answer has shown that it is taken."""

    value: str = field(repr=False)
    renew_at: datetime
    is_taken: bool = False


class BandwidthTokens:
    """Keeps one access token: fetched when it is needed, and renewed before it ends.

    Args:
        options: Whose it is.
        sessions: From `http.open_sessions`.
        timing: Clocks and pauses.
    """

    def __init__(self, options: BandwidthOptions, sessions: Sessions, timing: Timing) -> None:
        url = urlsplit(options.token_url)
        both = f"{options.client_id}:{options.client_secret}".encode()
        headers = {"Authorization": f"Basic {b64encode(both).decode()}"}
        self._call = token_call(url.path)
        self._http = Http(sessions, f"{url.scheme}://{url.netloc}", headers, {}, timing)
        self._timing = timing
        self._known: _Token | None = None
        self._one_at_a_time = asyncio.Lock()

    async def get(self, timeout_s: float) -> _Token:
        """A token that lasts for a while.

        Raises:
            AccessDeniedError: Client id or secret is wrong.
            CarrierUnavailableError: No usable answer.
        """
        async with self._one_at_a_time:
            known = self._known
            if known is None or self._timing.clock.now() >= known.renew_at:
                self._known = known = await self._fetched(timeout_s)
            return known

    def forget(self, token: _Token) -> None:
        """The API does not take this token: the next one who asks gets another."""
        if self._known is token:
            self._known = None

    async def _fetched(self, timeout_s: float) -> _Token:
        asked_at = self._timing.clock.now()
        issued = read_token(self._call, await self._http.read(self._call, timeout_s=timeout_s))
        return _Token(issued.value, asked_at + timedelta(seconds=issued.lives_s) - _RENEW_EARLY)


class BandwidthCalls:
    """Sends calls and reads their answers.

    Args:
        options: Which account.
        sessions: From `http.open_sessions`.
        timing: Clocks and pauses.
    """

    def __init__(self, options: BandwidthOptions, sessions: Sessions, *, timing: Timing) -> None:
        self._options = options
        self._timing = timing
        self._tokens = BandwidthTokens(options, sessions, timing)
        # The API publishes no limits in numbers: it is heard where it asks to slow down.
        self._http = Http(sessions, options.api_url.rstrip("/"), {}, {}, timing)

    async def ask(self, call: Call, reader: Reader[T], *, tries: int = 3) -> T:
        """What the reader makes of the answer to a call that is sent so often at most.

        A token that is not taken any more is replaced once.

        Raises:
            CarrierRefusedError: A definite no.
            CarrierUnavailableError: No usable answer.
        """
        deadline = self._timing.monotonic() + self._options.search_timeout_s
        answer = await self._read(call, deadline, tries)
        if answer.status == _UNAUTHORIZED:
            answer = await self._read(call, deadline, tries)
        return reader(call, answer)

    async def purchase(self, call: Call, reader: Reader[T]) -> T:
        """What the reader makes of the answer to a purchase, which is sent once.

        Raises:
            CarrierRefusedError: A definite no; nothing was ordered.
            CarrierUnavailableError: Surely nothing was sent or done.
            OutcomeUnknownError: Perhaps ordered.
        """
        deadline = self._timing.monotonic() + self._options.purchase_timeout_s
        token = await self._tokens.get(min(self._options.search_timeout_s, self._left(deadline)))
        was_taken = token.is_taken
        answer = await self._with(token).purchase(call, timeout_s=self._left(deadline))
        self._judge(token, answer)
        if answer.status == _UNAUTHORIZED and was_taken:
            # It has ended before its time; the next try of the job gets another.
            sentence = "Bandwidth does not take our access token any more."
            raise CarrierUnavailableError(sentence, status=answer.status)
        return reader(call, answer)

    async def pages(self, first: Call) -> AsyncIterator[tuple[Bought, ...]]:
        """Each page of a list of the account's numbers.

        Raises:
            CarrierRefusedError: A definite no.
            CarrierUnavailableError: No usable answer, or the list does not end.
        """
        call, seen = first, {"1"}
        while len(seen) <= _MAX_PAGES:
            page: Page = await self.ask(call, read_page)
            yield page.numbers
            if not page.following:
                return
            if page.following in seen:
                break
            seen.add(page.following)
            call = wire.next_call(call, page.following)
        raise CarrierUnavailableError("Bandwidth's list does not end.")

    async def _read(self, call: Call, deadline: float, tries: int) -> Answer:
        token = await self._tokens.get(self._left(deadline))
        answer = await self._with(token).read(call, timeout_s=self._left(deadline), tries=tries)
        self._judge(token, answer)
        return answer

    def _judge(self, token: _Token, answer: Answer) -> None:
        """Learn from an answer whether the token is taken."""
        token.is_taken = answer.status != _UNAUTHORIZED
        if not token.is_taken:
            self._tokens.forget(token)

    def _with(self, token: _Token) -> Http:
        headers: Mapping[str, str] = {
            "Authorization": f"Bearer {token.value}",
            "Accept": "application/xml",
        }
        return replace(self._http, headers=headers)

    def _left(self, deadline: float) -> float:
        return max(0.001, deadline - self._timing.monotonic())
