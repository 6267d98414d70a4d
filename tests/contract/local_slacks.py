"""A local Slack with a small Bolt app in it, for contract tests."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeAlias, TypedDict, Unpack

import yaml
from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import cast
from sandbox.slack.courier import Timing
from sandbox.slack.hooks import Hooks
from sandbox.slack.server import LocalSlack

Json: TypeAlias = dict[str, Any]
Decoded: TypeAlias = Any
"""JSON whose shape the test knows."""

ALL_SCOPES = (
    *("commands", "chat:write", "im:write", "im:read", "im:history", "users:read"),
    *("usergroups:read", "channels:read", "channels:history", "channels:join", "groups:read"),
    *("groups:history", "files:write", "files:read", "reactions:write", "team:read"),
)
ALL_EVENTS = (
    *("app_home_opened", "app_mention", "message.im", "message.channels", "channel_archive"),
    *("subteam_members_changed", "subteam_updated", "member_joined_channel", "user_change"),
)
QUICK = Timing(ack_s=5.0, slow_s=0.2, retries_s=(0.0, 0.01, 0.01))
HASTY = Timing(ack_s=0.15, slow_s=0.1, retries_s=(0.0, 0.01, 0.01))
_PATIENCE_S = 10.0


def manifest(*, scopes: tuple[str, ...] = ALL_SCOPES, home: bool = True) -> Json:
    return {
        "features": {
            "app_home": {"home_tab_enabled": home},
            "slash_commands": [
                {"command": "/order-numbers", "should_escape": True},
                {"command": "/plain"},
            ],
            "shortcuts": [
                {"name": "Order", "type": "global", "callback_id": "order_form"},
                {"name": "About it", "type": "message", "callback_id": "about_message"},
            ],
        },
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {"event_subscriptions": {"bot_events": list(ALL_EVENTS)}},
    }


class Clock:
    """A clock that a test can push forward."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Options(TypedDict, total=False):
    """What a test changes of the hooks."""

    clock: Callable[[], float]
    timing: Timing


class Rest:
    """The launcher's side of the hooks."""

    def __init__(self) -> None:
        self.faults: list[Json] = []
        self.done: list[str] = []

    def hooks(self, **options: Unpack[Options]) -> Hooks:
        return Hooks(
            carrier_fault=self.faults.append,
            carrier_faults=lambda: list(self.faults),
            carrier_clear=self.faults.clear,
            ledger=lambda: {"purchases": []},
            bot=self.done.append,
            bot_state=lambda: "running",
            reset_carrier=lambda: self.done.append("reset"),
            **options,
        )


