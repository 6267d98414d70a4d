import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import cast
from tests.contract.local_slacks import Workspace, actions, button, manifest, section, until


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path) as started:
        yield started


async def test_a_second_start_still_has_messages_threads_files_and_homes(tmp_path: Path) -> None:
    async with Workspace(tmp_path, connected=False) as slack:
        root = await slack.post(text="Order 1042", blocks=[actions(button())])
        await slack.post(text="Reply", thread_ts=root)
        await slack.post(cast.ANA.id, text="In private")
        view = {"type": "home", "blocks": [section("Home")]}
        await slack.call("views.publish", user_id=cast.OLU.id, view=view)
        await slack.client.files_upload_v2(
            channel=cast.NUMBERS_CHANNEL_ID, filename="a.csv", content="a"
        )
        await slack.act("archive", channel="random", archived=True)
        before = await slack.messages("numbers")

    async with Workspace(tmp_path, connected=False) as slack:
        after = await slack.messages("numbers")
        later = await slack.post(text="Later")
        state = await slack.look("state")

        assert _without_urls(after) == _without_urls(before)
        assert await slack.texts("numbers", thread_ts=root) == ["Order 1042", "Reply"]
        assert await slack.texts("@ana", user="ana") == ["In private"]
        assert (await slack.look("views", user="olu"))["home"]["blocks"][0]["type"] == "section"
        assert (await slack.look("files"))["files"][0]["content"] == "a"
        assert later > after[-1]["ts"]
        assert [c["is_archived"] for c in state["channels"] if c["name"] == "random"] == [True]


async def test_starting_over_leaves_the_seed_alone(slack: Workspace) -> None:
    await slack.post(text="Hi")
    await slack.act("archive", channel="numbers", archived=True)
    await slack.act("faults", target="carrier", kind="slow")

    await slack.act("reset")

    assert await slack.texts("numbers") == []
    assert await slack.post(text="Again")
    assert (await slack.look("faults"))["faults"] == []
    assert slack.rest.done == ["reset"]


async def test_the_state_tells_who_and_what_there_is(slack: Workspace) -> None:
    state = await slack.look("state")

    users = {user["name"]: user for user in state["users"]}
    channels = {channel["name"]: channel for channel in state["channels"] if channel["name"]}
    assert users["olu"]["is_admin"] is True
    assert users["lee"]["is_restricted"] is True
    assert users["kim"]["deleted"] is True
    assert users["mei"]["groups"] == ["telecom-managers"]
    assert channels["deals"]["is_private"] is True
    assert [name for name, each in channels.items() if each["bot_is_member"]] == [
        "numbers",
        "number-approvals",
    ]
    assert [command["command"] for command in state["commands"]] == ["/order-numbers", "/plain"]
    assert state["connections"] == 1
    assert state["bot"] == "running"
    assert state["home_tab"] is True


async def test_membership_decides_where_the_bot_posts_and_who_acts(slack: Workspace) -> None:
    await slack.act("membership", channel="deals", user="order-numbers", member=True)
    await slack.act("membership", channel="numbers", user="order-numbers", member=False)
    await slack.act("membership", channel="numbers", user="ana", member=False)

    assert await slack.post(cast.DEALS_CHANNEL_ID, text="Hi")
    error = await slack.error("chat.postMessage", channel=cast.NUMBERS_CHANNEL_ID, text="Hi")
    sentence = await slack.refused("message", user="ana", channel="numbers", text="Hi")
    assert error == "not_in_channel"
    assert "not in #numbers" in sentence


async def test_a_changed_user_group_is_an_event(slack: Workspace) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.event("subteam_members_changed")
    async def changed(event: dict[str, Any]) -> None:
        got.append(event)

    @slack.app.event("subteam_updated")
    async def updated() -> None:
        pass

    await slack.act("group", group="telecom-managers", users=["mei", "sam"])

    await until(lambda: len(got) == 1)
    assert got[0]["added_users"] == [cast.SAM.id]
    assert got[0]["removed_users"] == [cast.RAJ.id]
    members = await slack.call("usergroups.users.list", usergroup=cast.APPROVERS_GROUP_ID)
    assert members["users"] == [cast.MEI.id, cast.SAM.id]


