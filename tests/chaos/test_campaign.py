"""The short campaign: ten deaths under load, on each database and with each API of the carrier."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos.campaign import Plan, campaign
from tests.chaos.databases import database
from tests.chaos.verdict import is_sound

KILLS = 10


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("kind", "replicas", "carrier"),
    [("sqlite", 1, "catapult"), ("postgres", 2, "catapult"), ("sqlite", 1, "bandwidth")],
)
def test_ten_deaths_under_load_cost_no_order(
    kind: str, replicas: int, carrier: str, tmp_path: Path
) -> None:
    with database(kind) as ledger:
        plan = Plan(
            data=tmp_path,
            kills=KILLS,
            seed=1,
            replicas=replicas,
            carrier=carrier,
            alone=kind == "sqlite",
            rate=2.0,
            database=ledger,
        )

        figures = asyncio.run(campaign(plan))

    assert figures["kills"] == KILLS
    assert is_sound(figures, certain=carrier == "bandwidth"), figures
