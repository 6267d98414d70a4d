import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import cast
from tests.contract.local_slacks import HASTY, Workspace, actions, button, modal, section

CONFIRM = {
    "title": {"type": "plain_text", "text": "Buy 200 numbers?"},
    "text": {"type": "plain_text", "text": "It can't be undone."},
    "confirm": {"type": "plain_text", "text": "Buy 200"},
    "deny": {"type": "plain_text", "text": "Not yet"},
}
SELECT = {
    "type": "static_select",
    "action_id": "state",
    "options": [
        {"text": {"type": "plain_text", "text": name}, "value": name} for name in ("NC", "NY")
    ],
}


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path, delivery=request.param) as started:
        yield started


async def test_a_click_carries_the_message_and_its_button(slack: Workspace) -> None:
    got = _listen(slack)
    ts = await slack.post(text="Approve?", blocks=[actions(button(value="o-1"), block_id="b")])

    told = await slack.act("click", user="mei", channel="numbers", ts=ts, action_id="approve")

    body = got[0]
    assert told["status"] == "ok"
    assert body["user"]["id"] == cast.MEI.id
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": cast.NUMBERS_CHANNEL_ID,
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == ts
    assert body["channel"] == {"id": cast.NUMBERS_CHANNEL_ID, "name": "numbers"}
    assert body["actions"][0]["value"] == "o-1"
    assert body["actions"][0]["block_id"] == "b"


async def test_a_click_leads_to_an_updated_card(slack: Workspace) -> None:
    @slack.app.action("approve")
    async def received(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Approved by Mei"
        )

    ts = await slack.post(text="Approve?", blocks=[actions(button())])

    await slack.act("click", user="mei", channel="numbers", ts=ts, action_id="approve")

    message = (await slack.messages("numbers"))[0]
    assert message["text"] == "Approved by Mei"
    assert "blocks" not in message
    assert message["edited"]["user"] == cast.BOT_USER_ID


async def test_twenty_clicks_at_once_all_reach_the_bot(slack: Workspace) -> None:
    got: list[str] = []

    @slack.app.action("approve")
    async def received(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        got.append(body["trigger_id"])
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=ts, text="Done")

    ts = await slack.post(text="Approve?", blocks=[actions(button())])

    told = await asyncio.gather(
        *(
            slack.act("click", user="mei", channel="numbers", ts=ts, action_id="approve")
            for _ in range(20)
        )
    )

    assert [each["status"] for each in told] == ["ok"] * 20
    assert len(set(got)) == 20


async def test_a_button_that_a_newer_version_has_replaced_still_counts_and_says_stale(
    slack: Workspace,
) -> None:
    got = _listen(slack)
    ts = await slack.post(text="Approve?", blocks=[actions(button(value="1"))])
    await slack.call("chat.update", channel=cast.NUMBERS_CHANNEL_ID, ts=ts, text="Approved")

    told = await slack.act("click", user="raj", channel="numbers", ts=ts, action_id="approve")

    assert told["stale"] is True
    assert got[0]["actions"][0]["value"] == "1"
    assert got[0]["message"]["text"] == "Approved"


async def test_a_button_can_be_pressed_with_the_value_of_an_older_card(slack: Workspace) -> None:
    got = _listen(slack)
    ts = await slack.post(text="Approve?", blocks=[actions(button(value="new"))])

    await slack.act("click", user="mei", channel="numbers", ts=ts, action_id="approve", value="old")

    assert got[0]["actions"][0]["value"] == "old"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"action_id": "nothing"}, "no element 'nothing'"),
        ({"action_id": "approve"}, "more than once"),
        ({"action_id": "buy"}, "Slack asks first: 'Buy 200 numbers?'"),
        ({"action_id": "state", "value": "XX"}, "no option 'XX'"),
        ({"action_id": "state"}, "Say with value"),
        ({"action_id": "approve", "ts": "1.000001"}, "sees no message"),
        ({"action_id": "approve", "channel": "deals"}, "sees no message"),
    ],
)
async def test_what_nobody_could_press_is_refused_with_the_reason(
    slack: Workspace, asked: dict[str, Any], reason: str
) -> None:
    blocks = [
        actions(button(value="1"), SELECT, button("buy", confirm=CONFIRM), block_id="a"),
        actions(button(value="2"), block_id="b"),
    ]
    ts = await slack.post(text="Approve?", blocks=blocks)

    sentence = await slack.refused(
        "click", **{"user": "ana", "channel": "numbers", "ts": ts, **asked}
    )

    assert reason in sentence


