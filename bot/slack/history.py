"""Reads what was said in a conversation, so that nothing is posted twice after a crash."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.calls import call

_PAGES = 5
_PAGE_SIZE = 200
_CLOCKS_DIFFER_S = 60


async def messages(
    client: AsyncWebClient, channel: str, since: datetime, *, thread_ts: str = ""
) -> AsyncIterator[Mapping[str, Any]]:
    """The messages of a conversation, or of a thread in it, since that moment.

    Raises:
        SlackUnavailableError: Try again later.
        SlackRefusedError: The bot may not read there.
    """
    where: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{since.timestamp() - _CLOCKS_DIFFER_S:.6f}",
        "limit": _PAGE_SIZE,
        "include_all_metadata": True,
    }
    for _ in range(_PAGES):
        page = await call(_read(client, thread_ts, where))
        for message in page.get("messages", []):
            yield message
        where["cursor"] = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not where["cursor"]:
            return


def _read(
    client: AsyncWebClient, thread_ts: str, where: dict[str, Any]
) -> Awaitable[AsyncSlackResponse]:
    if thread_ts:
        return client.conversations_replies(ts=thread_ts, **where)
    return client.conversations_history(**where)
