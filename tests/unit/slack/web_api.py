"""A Slack of the tests: answers what it was told to, and remembers what it was asked."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient


@dataclass
class WebApi:
    """What it says and what it heard.

    Attributes:
        answers: By method: what each call gets in turn; the last one stays.
        heard: Each call's method and arguments.
        silent: Whether it answers nothing before `released`.
    """

    base: str = ""
    session: ClientSession | None = None
    silent: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)
    answers: dict[str, list[web.Response | dict[str, Any]]] = field(
        default_factory=dict[str, list[web.Response | dict[str, Any]]]
    )
    heard: list[tuple[str, dict[str, Any]]] = field(
        default_factory=list[tuple[str, dict[str, Any]]]
    )

    @property
    def client(self) -> AsyncWebClient:
        return AsyncWebClient(
            "xoxb-test", base_url=self.base, session=self.session, retry_handlers=[]
        )

    def says(self, method: str, *answers: web.Response | dict[str, Any]) -> None:
        self.answers[method] = list(answers)

    def asked(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.heard if name == method]

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body: dict[str, Any] = dict(request.query) | dict(await request.post())
        if request.content_type == "application/json":
            body |= await request.json()
        self.heard.append((method, body))
        if self.silent:
            await self.released.wait()
        answers = self.answers.get(method, [{"ts": f"17.{len(self.heard):04}"}])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, web.Response):
            return answer
        return web.json_response({"ok": "error" not in answer, **answer})


@asynccontextmanager
async def web_api() -> AsyncGenerator[WebApi]:
    """Serve it on the loop-back interface."""
    api = WebApi()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", api.handle)
    async with TestServer(app) as server, ClientSession() as session:
        api.base, api.session = str(server.make_url("/api/")), session
        yield api
        api.released.set()


def slow_down(seconds: str = "7") -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": seconds}
    )
