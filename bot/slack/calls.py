"""Slack's errors as ours: what can be tried again later, and what Slack will not do at all."""

from collections.abc import Awaitable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.errors import SlackError, SlackRefusedError, SlackUnavailableError

TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_DEFAULT_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 300.0
# Errors of a moment, which Slack sends with status 200 (docs.slack.dev, chat.postMessage).
_OF_A_MOMENT = frozenset(
    {"fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout"}
    | {"service_unavailable", "team_added_to_org", ""}
)


async def call(answer: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """The body of Slack's answer to a call of the Web API.

    Raises:
        SlackUnavailableError: As `slack_errors`.
        SlackRefusedError: As `slack_errors`.
    """
    with slack_errors():
        return _body(await answer)


@contextmanager
def slack_errors() -> Generator[None]:
    """Turn whatever a call to Slack raises into one of our two errors.

    Raises:
        SlackUnavailableError: Slack was not reached, failed, or asked us to slow down.
        SlackRefusedError: Slack said no; `code` is its own error.
    """
    try:
        yield
    except SlackApiError as error:
        raise _answered(cast("object", error.response)) from error
    except (ClientError, OSError, TimeoutError, SlackClientError) as error:
        raise SlackUnavailableError("Slack can't be reached.") from error


def by_status(status: int, retry_after: str, code: str) -> SlackError:
    """The error for an answer of this HTTP status.

    Args:
        status: The HTTP status.
        retry_after: The header, in seconds; may be empty.
        code: Slack's own error; empty where it sent none.
    """
    if status == TOO_MANY_REQUESTS or code in {"ratelimited", "rate_limited"}:
        wait_s = _seconds(retry_after)
        return SlackUnavailableError("Slack asks us to slow down.", code=code, retry_after_s=wait_s)
    if status >= _SERVER_ERROR or code in _OF_A_MOMENT:
        return SlackUnavailableError("Slack has trouble.", code=code)
    return SlackRefusedError(f"Slack said no ({code}).", code=code)


def _answered(response: object) -> SlackError:
    if not isinstance(response, AsyncSlackResponse):
        # The SDK hands over the bare HTTP answer when its body is not JSON.
        return SlackUnavailableError("Slack gave no usable answer.")
    headers = cast("Mapping[str, str]", response.headers)
    code = str(_body(response).get("error") or "")
    return by_status(cast("int", response.status_code), headers.get("Retry-After", ""), code)


def _body(response: AsyncSlackResponse) -> dict[str, Any]:
    # Slack's own answers are objects; what stands in between may send text.
    body = cast("object", response.data)
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _seconds(retry_after: str) -> float:
    asked = float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0
    return min(max(asked, _DEFAULT_PAUSE_S), _LONGEST_PAUSE_S)
