"""The HTTP face of the Web API: tokens, arguments however they come, faults, the record."""

import asyncio
import time
from typing import cast

from aiohttp import web

from sandbox.slack.cast import APP_TOKEN, BOT_TOKEN
from sandbox.slack.courier import Courier
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, parse, word
from sandbox.slack.socket_mode import SocketMode
from sandbox.slack.web_api.methods import call

_OPEN = "apps.connections.open"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# What Slack sends with a 429; ours is the shortest that a client can wait for.
_RETRY_AFTER_S = "1"
_OWN_FAULTS = frozenset({"rate_limited_429", "error_500", "slow", "drop_after_effect"})


class WebApi:
    """Answers GET and POST under /api/."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._workspace = courier.workspace

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        started = time.perf_counter()
        name = request.match_info["method"]
        arguments = await merged(request)
        fault = self._workspace.faults.strike(name)
        response, body = await self._answer(request, name, arguments, fault)
        ms = round((time.perf_counter() - started) * 1000, 2)
        self._write(name, arguments, body, f"{response.status} {_outcome(body)}".strip(), ms)
        if fault == "drop_after_effect" and request.transport is not None:
            request.transport.abort()
        return response

    async def _answer(
        self, request: web.Request, name: str, arguments: Json, fault: str | None
    ) -> tuple[web.Response, Json]:
        if fault == "rate_limited_429":
            body: Json = {"ok": False, "error": "ratelimited"}
            headers = {"Retry-After": _RETRY_AFTER_S}
            return web.json_response(body, status=429, headers=headers), body
        if fault == "error_500":
            return web.Response(status=500, text="Internal Server Error"), {}
        if fault == "slow":
            await asyncio.sleep(self._courier.timing.slow_s)
        body = self._body(request, name, arguments, fault)
        return web.json_response(body), body

    def _body(self, request: web.Request, name: str, arguments: Json, fault: str | None) -> Json:
        if fault is not None and fault not in _OWN_FAULTS:
            return SlackError(fault).body()
        try:
            token = _token(request, arguments)
            if name == _OPEN:
                return self._connection(token)
            _require(token, BOT_TOKEN, APP_TOKEN)
            return call(self._workspace, name, arguments)
        except SlackError as refusal:
            return refusal.body()

    def _connection(self, token: str) -> Json:
        _require(token, APP_TOKEN, BOT_TOKEN)
        delivery = self._courier.delivery
        if not isinstance(delivery, SocketMode):
            raise SlackError("socket_mode_disabled")
        address = self._workspace.base_url.replace("http://", "ws://", 1)
        return {"ok": True, "url": f"{address}/link/?ticket={delivery.ticket()}"}

    def _write(self, name: str, arguments: Json, body: Json, status: str, ms: float) -> None:
        entry: Json = {"direction": "bot→slack", "name": name, "status": status, "ms": ms}
        request = {key: parse(value) for key, value in arguments.items()}
        self._workspace.journal.add({**entry, "request": request, "response": body})


async def merged(request: web.Request) -> Json:
    """The arguments from the query, a form and a JSON body, later ones over earlier ones."""
    arguments: Json = dict(request.query)
    if request.content_type in _FORMS:
        arguments |= dict(await request.post())
    elif request.content_type == "application/json":
        body = parse(await request.text())
        if isinstance(body, dict):
            arguments |= cast("Json", body)
    return arguments


def _token(request: web.Request, arguments: Json) -> str:
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ").strip() or word(arguments, "token")
    if not token:
        raise SlackError("not_authed")
    return token


def _require(token: str, right: str, other: str) -> None:
    if token == other:
        raise SlackError("not_allowed_token_type")
    if token != right:
        raise SlackError("invalid_auth")


def _outcome(body: Json) -> str:
    return "ok" if body.get("ok") else word(body, "error")
