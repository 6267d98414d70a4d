"""`away until …` and `back`: committed before the ack, and answered as soon as it is known."""

import json

import pytest

from bot.domain.jobs import Kind
from tests.handlers.front_door import COMMAND_URL, FrontDoor, said


@pytest.mark.parametrize(
    ("typed", "until"),
    [("away until 2026-12-02", "2026-12-02T00:00:00+00:00"), ("back", "")],
)
async def test_what_is_said_is_promised_and_acked_with_nothing(
    house: FrontDoor, typed: str, until: str
) -> None:
    acked = await house.command(typed, user="UMEI", trigger="1.2.away")

    [job] = await house.jobs(Kind.ABSENCE)
    assert (acked.status, acked.body) == (200, "")
    assert job.payload == {"key": "1.2.away", "person": "UMEI", "until": until, "url": COMMAND_URL}


@pytest.mark.parametrize(
    "typed", ["away", "away until Friday", "away until 2026-11-23", "away until 2028-01-01"]
)
async def test_a_day_that_can_not_be_is_asked_for_with_one_that_can(
    house: FrontDoor, typed: str
) -> None:
    shown = json.dumps(said(await house.command(typed, user="UMEI")))

    assert "Until when?" in shown
    assert "/order-numbers away until 2026-11-30" in shown
    assert await house.jobs(Kind.ABSENCE) == []
