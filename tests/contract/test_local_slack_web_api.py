from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import cast
from tests.contract.local_slacks import Workspace, manifest, modal, section, text_input

UNKNOWN_TS = "1700000000.000001"


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path, connected=False) as started:
        yield started


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"text": ""}, "no_text"),
        ("chat.postMessage", {"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ("chat.postMessage", {"blocks": [{"type": "card"}]}, "invalid_blocks"),
        ("chat.postMessage", {"blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
        (
            "chat.postMessage",
            {"text": "x", "attachments": [{"id": 1}] * 101},
            "too_many_attachments",
        ),
        ("chat.postMessage", {"text": "x", "thread_ts": "soon"}, "invalid_thread_ts"),
        ("chat.postMessage", {"text": "x", "thread_ts": UNKNOWN_TS}, "thread_not_found"),
        ("chat.postMessage", {"text": "x", "metadata": "nothing"}, "invalid_metadata_format"),
        ("chat.postMessage", {"text": "x", "metadata": {"a": 1}}, "invalid_metadata_schema"),
        ("chat.update", {"ts": UNKNOWN_TS, "text": "x"}, "message_not_found"),
        ("chat.delete", {"ts": UNKNOWN_TS}, "message_not_found"),
        ("chat.getPermalink", {"message_ts": UNKNOWN_TS}, "message_not_found"),
        ("chat.postEphemeral", {"user": cast.KIM.id, "text": "x"}, "user_not_in_channel"),
        ("conversations.replies", {"ts": UNKNOWN_TS}, "thread_not_found"),
        ("conversations.history", {"cursor": "later"}, "invalid_cursor"),
        ("reactions.add", {"timestamp": UNKNOWN_TS, "name": "eyes"}, "message_not_found"),
        ("users.info", {"user": "U0NOBODY01"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S0NOTHING1"}, "no_such_subteam"),
        ("files.info", {"file": "F0NOTHING1"}, "file_not_found"),
        ("views.update", {"view_id": "V0NOTHING1", "view": modal(section("x"))}, "not_found"),
        ("chat.schedule", {}, "unknown_method"),
    ],
)
async def test_what_slack_refuses_has_its_own_name(
    slack: Workspace, method: str, arguments: dict[str, Any], error: str
) -> None:
    assert await slack.error(method, channel=cast.NUMBERS_CHANNEL_ID, **arguments) == error


async def test_people_and_groups_are_described_as_slack_does(slack: Workspace) -> None:
    ana = (await slack.call("users.info", user=cast.ANA.id))["user"]
    lee = (await slack.call("users.info", user=cast.LEE.id))["user"]
    kim = (await slack.call("users.info", user=cast.KIM.id))["user"]
    members = await slack.call("usergroups.users.list", usergroup=cast.APPROVERS_GROUP_ID)
    groups = await slack.call("usergroups.list", include_count=True)
    everyone = await slack.call("users.list", limit=3)

    assert (ana["real_name"], ana["profile"]["display_name"]) == ("Ana Ruiz", "Ana")
    assert ana["tz"] == "America/New_York"
    assert "email" not in ana["profile"]
    assert (lee["is_restricted"], kim["deleted"]) == (True, True)
    assert members["users"] == [cast.MEI.id, cast.RAJ.id]
    assert groups["usergroups"][0]["user_count"] == 2
    assert len(everyone["members"]) == 3
    assert everyone["response_metadata"]["next_cursor"]


async def test_channels_are_described_and_hidden_as_slack_does(slack: Workspace) -> None:
    listed = await slack.call("conversations.list", types="public_channel,private_channel")
    told = await slack.call("conversations.info", channel=cast.RANDOM_CHANNEL_ID)
    members = await slack.call("conversations.members", channel=cast.NUMBERS_CHANNEL_ID)

    names = [channel["name"] for channel in listed["channels"]]
    assert sorted(names) == ["number-approvals", "numbers", "random"]
    assert told["channel"]["is_member"] is False
    assert cast.BOT_USER_ID in members["members"]


async def test_the_clients_own_upload_arrives_in_the_thread(slack: Workspace) -> None:
    root = await slack.post(text="Order 1042")

    await slack.client.files_upload_v2(
        channel=cast.NUMBERS_CHANNEL_ID,
        thread_ts=root,
        filename="order-1042.csv",
        content="number\n+19195550142\n",
        initial_comment="All of them",
    )

    reply = (await slack.messages("numbers", thread_ts=root))[1]
    file = (await slack.look("files"))["files"][0]
    async with slack.session.get(reply["files"][0]["url_private"]) as answer:
        downloaded = await answer.text()
    assert reply["text"] == "All of them"
    assert file["content"] == downloaded == "number\n+19195550142\n"


async def test_an_upload_is_completed_once_and_only_with_its_bytes(slack: Workspace) -> None:
    begun = await slack.call("files.getUploadURLExternal", filename="a.csv", length=3)
    files = [{"id": begun["file_id"]}]

    too_early = await slack.error("files.completeUploadExternal", files=files)
    async with slack.session.post(begun["upload_url"], data=b"abcd") as answer:
        assert answer.status == 400

    assert too_early == "file_not_found"
    assert await slack.error("files.completeUploadExternal", files=files) == "file_not_found"


async def test_who_the_bot_is(slack: Workspace) -> None:
    told = await slack.call("auth.test")
    team = await slack.call("team.info")

    assert told["user_id"] == cast.BOT_USER_ID
    assert told["bot_id"] == cast.BOT_ID
    assert told["team_id"] == team["team"]["id"] == cast.TEAM_ID


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        (cast.APP_TOKEN, "auth.test", "not_allowed_token_type"),
        (cast.BOT_TOKEN, "apps.connections.open", "not_allowed_token_type"),
        ("", "auth.test", "not_authed"),
    ],
)
async def test_only_the_right_token_opens_a_method(
    slack: Workspace, token: str, method: str, error: str
) -> None:
    client = AsyncWebClient(token, base_url=f"{slack.url}/api/", session=slack.session)

    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method)

    assert refused.value.response["error"] == error


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("chat.postMessage", {"channel": cast.NUMBERS_CHANNEL_ID, "text": "x"}, "chat:write"),
        ("users.info", {"user": cast.ANA.id}, "users:read"),
        ("conversations.history", {"channel": cast.ANA.dm_id}, "im:history"),
        ("conversations.history", {"channel": cast.DEALS_CHANNEL_ID}, "groups:history"),
        ("conversations.list", {"types": "public_channel"}, "channels:read"),
        ("usergroups.users.list", {"usergroup": cast.APPROVERS_GROUP_ID}, "usergroups:read"),
    ],
)
async def test_a_method_outside_the_manifests_scopes_names_the_missing_one(
    tmp_path: Path, method: str, arguments: dict[str, Any], needed: str
) -> None:
    body = manifest(scopes=("commands", "im:write"))
    async with Workspace(tmp_path, connected=False, body=body) as slack:
        answer = await slack.call(method, **arguments)

    assert answer["error"] == "missing_scope"
    assert answer["needed"] == needed
    assert answer["provided"] == "commands,im:write"


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(text_input(), submit=None), "submit"),
        (modal(section("x"), title=None), "title"),
        (modal(section("x"), title={"type": "plain_text", "text": "x" * 25}), "less than 25"),
        (modal(section("x"), private_metadata="x" * 3001), "less than 3001"),
        (modal(*[section("x")] * 101), "no more than 100"),
        ({"type": "home", "blocks": []}, "type modal"),
    ],
)
async def test_a_view_that_slack_would_refuse_does_not_open(
    slack: Workspace, view: dict[str, Any], complaint: str
) -> None:
    trigger = await _trigger(slack)

    answer = await slack.call("views.open", trigger_id=trigger, view=view)

    assert answer["error"] == "invalid_arguments"
    assert complaint in answer["response_metadata"]["messages"][0]


async def test_a_view_of_a_quarter_megabyte_is_too_large(slack: Workspace) -> None:
    blocks = [section("x" * 3000)] * 90

    error = await slack.error("views.open", trigger_id=await _trigger(slack), view=modal(*blocks))

    assert error == "view_too_large"


async def _trigger(slack: Workspace) -> str:
    """A trigger id: the command is not acked, but it was sent and journaled."""
    await slack.act("shortcut", user="ana", callback_id="order_form")
    entries = await slack.look("journal")
    return entries[-1]["request"]["trigger_id"]
