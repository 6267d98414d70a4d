"""The control API's routes."""

import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

from aiohttp import web

from sandbox.slack.acts.click import click, options
from sandbox.slack.acts.command import command
from sandbox.slack.acts.modal import close, submit
from sandbox.slack.acts.reach import home, message, shortcut
from sandbox.slack.control import breaking, changing, reading
from sandbox.slack.control.stream import stream
from sandbox.slack.courier import Courier
from sandbox.slack.errors import RefusedError
from sandbox.slack.hooks import Hooks, finished
from sandbox.slack.shapes import Json, count

_Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_Act: TypeAlias = Callable[[Courier, Json], Awaitable[Json]]
_Change: TypeAlias = Callable[[Courier, Json], Json]

_ACTS: dict[str, _Act] = {
    "command": command,
    "click": click,
    "options": options,
    "submit": submit,
    "close": close,
    "shortcut": shortcut,
    "home": home,
}
_CHANGES: dict[str, _Change] = {
    "message": message,
    "archive": changing.archive,
    "membership": changing.membership,
    "group": changing.group,
    "user": changing.user,
}


def control_routes(courier: Courier, hooks: Hooks) -> list[web.RouteDef]:
    """Everything under /_control/."""
    acts = [web.post(f"/_control/{n}", _act(courier, act)) for n, act in _ACTS.items()]
    changes = [web.post(f"/_control/{n}", _change(courier, c)) for n, c in _CHANGES.items()]
    return acts + changes + _reads(courier, hooks) + _breaks(courier, hooks)


def _reads(courier: Courier, hooks: Hooks) -> list[web.RouteDef]:
    workspace = courier.workspace

    async def journal(request: web.Request) -> web.StreamResponse:
        since = count(dict(request.query), "since", 0)
        return web.json_response(workspace.journal.since(since))

    async def streamed(request: web.Request) -> web.StreamResponse:
        return await stream(workspace, request)

    async def ledger(_request: web.Request) -> web.StreamResponse:
        return web.json_response(await finished(hooks.ledger()))

    answers: dict[str, Callable[[Json], Json]] = {
        "state": lambda _query: reading.state(workspace, courier.delivery, hooks.bot_state()),
        "messages": lambda query: reading.messages(workspace, query),
        "views": lambda query: reading.views(workspace, query),
        "files": lambda _query: reading.files(workspace),
        "faults": lambda _query: breaking.list_faults(courier, hooks),
    }
    return [
        *(web.get(f"/_control/{name}", _query(answer)) for name, answer in answers.items()),
        web.get("/_control/journal", journal),
        web.get("/_control/stream", streamed),
        web.get("/_control/ledger", ledger),
    ]


def _breaks(courier: Courier, hooks: Hooks) -> list[web.RouteDef]:
    async def add(request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        return web.json_response(await breaking.add_fault(courier, hooks, body))

    async def clear(_request: web.Request) -> web.StreamResponse:
        return web.json_response(await breaking.clear_faults(courier, hooks))

    async def bot(request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        return web.json_response(await breaking.do_to_bot(courier, hooks, body))

    async def reset(_request: web.Request) -> web.StreamResponse:
        return web.json_response(await breaking.reset(courier, hooks))

    return [
        web.post("/_control/faults", add),
        web.delete("/_control/faults", clear),
        web.post("/_control/bot", bot),
        web.post("/_control/reset", reset),
    ]


def _act(courier: Courier, act: _Act) -> _Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.json_response(await act(courier, await _body(request)))

    return serve


def _change(courier: Courier, change: _Change) -> _Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.json_response(change(courier, await _body(request)))

    return serve


def _query(answer: Callable[[Json], Json]) -> _Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.json_response(answer(dict(request.query)))

    return serve


async def _body(request: web.Request) -> Json:
    try:
        body = cast("object", json.loads(await request.text() or "{}"))
    except ValueError as error:
        raise RefusedError(f"The body is not JSON: {error}.") from error
    if not isinstance(body, dict):
        raise RefusedError("The body must be a JSON object.")
    return cast("Json", body)


@web.middleware
async def refusals(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Turn a refused control call into a 400 with its sentence."""
    try:
        return await handler(request)
    except RefusedError as refusal:
        return web.json_response({"ok": False, "error": str(refusal)}, status=400)
