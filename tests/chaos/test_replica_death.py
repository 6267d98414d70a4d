"""Two replicas on PostgreSQL: one dies over its purchases and stays dead; the other goes on."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from time import monotonic

import pytest
from aiohttp import ClientSession, TCPConnector

from tests.chaos import witness
from tests.chaos.control import APPROVALS, LOOK_EVERY_S, NUMBERS, Json, until
from tests.chaos.databases import database
from tests.chaos.people import People, about, asks
from tests.chaos.rig import Replica, Rig, Stage
from tests.chaos.stock import Stock
from tests.chaos.verdict import state_of
from tests.chaos.witness import Line

ORDERS = 60
IN_FLIGHT = 30
LEASE_S, PURCHASE_S, SETTLE_S = 4.0, 10.0, 15.0
GRACE_S = 5.0  # What the design allows on top of the lease, and on top of settling.
# The dead replica's purchases are answered too late for it, and long before they are settled; the
# other one has that time to start.
SLOW_S = 9.5
SETTINGS = {
    "SEARCH_TIMEOUT_S": "4",
    "LEASE_S": str(LEASE_S),
    "PURCHASE_TIMEOUT_S": str(PURCHASE_S),
    "SETTLE_S": str(SETTLE_S),
}


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
    """A replica dies while it buys, and another is there."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._stock = Stock(rig.carrier_file)
        asks = self._stock.asks(Random(1), chosen=0)  # noqa: S311 - to be repeated
        self._people = People(rig.control, Random(1), asks, rate=1, clicks=1)  # noqa: S311 - as above

    async def happen(self) -> Mapping[str, int]:
        """What is seen when the lease has ended, and when all is settled."""
        dying, other = self._rig.replicas
        await self._approved_by(dying)
        await until(lambda: len(self._in_flight()) >= IN_FLIGHT)
        await other.start()
        assert await self._rig.ready([other])
        await dying.kill()
        died, mourned = monotonic(), self._in_flight()
        self._rig.carrier.faults.clear()
        first = await self._first_sight(mourned, died + LEASE_S + GRACE_S)
        return {"in_flight": len(mourned), **first, **await self._last_sight(died)}

    async def _approved_by(self, replica: Replica) -> None:
        """Approve all orders while the carrier is slow."""
        await replica.start()
        assert await self._rig.ready([replica])
        await self._people.ask_for(ORDERS)
        await until(self._are_all_offered)
        for call in ("order", "allocate"):
            self._rig.carrier.faults.add("slow", call, times=None)
        await self._people.approve_all()

    async def _are_all_offered(self) -> bool:
        return sum(map(asks, await self._rig.control.messages(APPROVALS))) == ORDERS

    def _in_flight(self) -> set[str]:
        """The orders with a purchase that was sent and not answered."""
        lines = witness.read(self._rig.witness)
        return _orders(lines, "before:carrier.buy") - _orders(lines, "after:carrier.buy")

    async def _first_sight(self, mourned: set[str], deadline: float) -> Mapping[str, int]:
        """The orders that were not sent by then, and those whose card hides that one is lost."""
        hidden, unsent = mourned, mourned
        while (hidden or unsent) and monotonic() < deadline:
            await asyncio.sleep(LOOK_EVERY_S)
            roots = await self._roots()
            sent = _orders(witness.read(self._rig.witness), "before:carrier.buy")
            unsent = roots.keys() - sent
            hidden = {each for each in mourned if not _shows_doubt(roots[each])}
        return {"unsent_after_lease": len(unsent), "not_shown_as_looked_up": len(hidden)}

    async def _last_sight(self, died: float) -> Mapping[str, int]:
        """What is open when all must be settled, and what the carrier says of the others."""
        states = [""]
        while "" in states and monotonic() < died + SETTLE_S + GRACE_S:
            await asyncio.sleep(LOOK_EVERY_S)
            states = [state_of([root]) for root in (await self._roots()).values()]
        sold = self._stock.by_place(self._rig.sold()["purchases"])
        asked = [wish.ask for wish in self._people.wishes.values()]
        double = sum(len(sold.get(ask.place, ())) > ask.quantity for ask in asked)
        return {
            "open_after_settling": states.count(""),
            "reviews": states.count("needs_review"),
            "double": double,
        }

    async def _roots(self) -> Mapping[str, Json]:
        messages = await self._rig.control.messages(NUMBERS)
        return {about(message)[0]: message for message in messages if about(message)[1] == "root"}


def _orders(lines: Sequence[Line], point: str) -> set[str]:
    return {line["job"].partition(":")[2] for line in lines if line["point"] == point}


def _shows_doubt(root: Json) -> bool:
    """Whether the card says that an answer was lost, or what became of it since."""
    return bool(state_of([root])) or "answer was lost" in json.dumps(root)
