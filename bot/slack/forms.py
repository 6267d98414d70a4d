"""Opens forms: the one network call before an ack, because a trigger lives for only 3 s."""

import asyncio
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackError
from bot.slack.calls import call

OPEN_WITHIN_S = 2.0


class FormNotOpenedError(SlackError):
    """The form could not be opened in time: say in the ack how to go on without it."""


async def open_view(
    client: AsyncWebClient,
    trigger_id: str,
    view: dict[str, Any],
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
        self._running = set[asyncio.Task[None]]()

    def update(self, view_id: str, view_hash: str, view: dict[str, Any]) -> None:
        """Begin to draw the form anew, unless its person has seen another state of it since."""
        task = asyncio.create_task(self._update(view_id, view_hash, view))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finished(self) -> None:
        """Wait for what was begun."""
        await asyncio.gather(*self._running)

    async def _update(self, view_id: str, view_hash: str, view: dict[str, Any]) -> None:
        asked = self._client.views_update(view_id=view_id, hash=view_hash, view=view)
        try:
            await call(asyncio.wait_for(asked, OPEN_WITHIN_S))
        except SlackError as error:
            structlog.get_logger().debug("form_not_updated", code=error.code)
