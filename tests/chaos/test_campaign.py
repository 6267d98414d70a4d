"""The short campaign: ten deaths under load on each database; nothing double, lost or silent."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos.campaign import Plan, campaign
from tests.chaos.databases import database
from tests.chaos.verdict import is_sound

KILLS = 10


@pytest.mark.e2e
@pytest.mark.parametrize(("kind", "replicas"), [("sqlite", 1), ("postgres", 2)])
def test_ten_deaths_under_load_cost_no_order(kind: str, replicas: int, tmp_path: Path) -> None:
    with database(kind) as ledger:
        plan = Plan(
            data=tmp_path,
            kills=KILLS,
            seed=1,
            replicas=replicas,
            alone=kind == "sqlite",
            rate=2.0,
            database=ledger,
        )

        figures = asyncio.run(campaign(plan))

    assert figures["kills"] == KILLS
    assert is_sound(figures), figures
