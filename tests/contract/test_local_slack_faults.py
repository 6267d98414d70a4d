from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError

from sandbox.slack import cast
from tests.contract.local_slacks import HASTY, Workspace, until

HERE = cast.NUMBERS_CHANNEL_ID


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path) as started:
        yield started


async def test_a_rate_limit_says_when_to_come_back_and_strikes_as_often_as_asked(
    slack: Workspace,
) -> None:
    await _break(slack, "chat.postMessage", "rate_limited_429", times=2)

    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await slack.client.chat_postMessage(channel=HERE, text="Hi")
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "1"
        assert refused.value.response["error"] == "ratelimited"

    assert (await slack.client.chat_postMessage(channel=HERE, text="Hi"))["ok"]
    assert await slack.texts("numbers") == ["Hi"]


async def test_a_fault_can_let_calls_pass_first_and_concern_one_method_only(
    slack: Workspace,
) -> None:
    await _break(slack, "chat.postMessage", "fatal_error", after=1)

    await slack.client.auth_test()
    await slack.post(text="first")

    assert await slack.error("chat.postMessage", channel=HERE, text="second") == "fatal_error"
    assert await slack.texts("numbers") == ["first"]


async def test_a_fault_without_an_end_strikes_until_it_is_cleared(slack: Workspace) -> None:
    await _break(slack, "chat.postMessage", "fatal_error", times=0)

    errors = [await slack.error("chat.postMessage", channel=HERE, text="x") for _ in range(5)]
    await slack.session.delete(f"{slack.url}/_control/faults")

    assert errors == ["fatal_error"] * 5
    assert await slack.post(text="cleared")


async def test_a_server_error_has_no_effect(slack: Workspace) -> None:
    await _break(slack, "*", "error_500")

    with pytest.raises(SlackApiError):
        await slack.client.chat_postMessage(channel=HERE, text="Hi")

    assert await slack.texts("numbers") == []


async def test_a_dropped_answer_still_has_its_effect(slack: Workspace) -> None:
    await _break(slack, "chat.postMessage", "drop_after_effect")

    with pytest.raises(ClientError):
        await slack.client.chat_postMessage(channel=HERE, text="Hi")

    assert await slack.texts("numbers") == ["Hi"]


async def test_a_slow_method_answers_in_the_end(slack: Workspace) -> None:
    await _break(slack, "auth.test", "slow")

    assert (await slack.client.auth_test())["ok"]


async def test_a_delivery_can_come_twice_with_one_trigger(slack: Workspace) -> None:
    got = _listen(slack)
    await _break(slack, "command", "duplicate_delivery")

    told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert told["status"] == "ok"
    assert len(got) == 2
    assert got[0] == got[1]


async def test_a_lost_ack_is_a_timeout_to_the_user(slack: Workspace) -> None:
    got = _listen(slack)
    await _break(slack, "command", "drop_after_effect")

    told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert told["status"] == "operation_timeout"
    assert len(got) == 1


async def test_a_delivery_that_is_too_long_on_the_way_times_out(tmp_path: Path) -> None:
    async with Workspace(tmp_path, timing=HASTY) as slack:

        @slack.app.command("/order-numbers")
        async def received() -> None:
            pass

        await _break(slack, "command", "slow")
        told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert told["status"] == "operation_timeout"


async def test_a_refreshed_socket_loses_no_command(slack: Workspace) -> None:
    got = _listen(slack)
    await _break(slack, "command", "socket_refresh")

    told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")
    await until(lambda: slack.slack.connections == 1)
    again = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")

    assert [told["status"], again["status"]] == ["ok", "ok"]
    assert len(got) == 2


async def test_what_waits_to_go_wrong_is_listed_and_cleared(slack: Workspace) -> None:
    await _break(slack, "views.open", "slow", times=3)
    await slack.act("faults", target="carrier", call="order", kind="timeout_after_commit", times=1)

    listed = (await slack.look("faults"))["faults"]
    async with slack.session.delete(f"{slack.url}/_control/faults") as answer:
        cleared = await answer.json()

    assert [(fault["target"], fault["kind"]) for fault in listed] == [
        ("slack", "slow"),
        ("carrier", "timeout_after_commit"),
    ]
    assert cleared["faults"] == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"target": "moon", "kind": "slow"}, "target is"),
        ({"target": "slack"}, "Name the fault's kind"),
        ({"target": "slack", "call": "click", "kind": "error_500"}, "cannot happen to a click"),
        ({"target": "slack", "call": "auth.test", "kind": "socket_refresh"}, "deliveries"),
    ],
)
async def test_a_fault_that_cannot_happen_is_refused(
    slack: Workspace, fault: dict[str, Any], reason: str
) -> None:
    assert reason in await slack.refused("faults", **fault)


async def _break(slack: Workspace, call: str, kind: str, **more: int) -> None:
    await slack.act("faults", target="slack", call=call, kind=kind, **more)


def _listen(slack: Workspace) -> list[dict[str, Any]]:
    got: list[dict[str, Any]] = []

    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    return got
