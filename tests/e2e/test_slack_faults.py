"""Slack slows down, fails, loses answers, delivers twice: one card, one order, one purchase."""

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import Json, button, order_number, purchases, shown, tns

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("kind", ["rate_limited_429", "error_500", "drop_after_effect"])
async def test_when_a_post_goes_wrong_there_is_still_one_card_each(
    shared: Driver, kind: str
) -> None:
    await shared.fault("slack", kind, "chat.postMessage", times=2)
    number = await shared.place("Cary NC 1")

    await shared.order(number, "Waiting for approval")
    await shared.approve(number)
    said = await shared.thread("is bought", number)

    assert len(tns(said)) == 1
    assert await shared.order(number, "Done: 1 of 1 bought")
    assert await shared.order(number, "Done: 1 number", MANAGERS)
    assert len(await shared.cards("numbers", f"Order {number} ·")) == 1
    assert len(await shared.cards(MANAGERS, f"Order {number} ·")) == 1


async def test_the_numbers_are_said_once_though_slacks_answer_was_lost(shared: Driver) -> None:
    number = await shared.place("Cary NC 2")
    await shared.order(number, "decide by", MANAGERS)
    await shared.fault("slack", "drop_after_effect", "chat.postMessage")

    await shared.approve(number)
    root = await shared.order(number, "Done: 2 of 2")
    await shared.thread("are bought", number)

    async def looked() -> bool:
        return "conversations.replies" in shown(await shared.get("journal"))

    assert await shared.until(looked, "a look into the thread")
    said = await shared.cards("numbers", "are bought", thread_ts=root["ts"])
    assert len(said) == 1


@pytest.mark.parametrize("kind", ["rate_limited_429", "error_500"])
async def test_when_a_redraw_goes_wrong_the_card_is_drawn_later(shared: Driver, kind: str) -> None:
    number = await shared.place("Cary NC 1")
    await shared.order(number, "Waiting for approval")
    await shared.fault("slack", kind, "chat.update", times=3)

    await shared.approve(number)

    assert await shared.order(number, "Done: 1 of 1")
    assert await shared.order(number, "Done: 1 number", MANAGERS)


async def test_while_slack_answers_nothing_the_order_is_kept_and_goes_on_later(
    shared: Driver,
) -> None:
    await shared.fault("slack", "error_500", times=0)
    number = await shared.place("Cary NC 1")

    await shared.mend()
    await shared.approve(number)

    assert await shared.thread("is bought", number)


async def test_a_command_delivered_twice_is_one_order(either: Driver) -> None:
    await either.fault("slack", "duplicate_delivery", "command")
    before = order_number(await either.command("sam", "Cary NC 1"))

    after = await either.place("Raleigh NC 1", user="sam")
    await either.order(before, "decide by", MANAGERS)

    assert after == before + 1


async def test_a_click_delivered_twice_is_one_purchase_and_one_answer(either: Driver) -> None:
    number = await either.place("Cary NC 1")
    card = await either.order(number, "decide by", MANAGERS)
    mark = await either.now()
    await either.fault("slack", "duplicate_delivery", "click")

    await either.click("mei", card, "approve")
    await either.order(number, "Done: 1 of 1")
    await either.private("mei", f"Order {number} approved")

    answers = await either.cards(MANAGERS, f"Order {number} approved", user="mei")
    assert len(answers) == 1
    assert len(purchases(await either.carrier_calls(mark))) == 1


async def test_a_reading_pressed_once_and_delivered_twice_is_one_order(shared: Driver) -> None:
    await shared.command("sam", "Cary NX 3")
    answer = await shared.private("sam", "is not a US state", "numbers")
    choice = button(answer, "3 in Cary, NC")["action_id"]
    await shared.fault("slack", "duplicate_delivery", "click")

    placed = await shared.press("sam", answer, choice)
    after = await shared.place("Raleigh NC 3", user="sam")

    assert after == placed + 1


async def test_a_connection_renewed_in_the_middle_loses_nothing(shared: Driver) -> None:
    await shared.fault("slack", "socket_refresh", "command")
    number = await shared.place("Cary NC 1")
    await shared.fault("slack", "socket_refresh", "click")

    ack = await shared.approve(number)
    said = await shared.thread("is bought", number)

    async def two() -> bool:
        state: Json = await shared.get("state")
        return state["connections"] == 2

    assert ack["status"] == "ok"
    assert len(tns(said)) == 1
    assert await shared.until(two, "two connections again")


async def test_an_ack_that_slack_did_not_hear_is_still_an_order(either: Driver) -> None:
    await either.fault("slack", "drop_after_effect", "command")

    answer = await either.command("raj", "Cary NC 1 for the lost ack")
    card = await either.card(MANAGERS, "the lost ack")

    assert answer["status"] != "ok"
    assert "Raj" in shown(card)
