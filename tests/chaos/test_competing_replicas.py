"""Two replicas on PostgreSQL: what they do at the same time is as if one had done it."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.chaos.control import NUMBERS, Json, until
from tests.chaos.databases import database
from tests.chaos.people import about
from tests.chaos.rig import ROOT, Rig, Stage
from tests.chaos.verdict import state_of

# Sales may spend $6.00 a month; these are $1.20 each.
PLACES = ("Cary", "Raleigh", "Durham", "Wilmington", "Greensboro", "Charlotte")
HAVE_ROOM = 5
BUDGETS = {"POLICY_FILE": str(ROOT / "docs" / "examples" / "budgets.toml")}


@pytest.mark.e2e
def test_of_requests_that_compete_for_a_budget_no_more_are_offered_than_fit(
    tmp_path: Path,
) -> None:
    with database("postgres") as ledger:
        roots = asyncio.run(_compete(Stage(tmp_path, 2, ledger.url, BUDGETS)))

    assert sum("Waiting for approval" in root["text"] for root in roots) == HAVE_ROOM
    assert [state_of([root]) for root in roots].count("refused") == len(PLACES) - HAVE_ROOM


async def _compete(stage: Stage) -> list[Json]:
    async with ClientSession() as session:
        rig = Rig(stage, session)
        await rig.open()
        try:
            return await _ask_at_once(rig)
        finally:
            await rig.close()


async def _ask_at_once(rig: Rig) -> list[Json]:
    """What the requesters' cards say when each is checked."""
    await asyncio.gather(*(replica.start() for replica in rig.replicas))
    assert await rig.ready(rig.replicas)
    await asyncio.gather(
        *(
            rig.control.act(
                "command",
                user="ana",
                channel=NUMBERS,
                command="/order-numbers",
                text=f"{place} NC 2",
            )
            for place in PLACES
        )
    )

    async def roots() -> list[Json]:
        messages = await rig.control.messages(NUMBERS)
        return [message for message in messages if about(message)[1] == "root"]

    async def are_checked() -> bool:
        found = await roots()
        return len(found) == len(PLACES) and not any("Checking" in each["text"] for each in found)

    await until(are_checked)
    return await roots()