async def test_a_deactivated_person_acts_no_more(slack: Workspace) -> None:
    await slack.act("user", user="raj", deleted=True)

    members = await slack.call("usergroups.users.list", usergroup=cast.APPROVERS_GROUP_ID)
    sentence = await slack.refused("message", user="raj", channel="numbers", text="Hi")
    assert members["users"] == [cast.MEI.id]
    assert "deactivated" in sentence


async def test_the_journal_has_all_traffic_and_no_secrets(slack: Workspace) -> None:
    @slack.app.command("/order-numbers")
    async def received(ack: AsyncAck, client: AsyncWebClient) -> None:
        await ack("Fine")
        await client.chat_postMessage(channel=cast.NUMBERS_CHANNEL_ID, text="Hi")

    start = (await slack.look("journal"))[-1]["id"]
    await slack.act("command", user="ana", channel="numbers", command="/order-numbers", text="x")
    slack.slack.journal({"method": "POST", "path": "/v1/x", "status": None, "ms": 3.0})

    entries = await slack.look("journal", since=str(start))
    traffic = [(entry["direction"], entry["name"]) for entry in entries]
    assert sorted(each for each in traffic if each[1] != "auth.test") == [
        ("bot→carrier", "POST /v1/x"),
        ("bot→slack", "chat.postMessage"),
        ("slack→bot", "/order-numbers"),
    ]
    assert all("token" not in json.dumps(entry) for entry in entries)
    assert {e["name"]: e["status"] for e in entries if e["name"] != "auth.test"} == {
        "POST /v1/x": "no answer",
        "chat.postMessage": "200 ok",
        "/order-numbers": "ok",
    }


async def test_a_page_hears_what_concerns_its_user(slack: Workspace) -> None:
    url = f"{slack.url}/_control/stream"
    async with slack.session.get(url, params={"user": "ana"}) as stream:
        await stream.content.readline()
        for user in (cast.MEI.id, cast.ANA.id):
            await slack.call(
                "chat.postEphemeral", channel=cast.NUMBERS_CHANNEL_ID, user=user, text="Psst"
            )
        slack.slack.notify({"kind": "ledger"})
        notices = await _notices(stream, "ledger")

    private = [notice for notice in notices if notice["kind"] == "ephemeral"]
    assert private == [
        {"kind": "ephemeral", "channel": cast.NUMBERS_CHANNEL_ID, "user": cast.ANA.id}
    ]


async def test_the_bots_process_is_in_the_launchers_hands(slack: Workspace) -> None:
    told = await slack.act("bot", do="kill")
    sentence = await slack.refused("bot", do="dance")

    assert told["bot"] == "running"
    assert slack.rest.done == ["kill"]
    assert "kill, stop, start" in sentence
    assert await slack.look("ledger") == {"purchases": []}


async def test_a_private_channel_is_hidden_from_others(slack: Workspace) -> None:
    async with slack.session.get(
        f"{slack.url}/_control/messages", params={"channel": "deals", "user": "sam"}
    ) as answer:
        body = await answer.json()

    assert answer.status == 400
    assert body["error"] == "sam cannot see #deals."


@pytest.mark.parametrize("text", ["{", "[]", "nothing"])
async def test_a_body_that_is_no_object_is_refused(slack: Workspace, text: str) -> None:
    async with slack.session.post(f"{slack.url}/_control/command", data=text) as answer:
        assert answer.status == 400


async def test_the_page_is_served(slack: Workspace) -> None:
    async with slack.session.get(f"{slack.url}/?as=mei") as answer:
        text = await answer.text()
    async with slack.session.get(f"{slack.url}/static/index.html") as answer:
        same = await answer.text()

    assert "<title>Sandbox</title>" in text
    assert same == text


async def test_a_home_tab_that_the_manifest_leaves_out_cannot_be_opened(tmp_path: Path) -> None:
    async with Workspace(tmp_path, connected=False, body=manifest(home=False)) as slack:
        sentence = await slack.refused("home", user="ana")
        view = {"type": "home", "blocks": [section("Home")]}
        error = await slack.error("views.publish", user_id=cast.ANA.id, view=view)

    assert "Home tab" in sentence
    assert error == "not_enabled"


async def _notices(stream: ClientResponse, last: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while not found or found[-1]["kind"] != last:
        line = await stream.content.readline()
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
    return found


def _without_urls(messages: list[dict[str, Any]]) -> str:
    return json.dumps([m for m in messages if "files" not in m])
