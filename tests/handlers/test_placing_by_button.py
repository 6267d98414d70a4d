"""The buttons that place a request as if it were typed."""

import pytest

from bot.domain.criteria import CityCriteria, Criteria, Request
from bot.domain.jobs import Kind
from bot.domain.rules import Limits, Policy
from tests.handlers.front_door import CLICK_URL, FrontDoor

CARY = Request(Criteria(CityCriteria("Cary", "NC"), 2), "spring campaign")


@pytest.mark.parametrize("action", ["place:1", "place:5", "order_again", "order_again:2"])
async def test_a_placing_button_places_what_it_carries(house: FrontDoor, action: str) -> None:
    acked = await house.click(action, "Cary, NC 2 for spring campaign", user="UANA")

    order = await house.only_order()
    assert (acked.status, acked.body) == (200, "")
    assert (order.request, order.requester.id, order.channel) == (CARY, "UANA", "CAPPROVE")
    assert await house.answers() == [("UANA", "received")]


async def test_the_receipt_goes_to_the_clicks_own_address(house: FrontDoor) -> None:
    await house.click("place:1", "Cary, NC 2", user="UANA")

    [promised] = await house.jobs(Kind.ANSWER)
    assert promised.payload["response_url"] == CLICK_URL


async def test_the_same_press_delivered_twice_is_one_order(house: FrontDoor) -> None:
    for _ in range(2):
        await house.click("place:1", "Cary, NC 2", user="UANA", trigger="same")

    assert len(await house.orders()) == 1
    assert await house.answers() == [("UANA", "received")]


async def test_the_policy_stands_before_a_button_too(house: FrontDoor) -> None:
    house.policy = Policy(("S1",), limits=Limits(quantity=1))

    await house.click("place:1", "Cary, NC 2", user="UANA")

    assert await house.orders() == []
    assert await house.answers() == [("UANA", "too_many")]
