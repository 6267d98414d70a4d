"""The main job, from the command to the numbers in the thread, as its users do it."""

import asyncio
import re

from tests.e2e.conftest import Starter
from tests.e2e.driving import Driver, shown


async def test_what_was_asked_is_approved_and_bought_once(sandbox: Driver) -> None:
    number = await sandbox.place("Cary NC 2 for spring campaign")

    await sandbox.approve(number)
    said = await sandbox.thread("are bought", number)

    bought = [purchase["number"] for purchase in await sandbox.ledger()]
    assert len(bought) == 2
    assert set(re.findall(r"\+1\d{10}", said)) == set(bought)


async def test_twenty_clicks_at_once_are_one_purchase_and_twenty_answers(
    socket_sandbox: Driver,
) -> None:
    number = await socket_sandbox.place()
    card = await socket_sandbox.card("number-approvals", f"Order {number}")

    acks = await asyncio.gather(
        *(
            socket_sandbox.click(user, card, "approve", "number-approvals")
            for user in ("mei", "raj") * 10
        )
    )
    await socket_sandbox.thread("are bought", number)

    async def answered() -> bool:
        private = [
            message
            for user in ("mei", "raj")
            for message in await socket_sandbox.messages("number-approvals", user=user)
            if message.get("is_ephemeral")
        ]
        return len(private) == 20

    assert all(ack["status"] == "ok" for ack in acks)
    assert await socket_sandbox.until(answered, "twenty private answers")
    assert len(await socket_sandbox.ledger()) == 2


async def test_an_order_outlives_a_kill_right_after_the_commands_ack(
    socket_sandbox: Driver,
) -> None:
    number = await socket_sandbox.place()
    await socket_sandbox.bot_do("kill")

    await socket_sandbox.bot_do("start")
    await socket_sandbox.approve(number)
    await socket_sandbox.thread("are bought", number)

    assert len(await socket_sandbox.ledger()) == 2


async def test_an_order_outlives_a_kill_right_after_the_clicks_ack(
    socket_sandbox: Driver,
) -> None:
    number = await socket_sandbox.place()
    await socket_sandbox.approve(number)
    await socket_sandbox.bot_do("kill")

    await socket_sandbox.bot_do("start")
    bought = await socket_sandbox.until(socket_sandbox.ledger, "a purchase")

    assert len(bought) == 2


async def test_while_the_carrier_is_down_the_card_says_so_and_later_all_is_bought_once(
    socket_sandbox: Driver,
) -> None:
    await socket_sandbox.fault("carrier", "unreachable", times=0)
    number = await socket_sandbox.place()

    card = await socket_sandbox.card("number-approvals", "not known")
    await socket_sandbox.click("mei", card, "approve", "number-approvals")
    waiting = await socket_sandbox.card("numbers", "Approved, not bought yet")
    await socket_sandbox.session.delete(f"{socket_sandbox.url}/_control/faults")
    await socket_sandbox.thread("are bought", number)

    assert "Nothing is bought" in shown(waiting)
    assert len(await socket_sandbox.ledger()) == 2


async def test_a_denial_tells_the_requester_the_reason_and_buys_nothing(
    socket_sandbox: Driver,
) -> None:
    number = await socket_sandbox.place()
    card = await socket_sandbox.card("number-approvals", f"Order {number}")
    await socket_sandbox.click("mei", card, "deny", "number-approvals")
    view = (await socket_sandbox.get("views", user="mei"))["modals"][-1]

    await socket_sandbox.post(
        "submit",
        user="mei",
        view_id=view["id"],
        values={"reason": {"reason": {"value": "Use the Raleigh numbers first."}}},
    )
    said = await socket_sandbox.thread("denied by Mei", number)

    assert "Use the Raleigh numbers first." in said
    assert await socket_sandbox.ledger() == []


async def test_a_lost_answer_is_shown_as_such_and_goes_to_a_person(sandboxes: Starter) -> None:
    driver = await sandboxes(PURCHASE_TIMEOUT_S="1", LEASE_S="2", SETTLE_S="4")
    await driver.fault("carrier", "timeout_after_commit", call="order")
    number = await driver.place()

    await driver.approve(number)
    card = await driver.card("number-approvals", "needs a person")

    bought = [purchase["number"] for purchase in await driver.ledger()]
    assert len(bought) == 2
    assert all(tn[-4:] in shown(card) for tn in bought)


async def test_a_second_start_still_has_the_orders(sandboxes: Starter) -> None:
    first = await sandboxes()
    number = await first.place()
    await first.card("number-approvals", f"Order {number}")
    assert await first.stop() == 0

    second = await sandboxes()
    await second.approve(number)

    assert await second.thread("are bought", number)
