"""Who we are in Slack; asked once, at start."""

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SettingsError, SlackRefusedError, SlackUnavailableError
from bot.slack.calls import slack_errors


async def identify(slack: AsyncWebClient) -> AuthorizeResult:
    """Our ids, as Bolt wants them.

    Raises:
        SettingsError: Slack does not accept the token, or can't be reached.
    """
    try:
        with slack_errors():
            found = await slack.auth_test()
    except SlackRefusedError as error:
        raise SettingsError(f"Slack does not accept SLACK_BOT_TOKEN ({error.code}).") from error
    except SlackUnavailableError as error:
        raise SettingsError("Slack can't be reached; check SLACK_BASE_URL.") from error
    return AuthorizeResult(
        enterprise_id=found.get("enterprise_id"),
        team_id=found.get("team_id"),
        bot_token=slack.token,
        bot_id=found.get("bot_id"),
        url=found.get("url"),
        bot_user_id=found.get("user_id"),
    )
