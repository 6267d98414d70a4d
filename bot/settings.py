"""Every setting of the bot, read once at start from the environment or `.env`.

Names, defaults and meanings are listed in docs/connect.md. The policy file is read here too.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.addresses import checked_base_url
from bot.domain.criteria import MAX_QUANTITY
from bot.domain.errors import SettingsError
from bot.domain.policy import Policy

MOST_MONTHLY = 10**9
TEN_YEARS_S = 10 * 365 * 86_400
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,20}", re.ASCII)
_SLACK_ID = re.compile(r"[UWS][A-Z0-9]{3,20}", re.ASCII)
NamesOf = Annotated[tuple[str, ...], NoDecode]
Seconds = Annotated[float, Field(gt=0, le=TEN_YEARS_S)]


class Settings(BaseSettings):
    """The settings; secrets are never shown by `repr`.

    Seconds end in `_s`; money is in US dollars a month.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    mode: Literal["socket", "http"] = "socket"
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    slack_bot_token: SecretStr
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_base_url: str = "https://slack.com/api/"

    database_url: str = "sqlite:///order-numbers.db"
    audit_key: SecretStr = SecretStr("")

    carrier: Literal["catapult"] = "catapult"
    catapult_base_url: str = "https://api.catapult.inetwork.com"
    catapult_user_id: str = ""
    catapult_token: SecretStr = SecretStr("")
    catapult_secret: SecretStr = SecretStr("")
    catapult_buy: Literal["order", "allocate"] = "order"
    catapult_order_max: int = Field(default=5000, ge=1, le=5000)
    carrier_account_is_ours_alone: bool = False
    list_price: Decimal | None = Field(default=None, ge=0)

    approval_channel: str
    policy_file: Path | None = None
    approvers: NamesOf = ()
    operators: NamesOf = ()
    after_note: str = ""
    contact: str = ""

    search_timeout_s: Seconds = 10
    purchase_timeout_s: Seconds = 120
    lease_s: Seconds = 60
    settle_s: Seconds = 600
    offer_after_s: float = Field(default=12, gt=0, le=15)
    expires_after_s: Seconds = 72 * 3600

    log_format: Literal["json", "console"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("approvers", "operators", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("slack_base_url", "catapult_base_url")
    @classmethod
    def _is_private(cls, value: str) -> str:
        return checked_base_url(value)

    @field_validator("approval_channel")
    @classmethod
    def _is_channel(cls, value: str) -> str:
        if not _CHANNEL_ID.fullmatch(value):
            raise ValueError("give the channel's id, such as C0123456789")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        if self.settle_s <= self.lease_s + self.purchase_timeout_s:
            raise ValueError("SETTLE_S must be more than LEASE_S + PURCHASE_TIMEOUT_S")
        if self.mode == "socket" and not self.slack_app_token.get_secret_value():
            raise ValueError("MODE=socket needs SLACK_APP_TOKEN")
        if self.mode == "http" and not self.slack_signing_secret.get_secret_value():
            raise ValueError("MODE=http needs SLACK_SIGNING_SECRET")
        return self

    @property
    def expires_after(self) -> timedelta:
        """How long a request waits for a decision."""
        return timedelta(seconds=self.expires_after_s)


def read_settings(env_file: Path | None = None) -> Settings:
    """The settings, checked.

    Raises:
        SettingsError: One or more settings are missing or wrong; the message names each.
    """
    try:
        return Settings(_env_file=env_file) if env_file else Settings()  # pyright: ignore[reportCallIssue] - the environment fills the required fields
    except ValidationError as error:
        lines = [_complaint(dict(each)) for each in error.errors(include_input=False)]
        raise SettingsError("These settings are wrong:\n" + "\n".join(lines)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(".env", error) from error


def _complaint(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"]).upper()
    wrong = str(error["msg"]).removeprefix("Value error, ")
    sentence = "is not set" if error["type"] == "missing" else wrong
    return f"  {name}: {sentence}" if name else f"  {sentence}"


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> SettingsError:
    why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
    return SettingsError(f"{name} can't be read: {why}.")


def read_policy(settings: Settings) -> Policy:
    """The policy of the policy file, or the one that `APPROVERS` and `OPERATORS` make.

    Raises:
        SettingsError: The file can't be read, or a key in it is unknown or wrong.
    """
    if settings.policy_file is None:
        return _policy(
            {"approvers": list(settings.approvers), "operators": list(settings.operators)}, ""
        )
    try:
        text = settings.policy_file.read_text(encoding="utf-8")
        return _policy(tomllib.loads(text), text)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable("POLICY_FILE", error) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The policy file is not TOML: {error}.") from error


def _policy(found: dict[str, Any], text: str) -> Policy:
    unknown = found.keys() - _POLICY_KEYS.keys()
    if unknown:
        raise SettingsError(f"The policy has no rule called “{min(unknown)}”.")
    rules: dict[str, Any] = {}
    for name, value in found.items():
        try:
            rules[name] = _POLICY_KEYS[name](value)
        except (TypeError, ValueError) as error:
            raise SettingsError(f"The policy's “{name}” has to be {error}.") from error
    if not rules.get("approvers"):
        raise SettingsError("Nobody may approve: set APPROVERS, or approvers in the policy file.")
    said = text or repr(sorted(rules.items()))
    return Policy(**rules, digest=hashlib.sha256(said.encode()).hexdigest()[:12])


def _names(value: object) -> tuple[str, ...]:
    names = tuple(cast("list[object]", value)) if isinstance(value, list) else ("",)
    if not all(isinstance(name, str) and _SLACK_ID.fullmatch(name) for name in names):
        raise ValueError("a list of Slack's ids, such as U0123456789 or S0123456789")
    return cast("tuple[str, ...]", names)


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_QUANTITY:
        raise ValueError(f"a whole number from 1 to {MAX_QUANTITY}")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false")
    return value


def _money(value: object) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= MOST_MONTHLY:
        raise ValueError("an amount of US dollars, such as 50.00")
    return amount


_POLICY_KEYS: dict[str, Callable[[object], object]] = {
    "approvers": _names,
    "operators": _names,
    "self_approval": _flag,
    "max_quantity": _count,
    "max_chosen": _count,
    "default_quantity": _count,
    "confirm_above_quantity": _count,
    "confirm_above_monthly": _money,
}
