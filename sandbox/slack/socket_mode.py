"""Socket Mode: envelopes over WebSockets that the bot opened."""

import asyncio
import json
import time
from itertools import count
from typing import cast
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.slack.cast import APP_ID
from sandbox.slack.delivery import NOT_RUNNING, OK, TIMEOUT, Ack, Envelope
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, word
from sandbox.slack.stamps import secret

# "An app can have up to 10 open connections" (Slack, Socket Mode guide).
_MOST = 10
# The server's own ping: a bot that was killed is noticed at once by its closed connection,
# a frozen one after this many seconds and a half.
_PING_S = 20.0


class SocketMode:
    """All open connections of the app; each envelope goes to exactly one of them in turn."""

    mode = "socket"

    def __init__(self) -> None:
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._turns = count()

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._open)

    def ticket(self) -> str:
        """A word that opens one connection, once.

        Raises:
            SlackError: Too many are open already.
        """
        if len(self._open) >= _MOST:
            raise SlackError("too_many_websockets")
        ticket = secret()
        self._tickets.add(ticket)
        return ticket

    async def start(self) -> None:
        """Nothing to prepare: the bot comes by itself."""

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from its hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="This URL was used, or never given out.")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=_PING_S)
        await socket.prepare(request)
        self._open.append(socket)
        try:
            await self._converse(socket)
        finally:
            self._forget(socket)
        return socket

    async def _converse(self, socket: web.WebSocketResponse) -> None:
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._open),
                "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP_ID},
            }
        )
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._answered(cast("str", frame.data))

    def _answered(self, text: str) -> None:
        try:
            body = cast("object", json.loads(text))
        except ValueError:
            return
        if not isinstance(body, dict):
            return
        answer = cast("Json", body)
        waiting = self._waiting.get(word(answer, "envelope_id"))
        if waiting is not None and not waiting.done():
            payload = answer.get("payload")
            waiting.set_result(cast("Json", payload) if isinstance(payload, dict) else None)

    async def send(self, envelope: Envelope, deadline_s: float) -> Ack:
        """Deliver over the next connection; its answer may come over any."""
        started = time.perf_counter()
        envelope_id = str(uuid4())
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        try:
            async with asyncio.timeout(deadline_s):
                if not await self._sent(_frame(envelope_id, envelope)):
                    return Ack(NOT_RUNNING)
                payload = await waiting
        except TimeoutError:
            return Ack(TIMEOUT, latency_ms=_ms_since(started))
        finally:
            del self._waiting[envelope_id]
        return Ack(OK, payload, _ms_since(started))

    async def _sent(self, frame: Json) -> bool:
        """Whether a connection took it; one that has just died is left for the next."""
        while self._open:
            socket = self._next()
            try:
                await socket.send_json(frame)
            except ConnectionError:
                self._forget(socket)
            else:
                return True
        return False

    def _next(self) -> web.WebSocketResponse:
        return self._open[next(self._turns) % len(self._open)]

    async def refresh(self) -> None:
        """Ask one connection to be renewed; nothing new goes over it from now on."""
        if not self._open:
            return
        socket = self._next()
        self._forget(socket)
        if not socket.closed:
            await socket.send_json(
                {
                    "type": "disconnect",
                    "reason": "refresh_requested",
                    "debug_info": {"host": "sandbox"},
                }
            )

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)

    async def stop(self) -> None:
        """Close every connection."""
        for socket in list(self._open):
            await socket.close()


def _frame(envelope_id: str, envelope: Envelope) -> Json:
    frame: Json = {
        "envelope_id": envelope_id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind != "events_api",
    }
    if envelope.kind == "events_api":
        frame |= {"retry_attempt": envelope.retry, "retry_reason": envelope.retry_reason}
    return frame


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
