"""The bot's client of the Numbers API, connected to a local carrier."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.carriers.bandwidth import Bandwidth
from bot.carriers.bandwidth_calls import BandwidthCalls, BandwidthOptions
from bot.carriers.http import open_sessions
from sandbox.carrier.options import SANDBOX_ACCOUNT
from tests.contract.catapults import Now, hurried
from tests.contract.local_bandwidths import TOKEN
from tests.contract.local_carriers import Running


def options_of(running: Running) -> BandwidthOptions:
    """Good credentials and short timeouts for this carrier."""
    return BandwidthOptions(
        api_url=f"{running.url}/api/v2",
        token_url=f"{running.url}{TOKEN}",
        account_id=SANDBOX_ACCOUNT.account_id,
        client_id=SANDBOX_ACCOUNT.client_id,
        client_secret=SANDBOX_ACCOUNT.client_secret,
        site_id=SANDBOX_ACCOUNT.site_id,
        peer_id=SANDBOX_ACCOUNT.peer_id,
        search_timeout_s=5,
        purchase_timeout_s=1,
    )


@asynccontextmanager
async def connected(
    running: Running, options: BandwidthOptions | None = None, *, clock: Now | None = None
) -> AsyncGenerator[Bandwidth]:
    """A client of this carrier."""
    options = options or options_of(running)
    async with open_sessions() as sessions:
        yield Bandwidth(options, BandwidthCalls(options, sessions, timing=hurried(clock)))
