"""Every setting of the bot, read once at start from the environment or `.env`.

Names, defaults and meanings are listed in docs/connect.md.
"""

import os
import re
from collections.abc import Sequence
from datetime import timedelta
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import DotEnvSettingsSource, NoDecode, SettingsConfigDict

from bot.addresses import checked_base_url
from bot.carrier_settings import NEEDED_BY, CarrierSettings
from bot.domain.errors import SettingsError
from bot.policy_file import load_policy
from bot.policy_values import LOOK_OF_IDS, not_an_id

TEN_YEARS_S = 10 * 365 * 86_400
SHORTEST_KEY = 16
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{3,20}", re.ASCII)
# Close enough for one letter more, less or other in all but the shortest names.
_NEAR = 0.88
NamesOf = Annotated[tuple[str, ...], NoDecode]
Seconds = Annotated[float, Field(gt=0, le=TEN_YEARS_S)]
AnySettings = TypeVar("AnySettings", bound="Settings")


class Settings(CarrierSettings):
    """The settings; secrets are never shown by `repr`. Seconds end in `_s`."""

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

    @field_validator("approvers", "operators")
    @classmethod
    def _are_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if stranger := not_an_id(value):
            raise ValueError(f"{stranger} is no id; {LOOK_OF_IDS}")
        return value

    @field_validator("slack_base_url")
    @classmethod
    def _is_private(cls, value: str) -> str:
        return checked_base_url(value)

    @field_validator("approval_channel")
    @classmethod
    def _is_channel(cls, value: str) -> str:
        if not _CHANNEL_ID.fullmatch(value):
            raise ValueError("give the channel's id, such as C0123456789")
        return value

    @field_validator("audit_key")
    @classmethod
    def _is_long(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"is shorter than {SHORTEST_KEY} characters")
        return value

    @property
    def expires_after(self) -> timedelta:
        """How long a request waits for a decision."""
        return timedelta(seconds=self.expires_after_s)


class ServeSettings(Settings):
    """The settings of the bot that serves: nothing it needs is missing, and they go together.

    The short commands do without this, so that a policy file with a slip in it stops no `pause`.
    """

    model_config = SettingsConfigDict(validate_default=True)

    @field_validator(*chain.from_iterable(NEEDED_BY.values()))
    @classmethod
    def _is_set(cls, value: str | SecretStr, info: ValidationInfo) -> str | SecretStr:
        plain = value if isinstance(value, str) else value.get_secret_value()
        if info.field_name in NEEDED_BY.get(info.data.get("carrier", ""), ()) and not plain.strip():
            raise ValueError("is not set")
        return value

    @field_validator("slack_app_token", "slack_signing_secret")
    @classmethod
    def _fits_the_mode(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        mode = "socket" if info.field_name == "slack_app_token" else "http"
        if info.data.get("mode") == mode and not value.get_secret_value():
            raise ValueError(f"is not set, and MODE={mode} needs it")
        return value

    @field_validator("policy_file")
    @classmethod
    def _is_a_policy(cls, value: Path | None) -> Path | None:
        if value is not None:
            load_policy(value)
        return value

    @field_validator("approvers")
    @classmethod
    def _somebody_may(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not value and info.data.get("policy_file", Path()) is None:
            raise ValueError("is not set, so nobody may approve")
        return value

    @field_validator("settle_s")
    @classmethod
    def _outlasts_a_purchase(cls, value: float, info: ValidationInfo) -> float:
        if value <= info.data.get("lease_s", 0) + info.data.get("purchase_timeout_s", 0):
            raise ValueError("has to be more than LEASE_S + PURCHASE_TIMEOUT_S")
        return value


class PolicySettings(Settings):
    """The settings of the commands about the policy, which need none of them."""

    model_config = SettingsConfigDict(validate_default=False)

    slack_bot_token: SecretStr = SecretStr("")
    approval_channel: str = ""


def read_settings() -> Settings:
    """The settings, each of them checked by itself.

    Raises:
        SettingsError: Some are missing or wrong; the message has a line for each.
    """
    return _read(Settings)


def read_serve_settings() -> ServeSettings:
    """The settings, checked for all that serving needs, the policy included.

    Raises:
        SettingsError: Some are missing, wrong or do not go together; the message names them all.
    """
    return _read(ServeSettings)


def read_policy_settings() -> PolicySettings:
    """The settings as far as there are any, each of them checked by itself.

    Raises:
        SettingsError: Some are wrong; the message has a line for each.
    """
    return _read(PolicySettings)


def _read(kind: type[AnySettings]) -> AnySettings:
    try:
        return kind()  # pyright: ignore[reportCallIssue] - the environment fills what is required
    except ValidationError as error:
        found = [_complaint(dict(each)) for each in error.errors(include_input=False)]
        slips = [f"  {name}: is no setting; {meant} is one" for name, meant in misspelled()]
        raise wrong([*found, *slips]) from None
    except OSError as error:
        raise SettingsError(f".env can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(".env can't be read: it is no UTF-8 text.") from error


def _complaint(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"]).upper()
    if error["type"] == "missing":
        return f"  {name}: is not set"
    said = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return "\n".join(f"  {name}: {line}" for line in said.splitlines())


def wrong(complaints: Sequence[str]) -> SettingsError:
    """The error that says so of settings, a line for each complaint."""
    return SettingsError("\n".join(["These settings are wrong:", *complaints]))


def misspelled() -> Sequence[tuple[str, str]]:
    """Names in the environment or `.env` that are a letter away from a setting's, with that."""
    ours = {name.upper() for name in Settings.model_fields}
    in_file = DotEnvSettingsSource(Settings).env_vars
    others = {name.upper() for name in (*os.environ, *in_file)} - ours
    near = [(name, get_close_matches(name, ours, 1, _NEAR)) for name in sorted(others)]
    return [(name, found[0]) for name, found in near if found]
