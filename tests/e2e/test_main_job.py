"""The main job, from the command to the numbers in the thread, as its users do it."""

import asyncio

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import button, order_number, purchases, shown, tns

pytestmark = pytest.mark.e2e


async def test_what_was_asked_is_approved_and_bought_once(either: Driver) -> None:
    mark = await either.now()
    number = await either.place("Cary NC 2 for spring campaign")

    await either.approve(number)
    said = await either.thread("are bought", number)

    bought = [purchase["number"] for purchase in await either.ledger()]
    assert len(tns(said)) == 2
    assert [bought.count(tn) for tn in tns(said)] == [1, 1]
    assert len(purchases(await either.carrier_calls(mark))) == 1


async def test_both_cards_tell_the_end_of_the_story(shared: Driver) -> None:
    number = await shared.place("Cary NC 2 for spring campaign")
    asked = shown(await shared.order(number, "decide by", MANAGERS))

    await shared.approve(number)

    assert all(words in asked for words in ("Ana", "spring campaign", "a year", "at least 2 free"))
    root = await shared.order(number, "Done: 2 of 2 bought")
    line = await shared.order(number, "Done: 2 numbers in Cary, NC for Ana", MANAGERS)
    assert "approved by Mei" in shown(line)
    assert "decide by" not in shown(root)
    assert all(message["text"] for message in (root, line))


async def test_twenty_clicks_at_once_are_one_purchase_and_twenty_answers(either: Driver) -> None:
    number = await either.place()
    card = await either.order(number, "decide by", MANAGERS)
    before, mark = await _private_answers(either), await either.now()

    acks = await asyncio.gather(
        *(either.click(user, card, "approve") for user in ("mei", "raj") * 10)
    )
    said = await either.thread("are bought", number)

    async def answered() -> bool:
        return await _private_answers(either) - before >= 20

    assert all(ack["status"] == "ok" for ack in acks)
    assert await either.until(answered, "twenty private answers")
    assert await _private_answers(either) - before == 20
    assert len(purchases(await either.carrier_calls(mark))) == 1
    assert len(tns(said)) == 2


async def test_an_order_outlives_a_kill_right_after_the_commands_ack(either: Driver) -> None:
    mark = await either.now()
    number = await either.place()
    await either.bot_do("kill")

    await either.bot_do("start")
    await either.approve(number)
    said = await either.thread("are bought", number)

    assert len(tns(said)) == 2
    assert len(purchases(await either.carrier_calls(mark))) == 1
    assert len(await either.cards(MANAGERS, f"Order {number} ·")) == 1
    assert len(await either.cards("numbers", f"Order {number} ·")) == 1


async def test_an_order_outlives_a_kill_right_after_the_clicks_ack(either: Driver) -> None:
    number = await either.place("Raleigh NC 2")
    await either.order(number, "decide by", MANAGERS)
    mark = await either.now()
    await either.approve(number)
    await either.bot_do("kill")

    await either.bot_do("start")
    await either.order(number, "Done: 2 of 2")
    said = await either.thread("are bought", number)

    assert len(tns(said)) == 2
    assert len(purchases(await either.carrier_calls(mark))) == 1


async def test_a_denial_tells_the_requester_the_reason_and_buys_nothing(either: Driver) -> None:
    mark = await either.now()
    number = await either.place("Cary NC 2 for the summer campaign")

    await either.deny(number, "Use the Raleigh numbers first.")
    said = await either.thread("denied by Mei", number)

    assert "Use the Raleigh numbers first." in said
    assert "Use the Raleigh numbers first." in shown(
        await either.order(number, "Denied by Mei", MANAGERS)
    )
    assert purchases(await either.carrier_calls(mark)) == []


async def test_a_quantity_that_was_left_out_is_said_on_receipt_and_card(shared: Driver) -> None:
    answer = await shared.command("ana", "Durham NC")

    card = await shared.order(order_number(answer), "decide by", MANAGERS)

    assert "10 is the default" in shown(answer["ack"])
    assert "Quantity is the default" in shown(card)
    assert button(card, "Approve 10 for $6.00/mo")


async def test_a_repeat_within_minutes_is_flagged_on_both_cards_and_can_be_cancelled(
    shared: Driver,
) -> None:
    first = await shared.place("Asheville NC 3", user="sam")
    await shared.order(first, "decide by", MANAGERS)

    answer = await shared.command("sam", "Asheville NC 3")
    second = order_number(answer)
    card = await shared.order(second, "decide by", MANAGERS)
    root = await shared.order(second, "Waiting for approval")
    receipt = await shared.private("sam", f"Order {second} received", "numbers")
    await shared.click("sam", receipt, "cancel", "numbers")

    assert f"(Order {first}: waiting for approval)" in shown(answer["ack"])
    assert f"same as Order {first}" in shown(card)
    assert f"the same in Order {first}" in shown(root)
    assert await shared.order(second, "Cancelled by Sam", MANAGERS)
    assert await shared.order(first, "decide by", MANAGERS)


async def _private_answers(driver: Driver) -> int:
    seen = [
        message
        for user in ("mei", "raj")
        for message in await driver.messages(MANAGERS, user=user)
        if message.get("is_ephemeral")
    ]
    return len(seen)
