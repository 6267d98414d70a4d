"""`/order-numbers …`: what is typed is committed before it is acknowledged, or refused."""

import asyncio
import json
from decimal import Decimal

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
from bot.domain.rules import Budgets, Limits, Policy
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
    (
        "toll-free 1 containing CALL",
        Criteria(TollFreeCriteria(), 1, Digits(Match.CONTAINING, "CALL")),
    ),
    ("919 2 ending 2020", Criteria(NpaCriteria("919"), 2, Digits(Match.ENDING, "2020"))),
    ("919 2 starting 555", Criteria(NpaCriteria("919"), 2, Digits(Match.STARTING, "555"))),
    ("919 2 pattern:*2?9*", Criteria(NpaCriteria("919"), 2, Digits(Match.PATTERN, "*2?9*"))),
    ('city="St. Louis" state=MO quantity=2', Criteria(ST_LOUIS, 2)),
]
UNCLEAR = [
    "Washington 2",
    "New York 2",
    "919 555",
    "919 5551",
    "Cary 2",
    "Cary NC 27513 2",
    "800 2",
]
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
    "\u202eCary NC 2",
    '"""“”\'‘’',
    '“Cary” ‘NC’ "2"',
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
    house.ledger.gate = asyncio.Event()
    acking = asyncio.create_task(house.command("Cary NC 2"))
    for _ in range(100):
        await asyncio.sleep(0)
    early = acking.done()
    house.ledger.gate.set()

    acked = await acking

    assert not early
    assert acked.status == 200


async def test_a_store_that_fails_gives_a_reference_and_leaves_nothing_half_done(
    house: FrontDoor,
) -> None:
    house.ledger.broken = True

    with structlog.testing.capture_logs() as log:
        answer = said(await house.command("Cary NC 2 for a secret plan"))

    [failure] = log
    assert failure["event"] == "handler_failed"
    assert failure["reference"] in answer["text"]
    assert "secret plan" not in json.dumps(answer) + str(log)
    assert await house.orders() == []
    assert await house.jobs() == []


async def test_a_default_quantity_is_said_aloud(house: FrontDoor) -> None:
    receipt = said(await house.command("Cary NC"))

    order = await house.only_order()
    assert (order.quantity, order.request.quantity_given) == (10, False)
    assert "10 is the default" in receipt["text"]


async def test_more_than_the_policy_allows_is_refused_with_the_limit(house: FrontDoor) -> None:
    house.policy = Policy(("S1",), limits=Limits(quantity=5))

    refused = said(await house.command("Cary NC 6"))

    assert "up to 5 numbers" in refused["text"]
    assert await house.orders() == []


async def test_the_same_delivery_twice_is_one_order_and_both_are_answered(
    house: FrontDoor,
) -> None:
    first = said(await house.command("Cary NC 2", trigger="same"))

    second = said(await house.command("Cary NC 2", trigger="same"))

    assert len(await house.orders()) == 1
    assert "received" in first["text"]
    assert second["text"]


async def test_a_request_from_a_private_channel_keeps_its_place_to_itself(
    house: FrontDoor,
) -> None:
    await house.command("Cary NC 2", channel_id="C0DEALS", channel_name="privategroup")

    assert (await house.only_order()).private


@pytest.mark.parametrize("typed", UNCLEAR)
async def test_what_says_several_things_is_asked_and_never_guessed(
    house: FrontDoor, typed: str
) -> None:
    answer = said(await house.command(typed))

    assert "I didn't order anything." in answer["text"]
    assert await house.orders() == []
    assert await house.jobs() == []


@pytest.mark.parametrize("typed", UNCLEAR)
async def test_every_button_of_a_question_places_an_order_of_its_own(
    house: FrontDoor, typed: str
) -> None:
    *offered, form = buttons(said(await house.command(typed)))

    for button in offered:
        await house.click(button["action_id"], button["value"], user="UANA")

    assert len(offered) >= 1
    assert form["action_id"] == "open_form"
    assert len({button["action_id"] for button in offered}) == len(offered)
    assert len(await house.orders()) == len(offered)


@pytest.mark.parametrize("typed", ODD, ids=repr)
async def test_odd_text_gets_a_private_answer_and_pings_nobody(
    house: FrontDoor, typed: str
) -> None:
    answer = said(await house.command(typed))

    for button in buttons(answer):
        del button["value"]  # Nobody reads it.
    shown = json.dumps(answer, ensure_ascii=False)
    assert "<!channel>" not in shown
    assert "<@UMEI>" not in shown
    assert "Traceback" not in shown


async def test_ten_thousand_characters_are_refused_in_one_sentence(house: FrontDoor) -> None:
    answer = said(await house.command("NC 2 for " + "ab " * 3330))

    assert "9999 characters" in answer["text"]
    assert len(json.dumps(answer)) < 2000
    assert await house.orders() == []


async def test_a_purpose_is_kept_verbatim_and_shown_without_effect(house: FrontDoor) -> None:
    await house.command("Cary NC 2 for <!channel> & *us*")

    listed = said(await house.command("mine"))

    assert (await house.only_order()).request.purpose == "<!channel> & *us*"
    assert "<!channel>" not in json.dumps(listed)


@pytest.mark.parametrize("typed", ["help", "HELP", "?"])
async def test_help_says_what_can_be_typed(house: FrontDoor, typed: str) -> None:
    answer = said(await house.command(typed))

    assert "/order-numbers Cary NC 2" in json.dumps(answer)
    assert "up to 5,000 numbers" in json.dumps(answer)
    assert await house.orders() == []


async def test_help_says_what_is_left_of_the_readers_budget(house: FrontDoor) -> None:
    house.policy = Policy(("S1",), budgets=Budgets(person=Decimal("12.50")))

    answer = said(await house.command("help"))

    assert "$12.50 a month is left of your budget" in json.dumps(answer)


@pytest.mark.parametrize("missing", ["user_id", "channel_id", "trigger_id"])
async def test_a_command_that_lacks_what_slack_always_sends_gets_a_reference(
    house: FrontDoor, missing: str
) -> None:
    answer = said(await house.command("Cary NC 2", **{missing: ""}))

    assert "reference" in answer["text"]
    assert await house.jobs() == []
