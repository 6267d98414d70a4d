"""The bot's own HTTP server: health in both modes, Slack's requests in HTTP mode."""

import json
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.domain.errors import SettingsError

MAX_BODY = 256 * 1024  # Slack's largest view is 250 kB (docs.slack.dev, views.open).
_MAX_FIELDS = 100
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_UNREADABLE = (ValueError, TypeError, LookupError, RecursionError)
# Of the headers that Slack sends, Bolt needs no others; some that it would obey are not Slack's.
_KEPT = (
    "Content-Type",
    "X-Slack-Signature",
    "X-Slack-Request-Timestamp",
    "X-Slack-Retry-Num",
    "X-Slack-Retry-Reason",
)

Ready = Callable[[], Awaitable[str]]


def web_app(bolt: AsyncApp | None, signing_secret: str, ready: Ready) -> web.Application:
    """The server's routes.

    Args:
        bolt: Serves `POST /slack/events`; None in Socket Mode, where nothing is served there.
        signing_secret: Slack's, for HTTP mode.
        ready: Answers an empty string, or what is wrong.
    """
    app = web.Application(client_max_size=MAX_BODY)

    async def healthz(_request: web.Request) -> web.Response:
        trouble = await ready()
        return web.Response(text=trouble or "ok", status=503 if trouble else 200)

    app.router.add_get("/healthz", healthz)
    if bolt is not None:
        app.router.add_post("/slack/events", _slack_events(bolt, signing_secret))
    return app


def _slack_events(
    bolt: AsyncApp, signing_secret: str
) -> Callable[[web.Request], Awaitable[web.Response]]:
    verifier = SignatureVerifier(signing_secret)

    async def handle(request: web.Request) -> web.Response:
        raw = await request.read()
        headers = {name: request.headers[name] for name in _KEPT if name in request.headers}
        if not _is_signed(verifier, raw, headers):
            return web.Response(status=401, text="not signed by Slack")
        try:
            asked = _bolt_request(raw, headers)
        except _UNREADABLE:
            return web.Response(status=400, text="not a request of Slack's")
        answer = await bolt.async_dispatch(asked)
        return web.Response(
            status=answer.status, text=answer.body, headers=dict(answer.first_headers())
        )

    return handle


def _is_signed(verifier: SignatureVerifier, raw: bytes, headers: dict[str, str]) -> bool:
    """Whether Slack signed these bytes within five minutes; nothing is parsed before that."""
    signature = headers.get("X-Slack-Signature", "")
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    if not _SIGNATURE.fullmatch(signature) or not _TIMESTAMP.fullmatch(timestamp):
        return False
    try:
        return verifier.is_valid(body=raw, timestamp=timestamp, signature=signature)
    except UnicodeDecodeError:
        return False


def _bolt_request(raw: bytes, headers: dict[str, str]) -> AsyncBoltRequest:
    """Bolt's request with a body that we have parsed.

    Bolt's own parser answers an empty body for any form that has the word `payload` in it and no
    such field (slack_bolt 1.30, request/internals.py), and so would lose a command.
    """
    text = raw.decode()
    asked = AsyncBoltRequest(
        body=read_body(text, headers.get("Content-Type", "")),
        headers=cast("dict[str, str | Sequence[str]]", headers),
        mode="socket_mode",
    )
    # As over HTTP from here on: Bolt checks the signature once more, over the text itself.
    asked.mode, asked.raw_body = "http", text
    return asked


def read_body(text: str, content_type: str) -> dict[str, Any]:
    """A request's body: JSON for events, a form for commands, JSON in a form for clicks.

    Raises:
        ValueError: It is none of these.
        TypeError: It is no object.
        RecursionError: It is nested too deeply.
    """
    if content_type.partition(";")[0].strip().lower() == "application/json":
        return _mapping(json.loads(text))
    form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    return _mapping(json.loads(form["payload"])) if "payload" in form else form


def _mapping(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise TypeError("Slack sends an object.")
    return cast("dict[str, Any]", found)


async def start(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; the runner's `cleanup` stops it.

    Raises:
        SettingsError: Nobody can listen there, such as where the port is taken.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise SettingsError(f"Can't listen on {host}:{port} ({why}): set HOST and PORT.") from error
    return runner
