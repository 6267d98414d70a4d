"""`mine`, `status 1042`, `cancel 1042`: one's own orders, and others' only for approvers."""

import json

import pytest

from bot.domain.order import State
from tests.handlers.front_door import COMMAND_URL, FrontDoor, said


async def test_mine_lists_ones_own_orders_newest_first(house: FrontDoor) -> None:
    await house.command("Cary NC 2")
    await house.command("919 3")
    await house.command("NC 4", user="USAM")

    shown = json.dumps(said(await house.command("mine")))

    newest, oldest, others = (shown.find(f"Order {number} ") for number in (1002, 1001, 1003))
    assert 0 <= newest < oldest
    assert others == -1


async def test_mine_without_orders_says_how_to_begin(house: FrontDoor) -> None:
    assert "You have no orders yet" in said(await house.command("mine"))["text"]


@pytest.mark.parametrize(
    ("who", "answered"),
    [("UANA", "status"), ("UMEI", "status"), ("USAM", "not_yours")],
    ids=["the requester", "an approver", "a colleague"],
)
async def test_status_is_for_the_requester_and_approvers(
    house: FrontDoor, who: str, answered: str
) -> None:
    order = await house.waiting()

    acked = await house.command(f"status {order.number}", user=who)

    assert (acked.status, acked.body) == (200, "")
    assert await house.answers() == [(who, answered)]


async def test_the_answer_goes_to_the_commands_own_address(house: FrontDoor) -> None:
    order = await house.waiting()

    await house.command(f"status {order.number}")

    [promised] = [job for job in await house.jobs() if job.kind == "answer"]
    assert promised.payload["response_url"] == COMMAND_URL


@pytest.mark.parametrize("who", ["UANA", "UMEI"], ids=["the requester", "an approver"])
async def test_cancel_ends_the_order(house: FrontDoor, who: str) -> None:
    order = await house.waiting()

    await house.command(f"cancel {order.number}", user=who)

    assert (await house.only_order()).state is State.CANCELLED
    assert await house.answers() == [(who, "cancelled")]


async def test_a_colleague_cancels_nothing(house: FrontDoor) -> None:
    order = await house.waiting()

    await house.command(f"cancel {order.number}", user="USAM")

    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.answers() == [("USAM", "not_yours")]


@pytest.mark.parametrize("verb", ["status", "cancel"])
async def test_an_order_that_does_not_exist_is_said_so_at_once(house: FrontDoor, verb: str) -> None:
    answer = said(await house.command(f"{verb} 999999999"))

    assert "There is no order 999999999." in answer["text"]


@pytest.mark.parametrize("typed", ["status", "cancel", "status x", "cancel 0", "status ١٢"])
async def test_a_verb_without_a_number_is_asked_for_it(house: FrontDoor, typed: str) -> None:
    await house.waiting()

    answer = said(await house.command(typed))

    assert "Which order?" in answer["text"]
    assert (await house.only_order()).state is State.AWAITING_APPROVAL


async def test_the_same_cancel_delivered_twice_is_answered_once(house: FrontDoor) -> None:
    order = await house.waiting()

    for _ in range(2):
        await house.command(f"cancel {order.number}", trigger="same")

    assert await house.answers() == [("UANA", "cancelled")]
