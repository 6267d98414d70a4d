"""Calls to one Catapult account: sent by the transport, read by the codec, told to telemetry."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.carriers import catapult_wire as wire
from bot.carriers.exchange import Answer, Call, Group
from bot.carriers.http import Http, Sessions, buckets
from bot.carriers.pace import Limit, Timing
from bot.domain.criteria import MAX_QUANTITY
from bot.domain.errors import CarrierError, CarrierUnavailableError

T = TypeVar("T")
Reader = Callable[[Call, Answer], T]
OnCall = Callable[[str, str, float], None]

# Catapult documents 100 a minute with bursts of 800 for orders and searches, 2000 a second for
# reading numbers, and one a second for the rest (docs/carriers.md).
_PER_MINUTE = Limit(per_second=100 / 60, burst=800)
LIMITS = {
    Group.ORDER: _PER_MINUTE,
    Group.SEARCH: _PER_MINUTE,
    Group.MANAGE: Limit(per_second=2000, burst=3000),
    Group.OTHER: Limit(per_second=1, burst=1),
}

_MAX_PAGES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CatapultOptions:
    """Which account, and how it buys.

    Attributes:
        base_url: With or without the version segment.
        user_id: In paths, such as `u-…`.
        token: The user name of HTTP Basic, such as `t-…`.
        secret: The password of HTTP Basic.
        allocate: Whether each TN is searched for and bought by itself.
        order_max: Most local TNs in one order.
        search_timeout_s: For a call that is no purchase, its repetitions included.
        purchase_timeout_s: For a purchase.
    """

    base_url: str
    user_id: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    allocate: bool = False
    order_max: int = MAX_QUANTITY
    search_timeout_s: float = 10.0
    purchase_timeout_s: float = 120.0

    @property
    def root(self) -> str:
        """The base URL without the version segment."""
        return self.base_url.rstrip("/").removesuffix("/v1")


class CatapultCalls:
    """Sends calls and reads their answers.

    Args:
        options: Which account.
        sessions: From `http.open_sessions`.
        timing: Clocks and pauses.
        on_call: Told of each call: its name, `ok` or the error's class, and seconds.
    """

    def __init__(
        self,
        options: CatapultOptions,
        sessions: Sessions,
        *,
        timing: Timing,
        on_call: OnCall | None = None,
    ) -> None:
        self._options = options
        self._timing = timing
        self._on_call = on_call
        headers = {"Authorization": _basic(options), "Accept": "application/json"}
        self._http = Http(sessions, options.root, headers, buckets(LIMITS, timing), timing)

    async def ask(self, call: Call, reader: Reader[T]) -> T:
        """What the reader makes of the answer to a call that may be repeated.

        Raises:
            CarrierRefusedError: A definite no.
            CarrierUnavailableError: No usable answer.
        """
        sending = self._http.read(call, timeout_s=self._options.search_timeout_s)
        return await self._told(call, sending, reader)

    async def ask_once(self, call: Call, reader: Reader[T], *, timeout_s: float) -> T:
        """As `ask`, but sent once."""
        return await self._told(call, self._http.read(call, timeout_s=timeout_s, tries=1), reader)

    async def purchase(self, call: Call, reader: Reader[T]) -> T:
        """What the reader makes of the answer to a purchase.

        Raises:
            CarrierRefusedError: A definite no; nothing was bought.
            CarrierUnavailableError: Surely nothing was sent or done.
            OutcomeUnknownError: Perhaps bought.
        """
        sending = self._http.purchase(call, timeout_s=self._options.purchase_timeout_s)
        return await self._told(call, sending, reader)

    async def pages(
        self, filters: Mapping[str, str], reader: Reader[T]
    ) -> AsyncIterator[tuple[T, Answer]]:
        """Each page of the account's numbers, read, with its answer.

        Raises:
            CarrierRefusedError: A definite no.
            CarrierUnavailableError: No usable answer, or the list does not end.
        """
        call: Call | None = wire.list_call(self._options.user_id, filters)
        for _ in range(_MAX_PAGES):
            page, answer = await self.ask(call, lambda sent, got: (reader(sent, got), got))
            yield page, answer
            call = wire.next_call(call, answer, self._options.root)
            if call is None:
                return
        raise CarrierUnavailableError("Bandwidth's list does not end.")

    async def _told(self, call: Call, sending: Awaitable[Answer], reader: Reader[T]) -> T:
        started, outcome = self._timing.monotonic(), "cancelled"
        try:
            value = reader(call, await sending)
            outcome = "ok"
        except CarrierError as error:
            outcome = type(error).__name__
            raise
        finally:
            if self._on_call is not None:
                self._on_call(call.name, outcome, self._timing.monotonic() - started)
        return value


def _basic(options: CatapultOptions) -> str:
    return "Basic " + b64encode(f"{options.token}:{options.secret}".encode()).decode()
