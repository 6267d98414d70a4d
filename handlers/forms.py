"""Opening a form before the ack; where it does not open, the person is told."""

from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.picture import ReplyKind
from bot.services.telling import News, Telling
from bot.slack.forms import FormNotOpenedError, open_view
from bot.slack.payloads import Click


async def open_or_tell(
    slack: AsyncWebClient, telling: Telling, click: Click, form: dict[str, Any], order_id: str = ""
) -> None:
    """Open the form that a click asks for, or promise its person that something went wrong."""
    try:
        await open_view(slack, click.trigger_id, form)
    except FormNotOpenedError as error:
        structlog.get_logger().warning("form_not_opened", code=error.code)
        kind, url = ReplyKind.UNEXPECTED, click.response_url
        await telling.tell(News(click.trigger_id, kind, click.user, url, order_id))
