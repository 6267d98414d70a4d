"""What the environment in which the sandbox is started says about the bot and the carrier."""

import os
import re

from sandbox.carrier.options import Options
from sandbox.errors import SandboxError

_PASSED_ON = ("PATH", "HOME", "LANG", "TZ", "VIRTUAL_ENV", "SYSTEMROOT")
# Short, so that a lost answer is settled while one watches; any of them may be set outside.
_TIMES = {
    "SEARCH_TIMEOUT_S": "4",
    "PURCHASE_TIMEOUT_S": "8",
    "LEASE_S": "6",
    "SETTLE_S": "20",
    "OFFER_AFTER_S": "12",
    "EXPIRES_AFTER_S": "259200",
}
_ALSO_SETTABLE = (
    "CARRIER_ACCOUNT_IS_OURS_ALONE",
    "CATAPULT_BUY",
    "CATAPULT_ORDER_MAX",
    "LIST_PRICE",
    "AFTER_NOTE",
    "CONTACT",
    "LOG_LEVEL",
    "LOG_FORMAT",
)


def bot_settings(fixed: dict[str, str]) -> dict[str, str]:
    """The bot's whole environment.

    Args:
        fixed: What the sandbox decides; of this, only what is settable may be set outside.
    """
    return _from_outside(_PASSED_ON) | _TIMES | fixed | _from_outside((*_TIMES, *_ALSO_SETTABLE))


def carrier_options() -> Options:
    """How the carrier behaves: newer accounts take 10 numbers in one order, older ones 5000.

    Raises:
        SandboxError: CARRIER_ORDER_MAX is no such number.
    """
    most = _from_outside(("CARRIER_ORDER_MAX",)).get("CARRIER_ORDER_MAX", "5000")
    if not re.fullmatch(r"[1-9][0-9]{0,3}", most, re.ASCII):
        raise SandboxError("CARRIER_ORDER_MAX is a whole number from 1 to 9999.")
    return Options(order_maximum=int(most))


def _from_outside(names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}  # noqa: TID251 - the launcher hands its own environment on
