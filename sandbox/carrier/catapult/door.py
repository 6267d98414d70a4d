"""The way in and out of the API: who may call, how often, and what goes wrong on request."""

import asyncio
import math
import time
from base64 import b64encode
from hmac import compare_digest

from aiohttp import web

from sandbox.carrier.catapult import wire
from sandbox.carrier.catapult.desk import FAULT, Answer, Desk
from sandbox.carrier.catapult.errors import CatapultError, rate_limit_error
from sandbox.carrier.faults import Call, FaultKind, Faults
from sandbox.carrier.limits import RateLimiter
from sandbox.carrier.options import Credentials
from sandbox.carrier.traffic import Listeners, shortened

# How long a caller who is turned away by the fault `rate_limited_429` has to wait.
_FAULT_WAIT_S = 2.0
_POLL_S = 0.05

_SILENT = {
    FaultKind.TIMEOUT_BEFORE_COMMIT,
    FaultKind.TIMEOUT_AFTER_COMMIT,
    FaultKind.DROP_AFTER_COMMIT,
}


class Door:
    """Lets calls in and answers out.

    Args:
        desk: What the calls work with.
        credentials: Who may call.
        faults: What goes wrong.
        limiter: How often calls are allowed.
        listeners: Who is told about the exchanges.
    """

    def __init__(
        self,
        desk: Desk,
        credentials: Credentials,
        *,
        faults: Faults,
        limiter: RateLimiter,
        listeners: Listeners,
    ) -> None:
        self._desk = desk
        self._credentials = credentials
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
        await self._listeners.exchanged(
            {
                "at": at,
                "method": request.method,
                "path": request.path,
                "query": request.query_string,
                "status": None if lost else response.status,
                "ms": round((time.monotonic() - began_s) * 1000, 1),
                "body": None if lost else shortened(_body(response)),
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
        if not self._knows(request):
            return _unauthorized()
        try:
            self._admit(call, request)
            return await self._struck(answer, request)
        except CatapultError as error:
            return _spoiled(wire.refusal(error, request), request.get(FAULT))

    def _knows(self, request: web.Request) -> bool:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        pair = f"{self._credentials.token}:{self._credentials.secret}"
        expected = b64encode(pair.encode())
        return scheme.lower() == "basic" and compare_digest(given.strip().encode(), expected)

    def _admit(self, call: Call | None, request: web.Request) -> None:
        user_id = request.match_info.get("user_id", self._credentials.user_id)
        if user_id != self._credentials.user_id:
            raise CatapultError(
                "user-access-denied", f"Access to the user {user_id} is not allowed."
            )
        if call is None:
            return
        if wait_s := self._limiter.wait_s(call, time.monotonic()):
            raise rate_limit_error(self._reset_after(wait_s))
        if kind := self._faults.strike(call):
            request[FAULT] = kind

    async def _struck(self, answer: Answer, request: web.Request) -> web.Response:
        fault = request.get(FAULT)
        match fault:
            case FaultKind.UNAUTHORIZED:
                return _unauthorized()
            case FaultKind.ERROR_500_BEFORE:
                return _broken()
            case FaultKind.TIMEOUT_BEFORE_COMMIT:
                return web.Response()
            case FaultKind.RATE_LIMITED_429:
                raise rate_limit_error(self._reset_after(_FAULT_WAIT_S))
            case FaultKind.ALLOCATOR_TIMEOUT_503:
                raise CatapultError(
                    "number-allocator-timeout", "The number allocator did not answer in time."
                )
            case FaultKind.PARTIAL_404_NOT_BOUGHT:
                raise CatapultError(
                    "order-number-quantity-unavailable",
                    "Only a part of the ordered numbers is available.",
                )
            case FaultKind.SLOW:
                await asyncio.sleep(self._desk.options.slow_s)
            case _:
                pass
        return _spoiled(await answer(request), fault)

    def _reset_after(self, wait_s: float) -> int:
        at_s = self._desk.clock().timestamp() + wait_s
        return math.ceil(at_s * 1000 if self._desk.options.reset_unit == "ms" else at_s)

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


def _unauthorized() -> web.Response:
    # The API documents neither code nor body; its clients cope with none.
    return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="Catapult"'})


def _broken() -> web.Response:
    return web.Response(status=500, text="Internal Server Error")


def _spoiled(response: web.Response, fault: FaultKind | None) -> web.Response:
    """The answer as the fault leaves it, once the call has had its effect."""
    if fault is FaultKind.ERROR_500_AFTER_COMMIT:
        return _broken()
    if fault is FaultKind.MALFORMED_BODY:
        whole = _body(response)
        cut = whole[: len(whole) // 2] or b'{"'
        return web.Response(status=response.status, body=cut, content_type="application/json")
    return response
