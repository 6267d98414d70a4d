"""Who may come in at all: nothing that Slack has not signed leaves a trace."""

import json
from urllib.parse import urlencode

import pytest
from slack_bolt.async_app import AsyncBoltRequest

from tests.handlers.front_door import FORM, FrontDoor
from tests.logs import logging_as

COMMAND = urlencode(
    {
        "command": "/order-numbers",
        "text": "Cary NC 2 for a secret plan",
        "user_id": "UANA",
        "channel_id": "C0NUMBERS",
        "trigger_id": "1.2.abc",
    }
)


async def assert_nothing_is_written(house: FrontDoor) -> None:
    assert await house.orders() == []
    assert await house.jobs() == []


async def test_a_body_that_slack_signed_comes_in(house: FrontDoor) -> None:
    answer = await house.send(COMMAND)

    assert answer.status == 200
    assert len(await house.orders()) == 1


async def test_a_forged_signature_is_refused_and_leaves_no_row(house: FrontDoor) -> None:
    answer = await house.send(COMMAND, secret="another-secret")

    assert answer.status == 401
    await assert_nothing_is_written(house)


@pytest.mark.parametrize("ago_s", [600, -600], ids=["replayed", "from the future"])
async def test_a_stale_signature_is_refused_and_leaves_no_row(house: FrontDoor, ago_s: int) -> None:
    answer = await house.send(COMMAND, ago_s=ago_s)

    assert answer.status == 401
    await assert_nothing_is_written(house)


async def test_a_body_without_signature_is_refused_and_leaves_no_row(house: FrontDoor) -> None:
    request = AsyncBoltRequest(body=COMMAND, headers={"content-type": FORM})

    answer = await house.bolt.async_dispatch(request)

    assert answer.status == 401
    await assert_nothing_is_written(house)


async def test_what_a_stranger_sends_never_reaches_the_log(house: FrontDoor) -> None:
    with logging_as("json", "debug") as log:
        await house.send(COMMAND, secret="another-secret")

    assert log.getvalue() == ""


async def test_a_forged_click_decides_nothing(house: FrontDoor) -> None:
    order = await house.waiting()
    before = await house.jobs()
    click = {
        "type": "block_actions",
        "user": {"id": "UMEI"},
        "channel": {"id": "C1"},
        "trigger_id": "9.9.z",
        "actions": [{"type": "button", "action_id": "approve", "value": f"{order.id}:1"}],
    }

    answer = await house.send(urlencode({"payload": json.dumps(click)}), secret="another")

    assert answer.status == 401
    assert (await house.only_order()).state is order.state
    assert await house.jobs() == before
