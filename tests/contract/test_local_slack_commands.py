import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck

from sandbox.slack import cast
from tests.contract.local_slacks import HASTY, Clock, Workspace, button


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path, delivery=request.param) as started:
        yield started


async def test_the_ack_of_a_command_is_seen_by_its_user_alone(slack: Workspace) -> None:
    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck) -> None:
        await ack("Order 1042 received")

    told = await slack.act(
        "command", user="ana", channel="numbers", command="/order-numbers", text="Cary NC 2"
    )

    assert told["status"] == "ok"
    assert told["ack"]["text"] == "Order 1042 received"
    assert told["latency_ms"] > 0
    assert await slack.texts("numbers", user="ana") == ["Order 1042 received"]
    assert await slack.texts("numbers", user="mei") == []
    assert await slack.texts("numbers") == []


async def test_a_command_carries_what_slack_sends(slack: Workspace) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck, command: dict[str, Any]) -> None:
        got.append(command)
        await ack()

    await slack.act("command", user="ana", channel="deals", command="order-numbers", text=" x ")

    assert got[0]["text"] == "x"
    assert got[0]["user_id"] == cast.ANA.id
    assert got[0]["channel_id"] == cast.DEALS_CHANNEL_ID
    assert got[0]["channel_name"] == "privategroup"
    assert got[0]["response_url"].startswith(f"{slack.url}/response/")
    assert got[0]["is_enterprise_install"] == "false"
    assert got[0]["api_app_id"] == cast.APP_ID
    assert "thread_ts" not in got[0]


async def test_in_channel_answers_are_seen_by_everyone(slack: Workspace) -> None:
    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck) -> None:
        await ack(response_type="in_channel", text="Hello, all")

    await slack.act("command", user="ana", channel="deals", command="/order-numbers", text="")

    assert await slack.texts("deals", user="mei") == ["Hello, all"]


@pytest.mark.parametrize(
    ("command", "typed", "sent"),
    [
        ("/order-numbers", "ask @mei in #deals", f"ask <@{cast.MEI.id}|mei> in <#C0DEALS001|>"),
        ("/order-numbers", "#numbers", f"<#{cast.NUMBERS_CHANNEL_ID}|numbers>"),
        (
            "/order-numbers",
            "@telecom-managers",
            f"<!subteam^{cast.APPROVERS_GROUP_ID}|@telecom-managers>",
        ),
        ("/order-numbers", "see http://a.example/b", "see <http://a.example/b>"),
        ("/order-numbers", "a@mei.example @nobody #nowhere", "a@mei.example @nobody #nowhere"),
        ("/plain", "@mei #deals", "@mei #deals"),
    ],
)
async def test_names_are_escaped_where_the_manifest_says_so(
    tmp_path: Path, command: str, typed: str, sent: str
) -> None:
    got: list[str] = []

    async with Workspace(tmp_path) as slack:

        @slack.app.command(re.compile("/.*"))
        async def received(ack: AsyncAck, command: dict[str, Any]) -> None:
            got.append(command["text"])
            await ack()

        await slack.act("command", user="ana", channel="numbers", command=command, text=typed)

    assert got == [sent]


async def test_a_bot_that_does_not_ack_in_time_shows_operation_timeout(tmp_path: Path) -> None:
    async with Workspace(tmp_path, timing=HASTY) as slack:

        @slack.app.command("/order-numbers")
        async def received() -> None:
            pass

        told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

        assert told["status"] == "operation_timeout"
        assert "operation_timeout" in (await slack.texts("numbers", user="ana"))[0]


async def test_a_bot_that_answers_with_an_error_shows_dispatch_failed(tmp_path: Path) -> None:
    async with Workspace(tmp_path, delivery="http") as slack:
        told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert told["status"] == "dispatch_failed"


async def test_without_a_connection_the_user_is_told_that_the_app_is_not_running(
    tmp_path: Path,
) -> None:
    async with Workspace(tmp_path, connected=False) as slack:
        told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert told["status"] == "app_not_running"
    assert "not running" in told["message"]


async def test_an_unknown_command_is_answered_by_slack_itself(slack: Workspace) -> None:
    told = await slack.act("command", user="ana", channel="numbers", command="/nothing")

    private = await slack.messages("numbers", user="ana")
    assert told["status"] == "unknown_command"
    assert private[0]["user"] == cast.SLACKBOT_ID
    assert "/nothing is not a valid command" in private[0]["text"]


async def test_an_ack_that_slack_would_refuse_is_not_shown(slack: Workspace) -> None:
    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck) -> None:
        await ack(blocks=[{"type": "actions", "elements": [button(value="x" * 2001)]}])

    told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert told["status"] == "invalid_command_response"


@pytest.mark.parametrize(
    ("user", "channel", "reason"),
    [
        ("kim", "numbers", "deactivated"),
        ("sam", "deals", "not in #deals"),
        ("ana", "nowhere", "no channel"),
        ("nobody", "numbers", "no user"),
        ("order-numbers", "numbers", "name a person"),
        ("ana", "@mei", "not in these direct messages"),
    ],
)
async def test_who_is_not_there_cannot_type(
    slack: Workspace, user: str, channel: str, reason: str
) -> None:
    sentence = await slack.refused("command", user=user, channel=channel, command="/order-numbers")

    assert reason in sentence


async def test_nobody_types_in_an_archived_channel(slack: Workspace) -> None:
    await slack.act("archive", channel="numbers", archived=True)

    sentence = await slack.refused("command", user="ana", channel="numbers", command="/plain")

    assert "archived" in sentence


async def test_a_response_url_serves_five_answers_where_the_bot_is_no_member(
    slack: Workspace,
) -> None:
    urls: list[str] = []

    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck, command: dict[str, Any]) -> None:
        urls.append(command["response_url"])
        await ack()

    await slack.act("command", user="ana", channel="deals", command="/order-numbers")
    answers = [
        await _respond(slack, urls[0], text=f"answer {n}", response_type="in_channel")
        for n in range(6)
    ]

    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]
    assert await slack.texts("deals", user="mei") == [f"answer {n}" for n in range(5)]


async def test_a_response_url_ends_after_half_an_hour(tmp_path: Path) -> None:
    urls: list[str] = []
    clock = Clock()
    async with Workspace(tmp_path, clock=clock) as slack:

        @slack.app.command("/order-numbers")
        async def received(ack: AsyncAck, command: dict[str, Any]) -> None:
            urls.append(command["response_url"])
            await ack()

        await slack.act("command", user="ana", channel="numbers", command="/order-numbers")
        clock.now += 1799
        in_time = await _respond(slack, urls[0], text="still here")
        clock.now += 2
        late = await _respond(slack, urls[0], text="too late")

    assert in_time == (200, "ok")
    assert late == (404, "expired_url")


async def test_an_empty_answer_is_refused_by_the_response_url(slack: Workspace) -> None:
    urls: list[str] = []

    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck, command: dict[str, Any]) -> None:
        urls.append(command["response_url"])
        await ack()

    await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert await _respond(slack, urls[0], response_type="ephemeral") == (400, "no_text")


async def _respond(slack: Workspace, url: str, **body: object) -> tuple[int, str]:
    async with slack.session.post(url, json=body) as answer:
        return answer.status, await answer.text()
