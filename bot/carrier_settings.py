"""The settings of the carrier: which one, and what each of them needs.

Names, defaults and meanings are listed in docs/connect.md.
"""

from decimal import Decimal
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from bot.addresses import checked_base_url
from bot.domain.money import ListPrices

NEEDED_BY = {
    "catapult": ("catapult_user_id", "catapult_token", "catapult_secret"),
    "bandwidth": (
        "bandwidth_account_id",
        "bandwidth_client_id",
        "bandwidth_client_secret",
        "bandwidth_site_id",
    ),
}


class CarrierSettings(BaseSettings):
    """What the settings say of the carrier; money is in US dollars a month."""

    carrier: Literal["catapult", "bandwidth"] = "catapult"
    catapult_base_url: str = "https://api.catapult.inetwork.com"
    catapult_user_id: str = ""
    catapult_token: SecretStr = SecretStr("")
    catapult_secret: SecretStr = SecretStr("")
    catapult_buy: Literal["order", "allocate"] = "order"
    catapult_order_max: int = Field(default=5000, ge=1, le=5000)
    bandwidth_api_url: str = "https://api.bandwidth.com/api/v2"
    bandwidth_token_url: str = "https://api.bandwidth.com/api/v1/oauth2/token"  # noqa: S105 - an address
    bandwidth_account_id: str = ""
    bandwidth_client_id: str = ""
    bandwidth_client_secret: SecretStr = SecretStr("")
    bandwidth_site_id: str = ""
    bandwidth_peer_id: str = ""
    carrier_account_is_ours_alone: bool = False
    list_price: Decimal | None = Field(default=None, ge=0)
    list_price_toll_free: Decimal | None = Field(default=None, ge=0)

    @field_validator("catapult_base_url", "bandwidth_api_url", "bandwidth_token_url")
    @classmethod
    # Not called as the other one in `Settings`, which would take its place.
    def _is_safe_base(cls, value: str) -> str:
        return checked_base_url(value)

    @property
    def list_prices(self) -> ListPrices:
        """What a number costs where the carrier names no price."""
        return ListPrices(self.list_price, self.list_price_toll_free)

    @property
    def carrier_account(self) -> str:
        """Whose numbers are bought: the carrier's host, and the account's name there."""
        if self.carrier == "bandwidth":
            return f"{urlsplit(self.bandwidth_api_url).hostname} {self.bandwidth_account_id}"
        return f"{urlsplit(self.catapult_base_url).hostname} {self.catapult_user_id}"
