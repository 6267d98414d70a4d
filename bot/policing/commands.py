"""The commands, composed for themselves; they need no ledger and no carrier."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.money import ListPrices
from bot.domain.policy import Membership
from bot.places import ZipCodePlaces
from bot.policing.asked import Case
from bot.policing.explaining import explain
from bot.policing.people import look_up, shortages, who_can_act
from bot.policy_source import read_policy
from bot.settings import PolicySettings, read_policy_settings
from bot.slack.directory import SlackDirectory
from bot.slack.identity import identify


async def checked(file: Path | None) -> tuple[Sequence[str], bool]:
    """What there is to say of a policy file, or of the settings' policy; and whether all is well.

    Raises:
        SettingsError: Rules in it are wrong, or Slack can't be asked with the token that is set.
    """
    settings = read_policy_settings()
    policy = read_policy(settings, file)
    membership = Membership()
    lines = [f"{file or settings.policy_file or 'APPROVERS'}: the rules are in order."]
    if settings.slack_bot_token.get_secret_value():
        people = await look_up(await _directory(settings), policy)
        membership = people.membership
        lines += who_can_act(policy, people)
    else:
        lines.append("People and groups were not checked: SLACK_BOT_TOKEN is not set.")
    missing = shortages(policy, membership)
    return [*lines, *missing], not missing


def explained(file: Path | None, case: Case, price: Decimal | None) -> Sequence[str]:
    """What would become of a request.

    Args:
        file: The policy; None is that of the settings.
        case: What is to be explained; a moment without a zone is in the policy's.
        price: US dollars a month for one TN; None is the list price.

    Raises:
        SettingsError: Rules of the policy are wrong.
    """
    settings = read_policy_settings()
    policy = read_policy(settings, file)
    here = case.at if case.at.tzinfo else case.at.replace(tzinfo=policy.times.zone)
    prices = settings.list_prices if price is None else ListPrices(price, price)
    return explain(policy, replace(case, at=here, prices=prices), ZipCodePlaces())


async def _directory(settings: PolicySettings) -> SlackDirectory:
    token = settings.slack_bot_token.get_secret_value()
    slack = AsyncWebClient(token=token, base_url=settings.slack_base_url, retry_handlers=[])
    return SlackDirectory(slack, team=(await identify(slack)).team_id or "")