async def test_a_confirmed_button_and_one_named_by_its_block_are_pressed(slack: Workspace) -> None:
    got = _listen(slack)
    blocks = [
        actions(button(value="1"), button("buy", confirm=CONFIRM), block_id="a"),
        actions(button(value="2"), block_id="b"),
    ]
    ts = await slack.post(text="Approve?", blocks=blocks)
    where = {"user": "ana", "channel": "numbers", "ts": ts}

    await slack.act("click", **where, action_id="buy", confirm=True)
    await slack.act("click", **where, action_id="approve", block_id="b")

    assert [body["actions"][0]["action_id"] for body in got] == ["buy", "approve"]
    assert got[1]["actions"][0]["value"] == "2"


async def test_a_choice_in_a_message_arrives_as_the_whole_option(slack: Workspace) -> None:
    got = _listen(slack)
    ts = await slack.post(text="Where?", blocks=[actions(SELECT)])

    await slack.act("click", user="ana", channel="numbers", ts=ts, action_id="state", value="NY")

    assert got[0]["actions"][0]["selected_option"]["text"]["text"] == "NY"


async def test_a_private_answer_has_working_buttons_and_can_be_replaced_and_deleted(
    slack: Workspace,
) -> None:
    urls: list[str] = []

    @slack.app.action("approve")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        urls.append(body["response_url"])
        assert body["container"]["is_ephemeral"] is True
        assert "message" not in body

    await slack.call(
        "chat.postEphemeral",
        channel=cast.NUMBERS_CHANNEL_ID,
        user=cast.ANA.id,
        text="Which?",
        blocks=[actions(button())],
    )
    private = (await slack.messages("numbers", user="ana"))[0]
    where = {"channel": "numbers", "ts": private["ts"], "action_id": "approve"}

    await slack.act("click", user="ana", **where)
    seen_by_other = await slack.refused("click", user="mei", **where)
    await slack.session.post(urls[0], json={"replace_original": True, "text": "Chosen"})
    replaced = await slack.texts("numbers", user="ana")
    await slack.session.post(urls[0], json={"delete_original": True})

    assert private["is_ephemeral"] is True
    assert "mei sees no message" in seen_by_other
    assert replaced == ["Chosen"]
    assert await slack.texts("numbers", user="ana") == []


async def test_a_click_in_a_thread_names_the_thread(slack: Workspace) -> None:
    got = _listen(slack)
    root = await slack.post(text="Order 1042")
    reply = await slack.post(text="Details", thread_ts=root, blocks=[actions(button())])

    await slack.act("click", user="ana", channel="numbers", ts=reply, action_id="approve")

    assert got[0]["container"]["thread_ts"] == root


async def test_a_trigger_opens_one_modal_and_no_second(slack: Workspace) -> None:
    answers: list[dict[str, Any]] = []

    @slack.app.action("approve")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        for _ in range(2):
            view = modal(section("Hi"))
            answers.append(await slack.call("views.open", trigger_id=body["trigger_id"], view=view))
        await ack()

    ts = await slack.post(text="Form?", blocks=[actions(button())])

    await slack.act("click", user="ana", channel="numbers", ts=ts, action_id="approve")

    assert answers[0]["view"]["title"]["text"] == "A form"
    assert answers[1]["error"] == "exchanged_trigger_id"


async def test_a_click_that_is_not_acked_in_time_says_so(tmp_path: Path) -> None:
    async with Workspace(tmp_path, timing=HASTY) as slack:

        @slack.app.action("approve")
        async def received() -> None:
            pass

        ts = await slack.post(text="Approve?", blocks=[actions(button())])
        told = await slack.act("click", user="mei", channel="numbers", ts=ts, action_id="approve")

    assert told["status"] == "operation_timeout"


def _listen(slack: Workspace) -> list[dict[str, Any]]:
    got: list[dict[str, Any]] = []

    @slack.app.action(re.compile(".*"))
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    return got