class Workspace:
    """The local Slack, its control API, and the app's own client.

    Args:
        folder: Where its file and manifest are.
        app: The app of the test; None leaves Slack alone.
        delivery: `socket` or `http`.
        body: Another manifest.
        hooks: Options of the hooks, such as `timing` or `clock`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        delivery: str = "socket",
        connected: bool = True,
        body: Json | None = None,
        **hooks: Unpack[Options],
    ) -> None:
        self._folder = folder
        self._delivery = delivery
        self._connected = connected
        self._body = body or manifest()
        self._hooks: Options = {"timing": QUICK, **hooks}
        self.rest = Rest()
        self.app: AsyncApp
        self.client: AsyncWebClient
        self.session: ClientSession
        self.url = ""

    async def __aenter__(self) -> Self:
        bot = web.AppRunner(web.Application())
        self._bot = bot
        self.session = ClientSession()
        self.request_url = await self._listen()
        self.slack = LocalSlack(
            self._folder / "slack.db",
            self._manifest(),
            delivery=self._delivery,
            request_url=self.request_url,
            hooks=self.rest.hooks(**self._hooks),
            page_dir=self._page(),
        )
        self.url = await self.slack.start(0)
        self.client.base_url = f"{self.url}/api/"
        self._handler: AsyncSocketModeHandler | None = None
        if self._connected and self._delivery == "socket":
            self._handler = AsyncSocketModeHandler(
                self.app, cast.APP_TOKEN, web_client=self.client, ping_interval=1
            )
            await self._handler.connect_async()
            await until(lambda: self.slack.connections == 1)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._handler is not None:
            await self._handler.close_async()
        await self.slack.stop()
        await self._bot.cleanup()
        await self.session.close()

    async def _listen(self) -> str:
        """Start the app's own server, so that its address is known before Slack starts."""
        self.client = AsyncWebClient(cast.BOT_TOKEN, session=self.session, retry_handlers=[])
        self.app = AsyncApp(
            client=self.client, signing_secret=cast.SIGNING_SECRET, process_before_response=True
        )
        application = self.app.web_app()
        self._bot = web.AppRunner(application)
        await self._bot.setup()
        await web.TCPSite(self._bot, "127.0.0.1", 0).start()
        host, port = self._bot.addresses[0][:2]
        return f"http://{host}:{port}/slack/events"

    def _manifest(self) -> Path:
        path = self._folder / "manifest.yml"
        path.write_text(yaml.safe_dump(self._body), encoding="utf-8")
        return path

    def _page(self) -> Path:
        page = self._folder / "page"
        page.mkdir(exist_ok=True)
        (page / "index.html").write_text("<!doctype html><title>Sandbox</title>", encoding="utf-8")
        return page

    async def act(self, name: str, **body: object) -> Json:
        """Do something that Slack lets a person do."""
        async with self.session.post(f"{self.url}/_control/{name}", json=body) as answer:
            text = await answer.text()
            assert answer.status == 200, text
            return json.loads(text)

    async def refused(self, name: str, **body: object) -> str:
        """Do something that Slack does not let a person do; why not."""
        async with self.session.post(f"{self.url}/_control/{name}", json=body) as answer:
            assert answer.status == 400, await answer.text()
            return (await answer.json())["error"]

    async def look(self, name: str, **query: str) -> Decoded:
        async with self.session.get(f"{self.url}/_control/{name}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def messages(self, channel: str, user: str = "", thread_ts: str = "") -> list[Json]:
        query = {"channel": channel, "user": user, "thread_ts": thread_ts}
        return (await self.look("messages", **query))["messages"]

    async def texts(self, channel: str, user: str = "", thread_ts: str = "") -> list[str]:
        return [m["text"] for m in await self.messages(channel, user, thread_ts)]

    async def call(self, method: str, **arguments: object) -> Json:
        """A Web API call as the app makes it, its refusals included."""
        headers = {"Authorization": f"Bearer {cast.BOT_TOKEN}"}
        url = f"{self.url}/api/{method}"
        async with self.session.post(url, json=arguments, headers=headers) as answer:
            return await answer.json()

    async def error(self, method: str, **arguments: object) -> str:
        answer = await self.call(method, **arguments)
        assert not answer["ok"], answer
        return answer["error"]

    async def post(self, channel: str = cast.NUMBERS_CHANNEL_ID, **content: object) -> str:
        answer = await self.call("chat.postMessage", channel=channel, **content)
        assert answer["ok"], answer
        return answer["ts"]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens elsewhere."""
    async with asyncio.timeout(_PATIENCE_S):
        while not condition():  # noqa: ASYNC110 -- the condition is another task's
            await asyncio.sleep(0.005)


def button(action_id: str = "approve", **more: object) -> Json:
    text = {"type": "plain_text", "text": "Press"}
    return {"type": "button", "action_id": action_id, "text": text, **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def text_input(block_id: str = "reason", *, element: Json | None = None, **more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": "typed", **(element or {})}
    label = {"type": "plain_text", "text": "Reason"}
    return {"type": "input", "block_id": block_id, "label": label, "element": element, **more}


def modal(*blocks: Json, **more: object) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks),
        **more,
    }
