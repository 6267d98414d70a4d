"""`/order-numbers …`: what is typed is committed before it is acknowledged, or refused."""

import asyncio
import json

import pytest
import structlog

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.jobs import Kind
from bot.domain.order import State
from bot.domain.policy import Policy
from tests.handlers.front_door import FrontDoor, buttons, said

CARY, ST_LOUIS = CityCriteria("Cary", "NC"), CityCriteria("St. Louis", "MO")
TAKEN = [
    ("Cary NC 2", Criteria(CARY, 2)),
    ("Chapel Hill, NC 3", Criteria(CityCriteria("Chapel Hill", "NC"), 3)),
    (
        "Winston-Salem North Carolina x5",
        Criteria(CityCriteria("Winston-Salem", "NC"), 5),
    ),
    ("2 in Cary NC", Criteria(CARY, 2)),
    ("NC 5", Criteria(StateCriteria("NC"), 5)),
    ("27513 2", Criteria(ZipCriteria("27513"), 2)),
    ("919 2", Criteria(NpaCriteria("919"), 2)),
    ("(919) 2", Criteria(NpaCriteria("919"), 2)),
    ("919-555 2", Criteria(NpaCriteria("919", "555"), 2)),
    ("919 5551 2 nearby", Criteria(NpaCriteria("919", "5551", nearby=True), 2)),
    ("919-555 2 overlay", Criteria(NpaCriteria("919", "555", nearby=True), 2)),
    ("toll-free 2", Criteria(TollFreeCriteria(), 2)),
    ("toll-free 1 containing CALL", Criteria(TollFreeCriteria(), 1, Digits(Match.CONTAINING, "CALL"))),
    ("919 2 ending 2020", Criteria(NpaCriteria("919"), 2, Digits(Match.ENDING, "2020"))),
    ("919 2 starting 555", Criteria(NpaCriteria("919"), 2, Digits(Match.STARTING, "555"))),
    ("919 2 pattern:*2?9*", Criteria(NpaCriteria("919"), 2, Digits(Match.PATTERN, "*2?9*"))),
    ('city="St. Louis" state=MO quantity=2', Criteria(ST_LOUIS, 2)),
]
UNCLEAR = ["Washington 2", "New York 2", "919 555", "919 5551", "Cary 2", "Cary NC 27513 2", "800 2"]
ODD = [
    "Cary NC ²",
    "Cary NC ١٢",
    "🎉",
    "🎉 NC 2 🎉",
    "<!channel>",
    "<!channel> NC 2",
    "<@UMEI> <#C1|numbers>",
    "\x00\x01\x1b[31m",
    "Cary\x00NC\x072",
    "\u202ECary NC 2",
    '"""“”\'‘’',
    "“Cary” ‘NC’ \"2\"",
    "city=“St. Louis state=MO",
    "9" * 500,
    "Cary NC 99999999999999999999",
    "for",
    "NC -2",
    "{}",
    "%s %n",
]


@pytest.mark.parametrize(("typed", "asked"), TAKEN, ids=[typed for typed, _ in TAKEN])
async def test_every_row_of_the_grammar_places_what_it_says(
    house: FrontDoor, typed: str, asked: Criteria
) -> None:
    receipt = said(await house.command(f"{typed} for spring campaign"))

    order = await house.only_order()
    assert (order.request.criteria, order.request.purpose) == (asked, "spring campaign")
    assert order.state is State.CHECKING
    assert receipt["text"].startswith(f"Order {order.number} received")


async def test_an_order_is_on_disk_with_all_its_jobs_when_the_ack_goes_out(
    house: FrontDoor,
) -> None:
    await house.command("Cary NC 2")

    kinds = {job.kind for job in await house.jobs()}
    assert kinds == {Kind.CHECK, Kind.OFFER_ANYWAY, Kind.EXPIRE, Kind.DRAW}


async def test_nothing_is_acknowledged_while_the_store_still_writes(house: FrontDoor) -> None:
    gate, free = asyncio.Event(), house.ledger.write

    async def slowly(unit: object) -> object:
        await gate.wait()
        return await free(unit)  # type: ignore[arg-type]

    acking = asyncio.create_task(house.command("Cary NC 2"))
    await asyncio.wait({acking}, timeout=0)

    assert not acking.done()
