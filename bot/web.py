"""The bot's own HTTP server: health in both modes, Slack's requests in HTTP mode."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from multidict import CIMultiDict
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

MAX_BODY = 256 * 1024  # Slack's largest view is 250 kB (docs.slack.dev, views.open).
_OBEYED_BY_BOLT = ("x-slack-bolt-lazy-only", "x-slack-bolt-lazy-function-name")
_TIMESTAMP = "X-Slack-Request-Timestamp"

Ready = Callable[[], Awaitable[str]]


def web_app(bolt: AsyncApp | None, ready: Ready) -> web.Application:
    """The server's routes.

    Args:
        bolt: Serves `POST /slack/events`; None in Socket Mode, where nothing is served there.
        ready: Answers an empty string, or what is wrong.
    """
    app = web.Application(client_max_size=MAX_BODY)

    async def healthz(_request: web.Request) -> web.Response:
        trouble = await ready()
        return web.Response(text=trouble or "ok", status=503 if trouble else 200)

    app.router.add_get("/healthz", healthz)
    if bolt is not None:
        app.router.add_post("/slack/events", _slack_events(bolt))
    return app


def _slack_events(bolt: AsyncApp) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if (
            not request.headers.get(_TIMESTAMP, "").isascii()
            or not request.headers.get(_TIMESTAMP, "").isdigit()
        ):
            return web.Response(status=401, text="unsigned")
        headers = CIMultiDict(request.headers)
        for name in _OBEYED_BY_BOLT:
            headers.popall(name, None)
        asked = AsyncBoltRequest(
            body=await request.text(), query=request.query_string, headers=dict(headers)
        )
        answer = await bolt.async_dispatch(asked)
        return web.Response(
            status=answer.status, text=answer.body, headers=dict(answer.first_headers())
        )

    return handle


async def start(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; the runner's `cleanup` stops it."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
