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
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.errors import SettingsError
from bot.domain.policy import Policy

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SLACK_ID = re.compile(r"[UWS][A-Z0-9]{3,20}", re.ASCII)
NamesOf = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """The settings; secrets are never shown by `repr`.

    Seconds end in `_s`; money is in US dollars a month.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

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
    list_price: Decimal | None = None

    approval_channel: str
    policy_file: Path | None = None
    approvers: NamesOf = ()
    operators: NamesOf = ()
    after_note: str = ""
    contact: str = ""

    search_timeout_s: float = Field(default=10, gt=0)
    purchase_timeout_s: float = Field(default=120, gt=0)
    lease_s: float = Field(default=60, gt=0)
    settle_s: float = Field(default=600, gt=0)
    offer_after_s: float = Field(default=12, gt=0, le=15)
    expires_after_s: float = Field(default=72 * 3600, gt=0)

    log_format: Literal["json", "console"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("approvers", "operators", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("slack_base_url", "catapult_base_url")
    @classmethod
    def _private(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError("use https:// (plain http:// only to this machine itself)")
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


def _complaint(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"]).upper()
    sentence = "is not set" if error["type"] == "missing" else error["msg"]
    return f"  {name}: {sentence}" if name else f"  {sentence}"


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
    except OSError as error:
        raise SettingsError(f"POLICY_FILE can't be read: {error.strerror}.") from error
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
        except (TypeError, ValueError, InvalidOperation) as error:
            raise SettingsError(f"The policy's “{name}” is not what it should be.") from error
    if not rules.get("approvers"):
        raise SettingsError("Nobody may approve: set APPROVERS, or approvers in the policy file.")
    said = text or repr(sorted(rules.items()))
    return Policy(**rules, digest=hashlib.sha256(said.encode()).hexdigest()[:12])


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    names = tuple(str(each) for each in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - checked one by one below
    if not all(_SLACK_ID.fullmatch(name) for name in names):
        raise ValueError(names)
    return names


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 5000:  # noqa: PLR2004 - the API's own maximum
        raise ValueError(value)
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _money(value: object) -> Decimal:
    return Decimal(str(value))


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
