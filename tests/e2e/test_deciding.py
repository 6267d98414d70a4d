"""Every click gets its answer, and authority is decided at the click."""

import asyncio

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import purchases, shown, tns

pytestmark = pytest.mark.e2e


async def test_who_is_no_approver_is_told_who_is(shared: Driver) -> None:
    number = await shared.place("Greenville SC 1")

    await shared.approve(number, user="sam")
    answer = await shared.private("sam", "Only approvers can decide")

    assert "Mei" in shown(answer)
    assert "Raj" in shown(answer)
    assert await shared.order(number, "Waiting for approval")


async def test_a_denial_by_who_is_no_approver_does_not_count(shared: Driver) -> None:
    number = await shared.place("Greenville SC 1")

    await shared.deny(number, "I want them", user="sam")
    answer = await shared.card("@sam", "Only approvers can decide")

    assert "Mei" in shown(answer)
    assert await shared.order(number, "Waiting for approval")


async def test_who_asked_cannot_approve_it(shared: Driver) -> None:
    number = await shared.place("Columbia SC 1", user="mei")

    await shared.approve(number, user="mei")
    answer = await shared.private("mei", "You asked for this yourself")
    await shared.approve(number, user="raj")

    assert "Raj" in shown(answer)
    assert "approved by Raj" in shown(await shared.order(number, "Done: 1 number", MANAGERS))


async def test_a_click_on_a_decided_order_says_who_decided(shared: Driver) -> None:
    number = await shared.place("Columbia SC 1")
    card = await shared.order(number, "decide by", MANAGERS)
    await shared.click("mei", card, "approve")
    await shared.order(number, "Done")
    mark = await shared.now()

    stale = await shared.click("raj", card, "approve")
    answer = await shared.private("raj", f"Mei decided Order {number} at")

    assert stale["stale"] is True
    assert "Nothing changed" in shown(answer)
    assert purchases(await shared.carrier_calls(mark)) == []


async def test_approve_after_the_requesters_cancel_buys_nothing(shared: Driver) -> None:
    mark = await shared.now()
    number = await shared.place("Columbia SC 2")
    card = await shared.order(number, "decide by", MANAGERS)
    root = await shared.order(number, "Waiting for approval")

    await shared.click("ana", root, "cancel", "numbers")
    await shared.order(number, "Cancelled by Ana")
    await shared.click("mei", card, "approve")
    answer = await shared.private("mei", f"decided Order {number} at")

    assert "(cancelled)" in shown(answer)
    assert await shared.private("ana", f"Order {number} cancelled", "numbers")
    assert await shared.order(number, "Cancelled by Ana", MANAGERS)
    assert purchases(await shared.carrier_calls(mark)) == []


async def test_approve_and_cancel_at_once_have_one_outcome_and_two_answers(
    shared: Driver,
) -> None:
    number = await shared.place("Knoxville TN 1")
    card = await shared.order(number, "decide by", MANAGERS)
    root = await shared.order(number, "Waiting for approval")

    await asyncio.gather(
        shared.click("ana", root, "cancel", "numbers"),
        shared.click("mei", card, "approve"),
    )
    told = await shared.private("ana", f"Order {number}", "numbers")
    line = await shared.order(number, "Order", MANAGERS)

    assert told
    assert line
    assert await _ended(shared, number)


async def test_cancel_by_command_is_for_who_asked_and_for_approvers(shared: Driver) -> None:
    number = await shared.place("Memphis TN 1")
    other = await shared.place("Nashville TN 1")
    await shared.order(number, "decide by", MANAGERS)

    await shared.command("sam", f"cancel {number}")
    refused = await shared.private(
        "sam", f"Only the person who asked for Order {number}", "numbers"
    )
    await shared.command("ana", f"cancel {number}")
    await shared.command("raj", f"cancel {other}")

    assert refused
    assert await shared.order(number, "Cancelled by Ana")
    assert await shared.order(other, "Cancelled by Raj")


async def test_status_is_for_who_asked_and_for_approvers(shared: Driver) -> None:
    number = await shared.place("Memphis TN 2 for a secret launch")
    await shared.order(number, "decide by", MANAGERS)

    for user in ("sam", "mei", "ana"):
        await shared.command(user, f"status {number}")
    strange = await shared.private("sam", f"Order {number}", "numbers")

    assert "secret" not in shown(strange)
    for user in ("mei", "ana"):
        told = await shared.private(user, f"Order {number} · Waiting for approval", "numbers")
        assert "secret launch" in shown(told)


async def test_mine_lists_ones_own_orders_alone(shared: Driver) -> None:
    mine = await shared.place("Memphis TN 3", user="olu")
    other = await shared.place("Nashville TN 3", user="sam")

    listed = shown((await shared.command("olu", "mine"))["ack"])

    assert f"Order {mine} ·" in listed
    assert f"Order {other} ·" not in listed


async def test_an_order_that_never_was_is_said_to_be_none(shared: Driver) -> None:
    for text in ("status 999999", "cancel 999999"):
        answer = await shared.command("ana", text)

        assert "There is no order 999999" in shown(answer["ack"])


async def test_what_is_bought_cannot_be_cancelled(shared: Driver) -> None:
    number = await shared.place("Cary NC 1")
    await shared.approve(number)
    await shared.order(number, "Done")

    await shared.command("ana", f"cancel {number}")

    assert await shared.private("ana", f"Order {number} can't be cancelled any more", "numbers")


async def test_who_left_the_group_approves_no_more(shared: Driver) -> None:
    number = await shared.place("Nashville TN 2")
    card = await shared.order(number, "decide by", MANAGERS)

    await shared.post("group", group="telecom-managers", users=["mei"])
    try:
        await shared.click("raj", card, "approve")
        answer = await shared.private("raj", "Only approvers can decide (Mei)")
    finally:
        await shared.post("group", group="telecom-managers", users=["mei", "raj"])

    assert answer
    assert await shared.order(number, "Waiting for approval")


async def test_while_nobody_can_say_who_approves_a_click_is_refused(shared: Driver) -> None:
    number = await shared.place("Nashville TN 4")
    card = await shared.order(number, "decide by", MANAGERS)
    await shared.fault("slack", "internal_error", "usergroups.users.list", times=0)
    await shared.post("group", group="telecom-managers", users=["mei", "raj"])

    ack = await shared.click("mei", card, "approve")
    answer = await shared.private("mei", "I can't check who may approve right now")

    assert ack["status"] == "ok"
    assert answer
    assert await shared.order(number, "Waiting for approval")


async def test_many_numbers_are_confirmed_first_and_all_are_listed_in_the_thread(
    shared: Driver,
) -> None:
    number = await shared.place("NC x200")
    card = await shared.order(number, "decide by", MANAGERS)

    unconfirmed = await shared.click("mei", card, "approve")
    await shared.click("mei", card, "approve", confirm=True)
    said = await shared.thread("200 numbers in NC are bought", number)

    assert "Buy 200 numbers?" in unconfirmed["error"]
    assert len(tns(said)) == 200
    assert "$120.00 a month" in said
    assert said.count("<@U0ANA00001>") == 1


async def _ended(driver: Driver, number: int) -> bool:
    async def look() -> bool:
        card = shown(await driver.order(number))
        return "Done: 1 of 1" in card or "Cancelled by Ana" in card

    return await driver.until(look, f"the end of Order {number}")
