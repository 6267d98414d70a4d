"""Where the policy comes from: the file that the settings name, or another, or the settings."""

import json
from dataclasses import replace
from pathlib import Path

from bot.domain.errors import SettingsError
from bot.domain.rules import Policy
from bot.policy_file import load_policy, make_policy
from bot.settings import Settings, wrong


def read_policy(settings: Settings, file: Path | None = None) -> Policy:
    """The policy of a file, or the one that `APPROVERS` and `OPERATORS` make.

    Where each number is bought by a call of its own, no order is larger than `limits.chosen`.

    Args:
        settings: All of them.
        file: Another policy file than that of the settings.

    Raises:
        SettingsError: The file can't be read, or rules in it are unknown or wrong.
    """
    named = file or settings.policy_file
    try:
        policy = load_policy(named) if named else _made(settings)
    except ValueError as error:
        lines = str(error).splitlines()
        if file:
            raise SettingsError(
                "\n".join([f"{file}:", *(f"  {line}" for line in lines)])
            ) from error
        name = "POLICY_FILE" if named else "APPROVERS"
        raise wrong([f"  {name}: {line}" for line in lines]) from error
    return _as_bought(policy, settings)


def _made(settings: Settings) -> Policy:
    named = {"approvers": list(settings.approvers), "operators": list(settings.operators)}
    text = "".join(f"{rule} = {json.dumps(names)}\n" for rule, names in named.items())
    policy = make_policy(named, text)
    return replace(policy, times=replace(policy.times, expires_after=settings.expires_after))


def _as_bought(policy: Policy, settings: Settings) -> Policy:
    """The policy with the limits that the way of buying sets."""
    limits = policy.limits
    most = limits.quantity
    if settings.carrier == "catapult" and settings.catapult_buy == "allocate":
        most = min(most, limits.chosen)
    default = min(limits.default_quantity, most)
    return replace(policy, limits=replace(limits, quantity=most, default_quantity=default))
