"""The way in and out of an API: who may call, how often, and what goes wrong on request."""

import asyncio
import time
from typing import Protocol

from aiohttp import web

from sandbox.carrier.desk import FAULT, Answer, Desk, RefusedError
from sandbox.carrier.faults import Call, FaultKind, Faults
from sandbox.carrier.limits import RateLimiter
from sandbox.carrier.traffic import Listeners, shortened

# How long a caller who is turned away by the fault `rate_limited_429` has to wait.
_FAULT_WAIT_S = 2.0
_POLL_S = 0.05

_SILENT = {
    FaultKind.TIMEOUT_BEFORE_COMMIT,
    FaultKind.TIMEOUT_AFTER_COMMIT,
    FaultKind.DROP_AFTER_COMMIT,
}


class Manner(Protocol):
    """How one of the carrier's APIs speaks at its door."""

    @property
    def foreign(self) -> frozenset[FaultKind]:
        """What cannot go wrong here."""
        ...

    def check(self, call: Call | None, request: web.Request, /) -> None:
        """Let the caller in.

        Raises:
            RefusedError: Nobody knows the caller, or the account is another's.
        """
        ...

    def limited(self, at_s: float) -> RefusedError:
        """Too many calls; the next one is welcome at this time, in seconds since 1970."""
        ...

    def refusal(self, kind: FaultKind) -> RefusedError | None:
        """What a fault that keeps the call from being served says, if it is such a fault."""
        ...


class Door:
    """Lets calls in and answers out.

    Args:
        desk: What the calls work with.
        manner: How the API speaks.
        faults: What goes wrong.
        limiter: How often calls are allowed.
        listeners: Who is told about the exchanges.
    """

    def __init__(
        self,
        desk: Desk,
        manner: Manner,
        *,
        faults: Faults,
        limiter: RateLimiter,
        listeners: Listeners,
    ) -> None:
        self._desk = desk
        self._manner = manner
        self._faults = faults
        self._limiter = limiter
        self._listeners = listeners
        self._closing = asyncio.Event()

    def guard(self, call: Call | None, answer: Answer) -> Answer:
        """The handler of a call, with everything that stands before and behind it."""

        async def handle(request: web.Request) -> web.Response:
            return await self._serve(call, answer, request)

        return handle

    def close(self) -> None:
        """Give up the calls that wait for their client to hang up."""
        self._closing.set()

    async def _serve(self, call: Call | None, answer: Answer, request: web.Request) -> web.Response:
        at, began_s = self._desk.now(), time.monotonic()
        sent = await request.read()
        response = await self._answer(call, answer, request)
        fault = request.get(FAULT)
        lost = fault in _SILENT
        secret = call is Call.TOKEN
        await self._listeners.exchanged(
            {
                "at": at,
                "method": request.method,
                "path": request.path,
                "query": request.query_string,
                "status": None if lost else response.status,
                "ms": round((time.monotonic() - began_s) * 1000, 1),
                "body": None if lost or secret else shortened(_body(response)),
                "request_body": shortened(sent),
                "call": call,
                "fault": fault,
            }
        )
        if lost:
            await self._keep_silent(request, hang=fault is not FaultKind.DROP_AFTER_COMMIT)
        return response

    async def _answer(
        self, call: Call | None, answer: Answer, request: web.Request
    ) -> web.Response:
        try:
            self._manner.check(call, request)
            self._admit(call, request)
            return await self._struck(answer, request)
        except RefusedError as error:
            return _spoiled(error.answer(request), request.get(FAULT))

    def _admit(self, call: Call | None, request: web.Request) -> None:
        if call is None:
            return
        if wait_s := self._limiter.wait_s(call, time.monotonic()):
            raise self._manner.limited(self._at_s(wait_s))
        if kind := self._faults.strike(call, foreign=self._manner.foreign):
            request[FAULT] = kind

    async def _struck(self, answer: Answer, request: web.Request) -> web.Response:
        fault = request.get(FAULT)
        match fault:
            case None:
                return await answer(request)
            case FaultKind.ERROR_500_BEFORE:
                return _broken()
            case FaultKind.TIMEOUT_BEFORE_COMMIT:
                return web.Response()
            case FaultKind.RATE_LIMITED_429:
                raise self._manner.limited(self._at_s(_FAULT_WAIT_S))
            case FaultKind.SLOW:
                await asyncio.sleep(self._desk.options.slow_s)
            case _:
                if refusal := self._manner.refusal(fault):
                    raise refusal
        return _spoiled(await answer(request), fault)

    def _at_s(self, wait_s: float) -> float:
        return self._desk.clock().timestamp() + wait_s

    async def _keep_silent(self, request: web.Request, *, hang: bool) -> None:
        """Never answer: hold the line until the client hangs up, or cut it at once."""
        deadline_s = time.monotonic() + self._desk.options.hang_s
        while hang and time.monotonic() < deadline_s and not self._closing.is_set():
            if request.transport is None or request.transport.is_closing():
                break
            await asyncio.sleep(_POLL_S)
        if request.transport is not None:
            request.transport.abort()


def _body(response: web.Response) -> bytes:
    return response.body if isinstance(response.body, bytes) else b""


def _broken() -> web.Response:
    return web.Response(status=500, text="Internal Server Error")


def _spoiled(response: web.Response, fault: FaultKind | None) -> web.Response:
    """The answer as the fault leaves it, once the call has had its effect."""
    if fault is FaultKind.ERROR_500_AFTER_COMMIT:
        return _broken()
    if fault is FaultKind.MALFORMED_BODY:
        whole = _body(response)
        kind = response.content_type if whole else "application/json"
        return web.Response(
            status=response.status, body=whole[: len(whole) // 2] or b'{"', content_type=kind
        )
    return response
