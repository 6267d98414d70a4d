"""Puts points round what the bot reaches: its store, the carrier, Slack."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from aiohttp import ClientSession, TraceConfig, TraceRequestEndParams, TraceRequestStartParams
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.books import Books
from bot.cases import Outside
from bot.domain.criteria import Criteria
from bot.domain.errors import CarrierError, CarrierUnavailableError, OutcomeUnknownError
from bot.domain.jobs import Claim
from bot.domain.purchase import Attempt, Bought, Offer, Part, Receipt, Traces
from bot.ports import Carrier, Ledger, Queue, Signer
from bot.store import SqlLedger, SqlQueue
from tests.chaos.points import Points, unit_name
from tests.chaos.witness import BOUGHT, LOST, NOT_SENT, REFUSED

T = TypeVar("T")


def around(points: Points) -> Callable[[Outside], Outside]:
    """What `bot.app.serve` takes to put the points round everything."""

    def put(outside: Outside) -> Outside:
        session = _watched_session(outside.session, points)
        store = replace(
            outside.store,
            ledger=cast("SqlLedger", WatchedLedger(outside.store.ledger, points)),
            queue=cast("SqlQueue", WatchedQueue(outside.store.queue, points)),
        )
        slack = AsyncWebClient(
            token=outside.slack.token,
            base_url=outside.slack.base_url,
            session=session,
            retry_handlers=[],
        )
        return replace(
            outside,
            slack=slack,
            session=session,
            carrier=WatchedCarrier(outside.carrier, points),
            signer=WatchedSigner(outside.signer, points) if outside.signer else None,
            store=store,
        )

    return put


class WatchedLedger:
    """A ledger whose writes are points."""

    def __init__(self, ledger: Ledger, points: Points) -> None:
        self._ledger = ledger
        self._points = points

    async def write(self, unit: Callable[[Books], T]) -> T:
        """Run the unit between its points."""
        name = unit_name(unit)
        self._points.before(name)
        value = await self._ledger.write(unit)
        self._points.after(name, "nothing" if value is None else "something")
        return value

    async def read(self, look: Callable[[Books], T]) -> T:
        """Run the look; it changes nothing, so it is no point."""
        return await self._ledger.read(look)


class WatchedQueue:
    """A queue whose commits are points."""

    def __init__(self, queue: Queue, points: Points) -> None:
        self._queue = queue
        self._points = points

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else the queue can do
        return getattr(self._queue, name)

    async def claim(self, limit: int, room: Mapping[str, int] | None = None) -> Sequence[Claim]:
        """Claim; only a claim that brings something is a point."""
        claims = await self._queue.claim(limit, room)
        if claims:
            self._points.after("queue.claim")
        return claims

    async def done(self, claim: Claim) -> None:
        """Delete the job between its points."""
        self._points.before("queue.done")
        await self._queue.done(claim)
        self._points.after("queue.done")

    async def again(self, claim: Claim, run_at: datetime | None, error: str = "") -> None:
        """Give the job back between its points."""
        self._points.before("queue.again")
        await self._queue.again(claim, run_at, error)
        self._points.after("queue.again")


class WatchedCarrier:
    """A carrier whose calls are points."""

    def __init__(self, carrier: Carrier, points: Points) -> None:
        self.label = carrier.label
        self.practice = carrier.practice
        self.keeps_references = carrier.keeps_references
        self._carrier = carrier
        self._points = points

    async def search(self, criteria: Criteria, limit: int) -> tuple[Offer, ...]:
        """Search between the points."""
        self._points.before("carrier.search")
        found = await self._carrier.search(criteria, limit)
        self._points.after("carrier.search")
        return found

    async def plan(
        self,
        criteria: Criteria,
        *,
        first: int = 1,
        part_size: int | None = None,
        without: frozenset[str] = frozenset(),
    ) -> tuple[Part, ...]:
        """Plan between the points."""
        self._points.before("carrier.plan")
        parts = await self._carrier.plan(
            criteria, first=first, part_size=part_size, without=without
        )
        self._points.after("carrier.plan")
        return parts

    async def buy(self, criteria: Criteria, part: Part, client_ref: str) -> Receipt:
        """Buy between the points; the witness learns what came of it."""
        self._points.before("carrier.buy")
        try:
            receipt = await self._carrier.buy(criteria, part, client_ref)
        except CarrierError as error:
            self._points.after("carrier.buy", _came(error))
            raise
        self._points.after("carrier.buy", BOUGHT)
        return receipt

    async def look_up(self, attempt: Attempt, criteria: Criteria) -> Traces:
        """Look up between the points."""
        self._points.before("carrier.look_up")
        traces = await self._carrier.look_up(attempt, criteria)
        self._points.after("carrier.look_up")
        return traces


class WatchedSigner:
    """A signer whose calls are points."""

    def __init__(self, signer: Signer, points: Points) -> None:
        self._signer = signer
        self._points = points

    async def sign(self, bought: Bought, client_ref: str) -> None:
        """Sign between the points."""
        self._points.before("carrier.sign")
        await self._signer.sign(bought, client_ref)
        self._points.after("carrier.sign")


def _came(error: CarrierError) -> str:
    match error:
        case OutcomeUnknownError():
            return LOST
        case CarrierUnavailableError():
            return NOT_SENT
        case _:
            return REFUSED


def _watched_session(session: ClientSession, points: Points) -> ClientSession:
    """A session on the same connections, of which each request is two points."""
    trace = TraceConfig()

    async def started(
        _session: ClientSession, _context: object, request: TraceRequestStartParams
    ) -> None:
        points.before(_slack_call(request.url))

    async def ended(
        _session: ClientSession, _context: object, request: TraceRequestEndParams
    ) -> None:
        points.after(_slack_call(request.url))

    trace.on_request_start.append(started)
    trace.on_request_end.append(ended)
    return ClientSession(
        connector=session.connector,
        connector_owner=False,
        timeout=session.timeout,
        cookie_jar=session.cookie_jar,
        trace_configs=[trace],
        loop=asyncio.get_running_loop(),
    )


def _slack_call(url: URL) -> str:
    """Such as `slack.chat.postMessage`."""
    _, api, method = url.path.partition("/api/")
    return f"slack.{method if api else 'response_url'}"
