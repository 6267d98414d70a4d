"""Opens forms: the one network call before an ack, because a trigger lives for only 3 s."""

import asyncio
from typing import Any

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
