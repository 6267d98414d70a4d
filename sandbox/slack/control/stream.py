"""Server-sent events for the page."""

import asyncio
import json

from aiohttp import web

from sandbox.slack.shapes import Json, word
from sandbox.slack.workspace import Workspace

# Often enough that a closed tab is noticed, and that no browser takes the line for dead.
_ALIVE_S = 15.0


async def stream(workspace: Workspace, request: web.Request) -> web.StreamResponse:
    """Send what concerns this user, until the page goes."""
    reference = request.query.get("user", "")
    viewer = workspace.people.user(reference)["id"] if reference else ""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    with workspace.broadcast.listen() as queue:
        await response.prepare(request)
        await response.write(b": hello\n\n")
        try:
            await _pump(queue, response, viewer)
        except ConnectionError:
            return response
    return response


async def _pump(
    queue: asyncio.Queue[Json | None], response: web.StreamResponse, viewer: str
) -> None:
    while True:
        try:
            async with asyncio.timeout(_ALIVE_S):
                notice = await queue.get()
        except TimeoutError:
            await response.write(b": alive\n\n")
            continue
        if notice is None:
            return
        if _concerns(notice, viewer):
            await response.write(b"data: " + json.dumps(notice).encode() + b"\n\n")


def _concerns(notice: Json, viewer: str) -> bool:
    private = notice["kind"] in {"ephemeral", "view", "home"}
    return not (private and viewer and word(notice, "user") != viewer)
