"""What is not as it should be: no traceback for the person, and nothing lost or half done."""

import json
from typing import Any

import pytest
import structlog

from bot.domain.jobs import Kind
from bot.domain.order import State
from bot.domain.policy import Membership
from tests.fakes import FakeDirectory
from tests.handlers.front_door import FrontDoor, ref
from tests.logs import logging_as

FOREIGN = ["replace", "approve_all", "xplace:1", "place:1x", "place:", "APPROVE", ""]
ODD_REFERENCES = ["", "1042", "01J:", "01J:x", "01J:1:2", "'; drop table orders; --:1", "🎉:1"]


class BrokenDirectory(FakeDirectory):
    """Has a bug."""

    def cached(self, groups: frozenset[str]) -> Membership | None:
        raise RuntimeError(str(groups))


async def test_a_click_that_fails_gets_a_reference_and_decides_nothing(house: FrontDoor) -> None:
    order = await house.waiting()
    house.directory = BrokenDirectory()

    with structlog.testing.capture_logs() as log:
        acked = await house.click("approve", ref(order))

    [promised] = await house.jobs(Kind.ANSWER)
    assert (acked.status, acked.body) == (200, "")
    assert (promised.payload["user"], promised.payload["kind"]) == ("UMEI", "unexpected")
    assert promised.payload["detail"] == log[0]["reference"]
    assert (await house.only_order()).state is State.AWAITING_APPROVAL


async def test_a_click_that_the_store_can_not_take_shows_slacks_own_sign(
    house: FrontDoor,
) -> None:
    order = await house.waiting()
    house.ledger.broken = True

    acked = await house.click("approve", ref(order))

    assert acked.status == 500
    assert not acked.body
    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.jobs(Kind.BUY, Kind.ANSWER) == []


@pytest.mark.parametrize("action", FOREIGN)
async def test_a_button_of_nobody_does_nothing(house: FrontDoor, action: str) -> None:
    acked = await house.click(action, "Cary, NC 2", user="UANA")

    assert acked.status in {404, 500}
    assert "Traceback" not in str(acked.body)
    assert await house.orders() == []


@pytest.mark.parametrize("value", ODD_REFERENCES)
@pytest.mark.parametrize("action", ["approve", "deny", "cancel"])
async def test_a_button_with_an_odd_reference_does_nothing(
    house: FrontDoor, action: str, value: str
) -> None:
    before = (await house.waiting()).state

    acked = await house.click(action, value)

    assert acked.status == 500
    assert not acked.body
    assert (await house.only_order()).state is before


@pytest.mark.parametrize("value", ["", "help", "status 1", "cancel 1", "Cary 2", "²" * 300])
async def test_a_placing_button_that_places_nothing_is_answered(
    house: FrontDoor, value: str
) -> None:
    acked = await house.click("place:1", value, user="UANA")

    assert acked.status == 200
    assert await house.orders() == []
    assert await house.answers() == [("UANA", "unexpected")]


@pytest.mark.parametrize(
    "changes",
    [
        {"user": None},
        {"user": {"name": "mei"}},
        {"channel": None},
        {"trigger_id": ""},
        {"trigger_id": 7},
        {"actions": [{"action_id": "approve"}]},
    ],
    ids=str,
)
async def test_a_click_that_lacks_something_decides_nothing(
    house: FrontDoor, changes: dict[str, Any]
) -> None:
    order = await house.waiting()

    acked = await house.click("approve", ref(order), changes=changes)

    assert acked.status >= 400
    assert "Traceback" not in str(acked.body)
    assert (await house.only_order()).state is State.AWAITING_APPROVAL


@pytest.mark.parametrize("metadata", ["", "x", "01J:x"])
async def test_a_form_that_belongs_to_no_order_does_nothing(
    house: FrontDoor, metadata: str
) -> None:
    await house.waiting()

    acked = await house.submit(metadata, "No")

    assert acked.status == 500
    assert (await house.only_order()).state is State.AWAITING_APPROVAL


async def test_nothing_of_a_failed_request_but_its_kind_is_logged(house: FrontDoor) -> None:
    order = await house.waiting()
    house.ledger.broken = True

    with logging_as("json") as log:
        await house.command("Cary NC 2 for a secret plan")
        await house.click("approve", ref(order), changes={"team": {"domain": "secret"}})
        await house.click("nobody", "a secret plan")

    events = [json.loads(line)["event"] for line in log.getvalue().splitlines()]
    assert events[:3] == ["handler_failed", "handler_failed", "answer_not_promised"]
    assert "secret" not in log.getvalue()
    assert "hooks.example" not in log.getvalue()
