"""What can be set about the local carrier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from sandbox.carrier.limits import Limit


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the customer is.

    Attributes:
        user_id: In paths, such as `u-…`.
        token: The user name of HTTP Basic.
        secret: The password of HTTP Basic.
    """

    user_id: str
    token: str
    secret: str = field(repr=False)


SANDBOX_CREDENTIALS = Credentials("u-sandbox", "t-sandbox", "s-sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class BandwidthAccount:
    """Who the customer of the Numbers API is.

    Attributes:
        account_id: In paths, digits.
        client_id: Of OAuth 2.0.
        client_secret: Of OAuth 2.0.
        site_id: Its one sub-account.
        peer_id: That sub-account's one location, which is the default.
    """

    account_id: str
    client_id: str
    client_secret: str = field(repr=False)
    site_id: str
    peer_id: str


SANDBOX_ACCOUNT = BandwidthAccount(
    account_id="5500100",
    client_id="client-sandbox",
    client_secret="secret-sandbox",  # noqa: S106 - opens nothing but the sandbox
    site_id="4100",
    peer_id="410001",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the local carrier behaves.

    Attributes:
        seed: The same seed makes the same stock; it counts when the file is made.
        balance: USD on the account when the file is made and after a reset.
        order_maximum: Most local numbers an order; newer accounts of the carrier have 10.
        toll_free_order_maximum: Most toll-free numbers an order.
        short_supply_buys_part: Whether an order that can only be filled in part buys that part;
            either way its answer is 404, as the carrier does not document which is true.
        applications: Ids that a number may be attached to.
        limits: Rate limits by group; none by default, `limits.DOCUMENTED` has the carrier's.
        reset_unit: What X-RateLimit-Reset counts since 1970; both are documented.
        slow_s: How long the fault `slow` holds a call up.
        token_s: How long an access token of the Numbers API is good.
        reservation_s: How long it keeps a number that is reserved.
        order_s: After how long an order at which nobody looks is carried out.
        backorder_s: After how long one that waits for numbers looks for them again.
        slow_order_s: After how long one that meets the fault `slow_order` is carried out.
        hang_s: How long a fault `timeout_…` waits for the client to give up.
    """

    seed: str = "order-numbers"
    balance: Decimal = Decimal(100_000)
    order_maximum: int = 5000
    toll_free_order_maximum: int = 10
    short_supply_buys_part: bool = False
    applications: frozenset[str] = frozenset({"a-sandbox"})
    limits: Mapping[str, Limit] = field(default_factory=dict[str, Limit])
    reset_unit: Literal["ms", "s"] = "ms"
    slow_s: float = 5.0
    token_s: int = 3600
    reservation_s: float = 14_400.0
    order_s: float = 1.0
    backorder_s: float = 30.0
    slow_order_s: float = 30.0
    hang_s: float = 300.0
