"""Where Slack comes in: Bolt, two Socket Mode connections or signed HTTP, and /healthz."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot import web
from bot.settings import Settings
from bot.sockets import Sockets
from bot.worker import Worker

STUCK_AFTER = timedelta(seconds=30)
_UNUSED = "unused"  # Socket Mode has no signatures, and Bolt wants a secret all the same.


def bolt_app(settings: Settings, session: ClientSession, identity: AuthorizeResult) -> AsyncApp:
    """Bolt without any handler: static identity, no retries, an ack only when all is written."""

    async def authorize() -> AuthorizeResult:
        """One workspace, known since the start."""
        return identity

    return AsyncApp(
        name="order-numbers",  # Bolt would look for one in the call stack, which takes 0.2 s.
        client=AsyncWebClient(base_url=settings.slack_base_url, session=session, retry_handlers=[]),
        signing_secret=settings.slack_signing_secret.get_secret_value() or _UNUSED,
        request_verification_enabled=settings.mode == "http",
        ssl_check_enabled=False,
        process_before_response=True,
        authorize=authorize,
    )


@dataclass(slots=True)
class SocketMode:
    """One Socket Mode connection of Bolt's, as `Sockets` keeps it.

    Attributes:
        envelopes: How many it has brought.
    """

    handler: AsyncSocketModeHandler
    envelopes: int = 0

    def __post_init__(self) -> None:
        """Hear of each envelope before Bolt does."""
        self.handler.client.socket_mode_request_listeners.insert(0, self._count)

    async def _count(self, *_: object) -> None:
        self.envelopes += 1

    async def open(self) -> None:
        """Connect; slack_sdk's errors of a refused opening become a RuntimeError."""
        try:
            await self.handler.connect_async()
        except SlackClientError as error:
            raise RuntimeError(str(error)) from error

    async def close(self) -> None:
        """Disconnect for good."""
        await self.handler.close_async()

    async def is_open(self) -> bool:
        """Whether Slack answered its pings lately."""
        return await self.handler.client.is_connected()


@asynccontextmanager
async def listening(settings: Settings, bolt: AsyncApp, worker: Worker) -> AsyncGenerator[None]:
    """Take what Slack sends, and answer /healthz, until the block ends."""
    over_http = settings.mode == "http"
    token = settings.slack_app_token.get_secret_value()
    sockets = Sockets(lambda: SocketMode(AsyncSocketModeHandler(bolt, token)))

    async def trouble() -> str:
        """What keeps the bot from taking commands; empty when nothing does."""
        if worker.beat is None:
            return "the worker has not started"
        if worker.clock.now() - worker.beat > STUCK_AFTER:
            return "the worker is stuck"
        return "" if over_http or await sockets.is_open() else "no connection to Slack"

    secret = settings.slack_signing_secret.get_secret_value() or _UNUSED
    app = web.web_app(bolt if over_http else None, secret, trouble)
    runner = await web.start(app, settings.host, settings.port)
    try:
        if not over_http:
            await sockets.open()
        yield
    finally:
        await sockets.close()
        await runner.cleanup()
