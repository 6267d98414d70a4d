"""What an operator sets, pauses and learns; and orders as large as the carrier takes them."""

import asyncio

import pytest

from tests.e2e.conftest import Starter
from tests.e2e.driving import MANAGERS
from tests.e2e.reading import Json, purchases, shown, tns

pytestmark = pytest.mark.e2e


async def test_refused_credentials_pause_all_buying_until_an_operator_resumes_it(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes()
    number = await driver.approve_with("unauthorized", "Cary NC 2")
    waiting = await driver.order(number, "Approved, on hold")
    operator = await driver.card("@olu", "Buying is paused")
    other = await driver.place("Raleigh NC 1")
    await driver.approve(other)
    held = await driver.order(other, "Approved, on hold")

    said = await driver.run_bot("resume")
    first, second = await asyncio.gather(
        driver.thread("are bought", number), driver.thread("is bought", other)
    )

    assert "does not accept our credentials" in shown(waiting)
    assert "order-numbers resume" in shown(operator)
    assert "Buying is paused" in shown(held)
    assert "Approved orders that wait: 2." in said
    assert len(await driver.ledger()) == len(tns(first + second)) == 3


async def test_where_the_account_is_ours_alone_what_was_bought_is_found_and_adopted(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes(
        CARRIER_ACCOUNT_IS_OURS_ALONE="true", PURCHASE_TIMEOUT_S="1", LEASE_S="2", SETTLE_S="3.5"
    )
    number = await driver.approve_with("drop_after_commit", "Cary NC 2")

    looking = await driver.order(number, "Please don't order again")
    said = await driver.thread("are bought", number)

    assert "Nothing is sent twice" in shown(looking)
    assert tns(said) == sorted(each["number"] for each in await driver.ledger())
    assert len(tns(said)) == 2


async def test_a_smaller_account_gets_smaller_parts_and_the_operator_the_setting(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes(CARRIER_ORDER_MAX="10")
    mark = await driver.now()

    said = await driver.bought("Raleigh NC 25")
    operator = await driver.card("@olu", "at most 10 numbers in one order")

    sent = purchases(await driver.carrier_calls(mark))
    assert [(call.query["quantity"], call.status) for call in sent] == [
        ("25", "400"),
        ("10", "201"),
        ("10", "201"),
        ("5", "201"),
    ]
    assert "CATAPULT_ORDER_MAX=10" in shown(operator)
    assert said == sorted(each["number"] for each in await driver.ledger())


async def test_five_thousand_numbers_come_in_one_part_and_all_are_in_the_thread(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes()
    mark = await driver.now()
    number = await driver.place("919 x5000")
    card = await driver.order(number, "decide by", MANAGERS)
    unconfirmed = await driver.click("mei", card, "approve")

    await driver.click("mei", card, "approve", confirm=True)
    root = await driver.order(number, "Done: 5,000 of 5,000")
    bought = {each["number"] for each in await driver.ledger()}

    async def listed() -> bool:
        thread = await driver.messages("numbers", thread_ts=root["ts"])
        return len(tns(shown(thread))) >= 5000

    assert await driver.until(listed, "5000 numbers in the thread")
    thread = await driver.messages("numbers", thread_ts=root["ts"])
    assert "Buy 5,000 numbers?" in unconfirmed["error"]
    assert set(tns(shown(thread))) == bought
    assert len(purchases(await driver.carrier_calls(mark))) == 1
    assert max(len(text) for reply in thread for text in _sections(reply)) <= 3000
    assert shown(thread).count("<@U0ANA00001>") == 1


def _sections(message: Json) -> list[str]:
    return [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]
