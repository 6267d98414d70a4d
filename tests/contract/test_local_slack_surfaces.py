from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck

from sandbox.slack import cast
from tests.contract.local_slacks import (
    Clock,
    Workspace,
    actions,
    button,
    modal,
    section,
)


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path, delivery=request.param) as started:
        yield started


async def test_a_trigger_is_dead_after_three_seconds(tmp_path: Path) -> None:
    triggers: list[str] = []
    clock = Clock()
    async with Workspace(tmp_path, clock=clock) as slack:

        @slack.app.shortcut("order_form")
        async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
            triggers.append(body["trigger_id"])
            await ack()

        await slack.act("shortcut", user="ana", callback_id="order_form")
        clock.now += 3.1
        late = await slack.error("views.open", trigger_id=triggers[0], view=modal(section("Hi")))
        unknown = await slack.error("views.open", trigger_id="1.2.3", view=modal(section("Hi")))

    assert late == "expired_trigger_id"
    assert unknown == "invalid_trigger_id"


async def test_a_message_shortcut_carries_the_message(slack: Workspace) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.shortcut("about_message")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    said = await slack.act("message", user="sam", channel="numbers", text="Any in Cary?")

    await slack.act(
        "shortcut", user="ana", callback_id="about_message", channel="numbers", ts=said["ts"]
    )

    assert got[0]["type"] == "message_action"
    assert got[0]["message"]["text"] == "Any in Cary?"
    assert got[0]["message"]["user"] == cast.SAM.id
    assert got[0]["response_url"]


async def test_the_home_tab_is_drawn_when_it_is_opened_and_its_buttons_work(
    slack: Workspace,
) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        view = {"type": "home", "blocks": [actions(button("pause", value="1"))]}
        await slack.call("views.publish", user_id=event["user"], view=view)

    @slack.app.action("pause")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    opened_told = await slack.act("home", user="olu")
    home = (await slack.look("views", user="olu"))["home"]
    await slack.act("click", user="olu", view_id=home["id"], action_id="pause")

    assert opened_told["status"] == "ok"
    assert got[0]["view"]["type"] == "home"
    assert got[0]["container"] == {"type": "view", "view_id": home["id"]}
    assert "channel" not in got[0]
    assert (await slack.look("views", user="ana"))["home"] is None
