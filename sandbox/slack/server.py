"""The local Slack as one server: Web API, Socket Mode, response URLs, uploads, control, page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.slack.acts.payloads import RESPONSE_PATH
from sandbox.slack.answers import answer
from sandbox.slack.control.routes import control_routes, refusals
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import SlackError
from sandbox.slack.files import content
from sandbox.slack.hooks import Hooks
from sandbox.slack.journal import carrier_entry
from sandbox.slack.manifest import read_manifest
from sandbox.slack.shapes import Json
from sandbox.slack.signed_http import SignedHttp
from sandbox.slack.socket_mode import SocketMode
from sandbox.slack.web_api.endpoint import WebApi, merged
from sandbox.slack.workspace import Workspace

__all__ = ["Hooks", "LocalSlack"]

# Slack takes files of a gigabyte; a practice workspace needs no more than this.
_LARGEST_BODY = 64 * 1024 * 1024
# An open page must not hold up the end.
_SHUTDOWN_S = 1.0


class LocalSlack:
    """A Slack workspace with one app in it.

    Args:
        path: The SQLite file that keeps the workspace; made when it is not there.
        manifest_path: The app's manifest.yml.
        delivery: `socket` or `http`.
        request_url: Where the app listens; needed for `http`.
        hooks: The rest of the sandbox.
        page_dir: The static files of the page.
    """

    def __init__(
        self,
        path: Path,
        manifest_path: Path,
        *,
        delivery: str,
        hooks: Hooks,
        page_dir: Path,
        request_url: str | None = None,
    ) -> None:
        self._workspace = Workspace(path, read_manifest(manifest_path), hooks.clock)
        self._delivery = _way(delivery, request_url, hooks)
        self._courier = Courier(self._workspace, self._delivery, hooks.timing)
        self._hooks = hooks
        self._page_dir = page_dir
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> str:
        """Listen on 127.0.0.1; port 0 takes a free one.

        Returns:
            The URL of the page; the Web API is under `/api/` of it.

        Raises:
            OSError: The port is taken.
        """
        self._runner = web.AppRunner(self._application(), shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        await self._delivery.start()
        host, bound = self._runner.addresses[0][:2]
        self._workspace.base_url = f"http://{host}:{bound}"
        return self._workspace.base_url

    async def stop(self) -> None:
        """Close every connection and the file."""
        await self._courier.stop()
        await self._delivery.stop()
        self._workspace.broadcast.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._workspace.close()

    def journal(self, exchange: Mapping[str, Any]) -> None:
        """Write an exchange with the carrier down: `{method, path, query, status, ms, body}`."""
        self._workspace.journal.add(carrier_entry(exchange))

    def notify(self, event: Json) -> None:
        """Tell the pages of a change elsewhere, such as `{"kind": "ledger"}`."""
        self._workspace.broadcast.send(event)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections the bot has open."""
        return self._delivery.connections

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[refusals])
        api = WebApi(self._courier)
        app.router.add_route("GET", "/api/{method}", api.serve)
        app.router.add_route("POST", "/api/{method}", api.serve)
        app.router.add_post(RESPONSE_PATH + "{word}", self._respond)
        app.router.add_post("/upload/v1/{ticket}", self._upload)
        app.router.add_get("/files/{file_id}/{name}", self._download)
        if isinstance(self._delivery, SocketMode):
            app.router.add_get("/link/", self._delivery.connect)
        app.router.add_routes(control_routes(self._courier, self._hooks))
        app.router.add_get("/", self._page)
        app.router.add_static("/static", self._page_dir)
        return app

    async def _page(self, _request: web.Request) -> web.StreamResponse:
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'self'"}
        return web.FileResponse(self._page_dir / "index.html", headers=headers)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """A response URL; its words for a dead one are those seen in the field."""
        body = await merged(request)
        reply = self._workspace.responses.use(request.match_info["word"])
        text, status = reply if isinstance(reply, str) else "ok", 404
        if not isinstance(reply, str):
            try:
                answer(self._workspace, reply, body)
                status = 200
            except SlackError as refusal:
                text, status = refusal.code, 400
        self._workspace.journal.add(
            {
                "direction": "bot→slack",
                "name": "response_url",
                "request": body,
                "response": {"text": text},
                "status": f"{status} {text}",
                "ms": 0.0,
            }
        )
        return web.Response(text=text, status=status)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        raw = await _uploaded(request)
        if self._workspace.files.upload(request.match_info["ticket"], raw):
            return web.Response(text=f"OK - {len(raw)}")
        return web.Response(status=400, text="No such upload, or another length than announced.")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self._workspace.files.find(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=content(file), content_type=file["mimetype"])


def _way(delivery: str, request_url: str | None, hooks: Hooks) -> Delivery:
    if delivery == "socket":
        return SocketMode()
    if delivery == "http" and request_url:
        return SignedHttp(request_url, hooks.clock)
    raise ValueError('delivery is "socket", or "http" with a request_url.')


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    for field in form.values():
        if isinstance(field, web.FileField):
            return field.file.read()
    return b""
