"""The main job at the Numbers API, where an order is accepted first and brings numbers later."""

import pytest

from tests.e2e.conftest import Starter
from tests.e2e.driving import MANAGERS
from tests.e2e.reading import shown, tns

pytestmark = pytest.mark.e2e


async def test_what_was_asked_is_approved_and_bought_once_there_too(sandboxes: Starter) -> None:
    driver = await sandboxes("--carrier", "bandwidth")
    mark = await driver.now()
    number = await driver.place("Cary NC 2 for spring campaign")

    await driver.approve(number)
    said = await driver.thread("are bought", number)

    posts = [call for call in await driver.carrier_calls(mark) if call.method == "POST"]
    assert len(tns(said)) == 2
    assert tns(said) == sorted(each["number"] for each in await driver.ledger())
    assert [call.path.rpartition("/")[2] for call in posts] == ["token", "orders"]
    assert await driver.order(number, "Done: 2 of 2 bought")


async def test_a_back_order_says_so_on_the_card_and_then_completes(sandboxes: Starter) -> None:
    driver = await sandboxes("--carrier", "bandwidth", CARRIER_BACKORDER_S="4")

    number = await driver.approve_with("backordered", "Cary NC 2")
    waiting = await driver.order(number, "waits for more, which can take days")
    said = await driver.thread("are bought", number)

    assert "Done" not in shown(waiting)
    assert len(tns(said)) == 2
    assert tns(said) == sorted(each["number"] for each in await driver.ledger())
    assert await driver.order(number, "Done: 2 numbers in Cary, NC for Ana", MANAGERS)
