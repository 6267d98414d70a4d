"""Opening a form before the ack; where it does not open, the person is told."""

from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.telling import News, Telling
from bot.slack.forms import FormNotOpenedError, open_view


async def open_or_tell(
    slack: AsyncWebClient, telling: Telling, form: dict[str, Any], otherwise: News
) -> None:
    """Open the form that an act asks for, or promise its person a word about that.

    Args:
        slack: Slack's Web API.
        telling: Promises the word.
        form: What is opened.
        otherwise: The word; its key is the act's trigger id.
    """
    if not await is_opened(slack, otherwise.key, form):
        await telling.tell(otherwise)


async def is_opened(slack: AsyncWebClient, trigger_id: str, form: dict[str, Any]) -> bool:
    """Whether Slack has opened the form; asked once, within what a trigger lives."""
    try:
        await open_view(slack, trigger_id, form)
    except FormNotOpenedError as error:
        structlog.get_logger().warning("form_not_opened", code=error.code)
        return False
    return True
