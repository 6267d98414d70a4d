"""What the environment in which the sandbox is started says about the bot and the carrier."""

import os
import re

from sandbox.carrier.options import SANDBOX_ACCOUNT, SANDBOX_CREDENTIALS, Options
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
    "LIST_PRICE_TOLL_FREE",
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
        SandboxError: CARRIER_ORDER_MAX or CARRIER_BACKORDER_S is no such number.
    """
    return Options(
        order_maximum=_whole_number("CARRIER_ORDER_MAX", 5000),
        backorder_s=_whole_number("CARRIER_BACKORDER_S", 30),
    )


def carrier_settings(carrier: str, url: str) -> dict[str, str]:
    """Where the bot finds the carrier, and who it is there.

    Args:
        carrier: `catapult` or `bandwidth`.
        url: The local carrier's base URL.
    """
    if carrier == "bandwidth":
        return {
            "CARRIER": carrier,
            "BANDWIDTH_API_URL": f"{url}/api/v2",
            "BANDWIDTH_TOKEN_URL": f"{url}/api/v1/oauth2/token",
            "BANDWIDTH_ACCOUNT_ID": SANDBOX_ACCOUNT.account_id,
            "BANDWIDTH_CLIENT_ID": SANDBOX_ACCOUNT.client_id,
            "BANDWIDTH_CLIENT_SECRET": SANDBOX_ACCOUNT.client_secret,
            "BANDWIDTH_SITE_ID": SANDBOX_ACCOUNT.site_id,
            "BANDWIDTH_PEER_ID": SANDBOX_ACCOUNT.peer_id,
        }
    return {
        "CARRIER": carrier,
        "CATAPULT_BASE_URL": url,
        "CATAPULT_USER_ID": SANDBOX_CREDENTIALS.user_id,
        "CATAPULT_TOKEN": SANDBOX_CREDENTIALS.token,
        "CATAPULT_SECRET": SANDBOX_CREDENTIALS.secret,
    }


def _whole_number(name: str, default: int) -> int:
    given = _from_outside((name,)).get(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,3}", given, re.ASCII):
        raise SandboxError(f"{name} is a whole number from 1 to 9999.")
    return int(given)


def _from_outside(names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}  # noqa: TID251 - the launcher hands its own environment on
