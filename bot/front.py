"""Where Slack comes in: Bolt, two Socket Mode connections or signed HTTP, and /healthz."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot import web
from bot.settings import Settings
from bot.worker import Worker

CONNECTIONS = 2  # One is refreshed while the other delivers.


def bolt_app(settings: Settings, session: ClientSession, identity: AuthorizeResult) -> AsyncApp:
    """Bolt without any handler: static identity, no retries, an ack only when all is written."""

    async def authorize() -> AuthorizeResult:
        """One workspace, known since the start."""
        return identity

    return AsyncApp(
        client=AsyncWebClient(base_url=settings.slack_base_url, session=session, retry_handlers=[]),
        signing_secret=settings.slack_signing_secret.get_secret_value() or "unused",
        request_verification_enabled=settings.mode == "http",
        ssl_check_enabled=False,
        process_before_response=True,
        authorize=authorize,
    )


@asynccontextmanager
async def listening(settings: Settings, bolt: AsyncApp, worker: Worker) -> AsyncGenerator[None]:
    """Take what Slack sends, and answer /healthz, until the block ends."""
    over_http = settings.mode == "http"
    sockets = [] if over_http else [_socket(settings, bolt) for _ in range(CONNECTIONS)]
    app = web.web_app(bolt if over_http else None, lambda: _trouble(worker, sockets))
    runner = await web.start(app, settings.host, settings.port)
    try:
        for each in sockets:
            await each.connect_async()
        yield
    finally:
        for each in sockets:
            await each.close_async()
        await runner.cleanup()


def _socket(settings: Settings, bolt: AsyncApp) -> AsyncSocketModeHandler:
    return AsyncSocketModeHandler(bolt, settings.slack_app_token.get_secret_value())


async def _trouble(worker: Worker, sockets: Sequence[AsyncSocketModeHandler]) -> str:
    """What keeps the bot from taking commands; empty when nothing does."""
    if worker.beat is None:
        return "the worker has not started"
    open_sockets = [await each.client.is_connected() for each in sockets]
    return "no connection to Slack" if sockets and not any(open_sockets) else ""
