"""Two replicas on PostgreSQL: one dies over its purchases and stays dead; the other goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from random import Random
from time import monotonic

import pytest
from aiohttp import ClientSession, TCPConnector

from tests.chaos import witness
from tests.chaos.control import NUMBERS, Json
from tests.chaos.databases import database
from tests.chaos.people import People, about
from tests.chaos.rig import Rig, Stage
from tests.chaos.stock import Stock
from tests.chaos.verdict import state_of

ORDERS = 60
IN_FLIGHT = 30
LEASE_S, PURCHASE_S, SETTLE_S = 4.0, 6.0, 11.0
GRACE_S = 5.0  # What the design allows on top of the lease, and on top of settling.
# The dead replica's purchases are answered too late for it, and long before they are settled.
SLOW_S = 5.0
SETTINGS = {
    "LEASE_S": str(LEASE_S),
    "PURCHASE_TIMEOUT_S": str(PURCHASE_S),
    "SETTLE_S": str(SETTLE_S),
}
UNSENT = ("Waiting for approval", "about to be ordered")


@pytest.mark.e2e
def test_a_dead_replicas_purchases_are_sent_or_looked_up_by_the_other(tmp_path: Path) -> None:
    with database("postgres") as ledger:
        stage = Stage(tmp_path, 2, ledger.url, SETTINGS, SLOW_S)

        seen = asyncio.run(_let_one_die(stage))

    assert seen["in_flight"] >= IN_FLIGHT
    assert seen["unsent_after_lease"] == 0
    assert seen["not_shown_as_looked_up"] == 0
    assert seen["open_after_settling"] == 0
    assert seen["double"] == 0
    assert seen["reviews"] <= seen["in_flight"]


async def _let_one_die(stage: Stage) -> Mapping[str, int]:
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        rig = Rig(stage, session)
        await rig.open()
        try:
            return await _Death(rig).happen()
        finally:
            await rig.close()


class _Death:
    """A replica dies while it buys."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._stock = Stock(rig.carrier_file)
        asks = self._stock.asks(Random(1))  # noqa: S311 - to be repeated
        self._people = People(rig.control, Random(1), asks, rate=0)  # noqa: S311 - as above

    async def happen(self) -> Mapping[str, int]:
        """What is seen when the lease has ended, and when all is settled."""
        await asyncio.gather(*(replica.start() for replica in self._rig.replicas))
        assert await self._rig.ready(self._rig.replicas)
        await self._people.ask_for(ORDERS)
        await _until(self._are_all_offered)
        for call in ("order", "allocate"):
            self._rig.carrier.faults.add("slow", call, times=None)
        await self._people.approve_all()
        await _until(self._are_many_sent)
        mourned = self._in_flight()
        await self._rig.replicas[0].kill()
        self._rig.carrier.faults.clear()
        ...
