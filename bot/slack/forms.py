"""Opens forms: the one network call before an ack, because a trigger lives for only 3 s."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackError
from bot.slack.calls import call

OPEN_WITHIN_S = 2.0
View: TypeAlias = dict[str, Any]
Later: TypeAlias = Callable[[], Awaitable[View]]


class FormNotOpenedError(SlackError):
    """The form could not be opened in time: say in the ack how to go on without it."""


async def open_view(
    client: AsyncWebClient,
    trigger_id: str,
    view: View,
    *,
    within_s: float = OPEN_WITHIN_S,
) -> str:
    """Open a form, once, and return its id.

    Raises:
        FormNotOpenedError: Slack said no, or did not answer in time.
    """
    try:
        asked = client.views_open(trigger_id=trigger_id, view=view)
        opened = await call(asyncio.wait_for(asked, within_s))
    except SlackError as error:
        raise FormNotOpenedError("The form could not be opened.", code=error.code) from error
    return str(opened["view"]["id"])


class FormUpdates:
    """Draws open forms anew beside the ack; one that is lost is missed by nobody."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._running = set[asyncio.Task[object]]()

    def update(self, view_id: str, view_hash: str, view: View, then: Later | None = None) -> None:
        """Begin to draw the form anew, unless its person has seen another state of it since.

        Args:
            view_id: The form's id.
            view_hash: Which state of it the person saw.
            view: What it shows from now on.
            then: Finds out, in its time, what it shows after that.
        """
        self.begin(self._update(view_id, view_hash, view, then))

    def begin(self, work: Coroutine[Any, Any, object]) -> None:
        """Begin something that helps a form, and that nobody has to wait for."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finished(self, within_s: float = OPEN_WITHIN_S) -> None:
        """Wait for what was begun, but not for long."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=within_s)
            for task in late:
                task.cancel()

    async def _update(self, view_id: str, view_hash: str, view: View, then: Later | None) -> None:
        try:
            drawn = await self._draw(view_id, view_hash, view)
            if then is not None:
                await self._draw(view_id, drawn, await then())
        except SlackError as error:
            structlog.get_logger().debug("form_not_updated", code=error.code)

    async def _draw(self, view_id: str, view_hash: str, view: View) -> str:
        """Draw it anew, and return the hash of what its person sees now."""
        asked = self._client.views_update(view_id=view_id, hash=view_hash, view=view)
        answer = await call(asyncio.wait_for(asked, OPEN_WITHIN_S))
        return str(answer["view"].get("hash") or "")
