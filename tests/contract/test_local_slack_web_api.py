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
    ("channel", "error"),
    [
        (cast.RANDOM_CHANNEL_ID, "not_in_channel"),
        ("random", "not_in_channel"),
        (cast.DEALS_CHANNEL_ID, "channel_not_found"),
        ("deals", "channel_not_found"),
        ("C0NOWHERE1", "channel_not_found"),
        (cast.KIM.id, "user_disabled"),
        (cast.BOT_USER_ID, "user_not_found"),
    ],
)
async def test_the_bot_posts_only_where_it_is(slack: Workspace, channel: str, error: str) -> None:
    assert await slack.error("chat.postMessage", channel=channel, text="Hi") == error


async def test_an_archived_channel_takes_no_message_and_no_update(slack: Workspace) -> None:
    ts = await slack.post(text="Before")

    await slack.act("archive", channel="numbers", archived=True)

    where = {"channel": cast.NUMBERS_CHANNEL_ID}
    assert await slack.error("chat.postMessage", **where, text="After") == "is_archived"
    assert await slack.error("chat.update", **where, ts=ts, text="After") == "is_inactive"


async def test_a_bot_that_joins_a_public_channel_may_post_there(slack: Workspace) -> None:
    await slack.call("conversations.join", channel=cast.RANDOM_CHANNEL_ID)

    await slack.post(cast.RANDOM_CHANNEL_ID, text="Hi")

    assert await slack.texts("random", user="sam") == ["Hi"]
    private = await slack.error("conversations.join", channel=cast.DEALS_CHANNEL_ID)
    assert private == "channel_not_found"


@pytest.mark.parametrize("channel", ["numbers", "#numbers", cast.NUMBERS_CHANNEL_ID])
async def test_a_channel_is_reached_by_id_and_by_name(slack: Workspace, channel: str) -> None:
    answer = await slack.call("chat.postMessage", channel=channel, text="Hi")

    assert answer["channel"] == cast.NUMBERS_CHANNEL_ID


async def test_a_direct_message_is_reached_by_user_id_and_by_opening_it(slack: Workspace) -> None:
    opened = await slack.call("conversations.open", users=cast.ANA.id)
    posted = await slack.call("chat.postMessage", channel=cast.ANA.id, text="Hi Ana")

    assert posted["channel"] == opened["channel"]["id"] == cast.ANA.dm_id
    assert await slack.texts("@ana", user="ana") == ["Hi Ana"]
    assert "cannot see" in await _refused_look(slack, channel="@ana", user="mei")


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"text": ""}, "no_text"),
        ("chat.postMessage", {"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ("chat.postMessage", {"blocks": [{"type": "card"}]}, "invalid_blocks"),
        ("chat.postMessage", {"blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
        ("chat.postMessage", {"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
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


async def test_a_refused_block_is_named_by_its_pointer(slack: Workspace) -> None:
    answer = await slack.call(
        "chat.postMessage", channel=cast.NUMBERS_CHANNEL_ID, blocks=[section("x" * 3001)]
    )

    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_an_update_cannot_touch_a_message_of_somebody_else(slack: Workspace) -> None:
    said = await slack.act("message", user="ana", channel="numbers", text="Mine")

    where = {"channel": cast.NUMBERS_CHANNEL_ID, "ts": said["ts"]}
    assert await slack.error("chat.update", **where, text="Yours") == "cant_update_message"
    assert await slack.error("chat.delete", **where) == "cant_delete_message"


@pytest.mark.parametrize(
    ("arguments", "text", "blocks"),
    [
        ({"text": "new"}, "new", None),
        ({"text": "new", "blocks": [section("b")]}, "new", "b"),
        ({"blocks": [section("b")]}, "old", "b"),
        ({"blocks": []}, "old", None),
        ({"metadata": {}}, "old", "a"),
    ],
)
async def test_an_update_replaces_blocks_as_slack_does(
    slack: Workspace, arguments: dict[str, Any], text: str, blocks: str | None
) -> None:
    ts = await slack.post(text="old", blocks=[section("a")])

    answer = await slack.call("chat.update", channel=cast.NUMBERS_CHANNEL_ID, ts=ts, **arguments)

    found = answer["message"].get("blocks")
    assert answer["message"]["text"] == text
    assert (found[0]["text"]["text"] if found else None) == blocks


async def test_an_update_refuses_a_text_that_a_post_takes(slack: Workspace) -> None:
    ts = await slack.post(text="x" * 4001)

    error = await slack.error(
        "chat.update", channel=cast.NUMBERS_CHANNEL_ID, ts=ts, text="x" * 4001
    )

    assert error == "msg_too_long"


async def test_metadata_is_kept_until_it_is_emptied_and_read_only_on_request(
    slack: Workspace,
) -> None:
    about = {"event_type": "order", "event_payload": {"id": "1042"}}
    ts = await slack.post(text="Card", metadata=about)
    where = {"channel": cast.NUMBERS_CHANNEL_ID}

    await slack.call("chat.update", **where, ts=ts, text="Card 2")
    plain = await slack.call("conversations.history", **where)
    full = await slack.call("conversations.history", **where, include_all_metadata=True)
    await slack.call("chat.update", **where, ts=ts, text="Card 3", metadata={})
    emptied = await slack.call("conversations.history", **where, include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == about
    assert "metadata" not in emptied["messages"][0]


async def test_history_is_newest_first_in_pages_and_leaves_replies_to_their_thread(
    slack: Workspace,
) -> None:
    where = {"channel": cast.NUMBERS_CHANNEL_ID}
    roots = [await slack.post(text=f"root {n}") for n in range(3)]
    await slack.post(text="reply 1", thread_ts=roots[0])
    await slack.post(text="shown in both", thread_ts=roots[0], reply_broadcast=True)

    first = await slack.call("conversations.history", **where, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = await slack.call("conversations.history", **where, limit=3, cursor=cursor)
    since = await slack.call("conversations.history", **where, oldest=roots[1])
    including = await slack.call(
        "conversations.history", **where, oldest=roots[1], latest=roots[2], inclusive=True
    )
    thread = await slack.call("conversations.replies", **where, ts=roots[0])

    assert [m["text"] for m in first["messages"]] == ["shown in both", "root 2", "root 1"]
    assert first["has_more"] is True
    assert [m["text"] for m in second["messages"]] == ["root 0"]
    assert second["messages"][0]["reply_count"] == 2
    assert [m["text"] for m in since["messages"]] == ["shown in both", "root 2"]
    assert [m["text"] for m in including["messages"]] == ["root 2", "root 1"]
    assert [m["text"] for m in thread["messages"]] == ["root 0", "reply 1", "shown in both"]


async def test_a_deleted_root_leaves_its_thread(slack: Workspace) -> None:
    root = await slack.post(text="root")
    await slack.post(text="reply", thread_ts=root)
    alone = await slack.post(text="alone")

    for ts in (root, alone):
        await slack.call("chat.delete", channel=cast.NUMBERS_CHANNEL_ID, ts=ts)

    assert await slack.texts("numbers") == ["This message was deleted."]
    assert await slack.texts("numbers", thread_ts=root) == ["This message was deleted.", "reply"]


async def test_private_notes_are_in_nobodys_history(slack: Workspace) -> None:
    noted = await slack.call(
        "chat.postEphemeral", channel=cast.NUMBERS_CHANNEL_ID, user=cast.ANA.id, text="For you"
    )

    history = await slack.call("conversations.history", channel=cast.NUMBERS_CHANNEL_ID)
    updated = await slack.error(
        "chat.update", channel=cast.NUMBERS_CHANNEL_ID, ts=noted["message_ts"], text="x"
    )
    assert history["messages"] == []
    assert updated == "message_not_found"


async def test_people_and_groups_are_described_as_slack_does(slack: Workspace) -> None:
    ana = (await slack.client.users_info(user=cast.ANA.id))["user"]
    lee = (await slack.client.users_info(user=cast.LEE.id))["user"]
    kim = (await slack.client.users_info(user=cast.KIM.id))["user"]
    members = await slack.client.usergroups_users_list(usergroup=cast.APPROVERS_GROUP_ID)
    groups = await slack.client.usergroups_list(include_count=True)
    everyone = await slack.client.users_list(limit=3)

    assert (ana["real_name"], ana["profile"]["display_name"]) == ("Ana Ruiz", "Ana")
    assert ana["tz"] == "America/New_York"
    assert "email" not in ana["profile"]
    assert (lee["is_restricted"], kim["deleted"]) == (True, True)
    assert members["users"] == [cast.MEI.id, cast.RAJ.id]
    assert groups["usergroups"][0]["user_count"] == 2
    assert len(everyone["members"]) == 3
    assert everyone["response_metadata"]["next_cursor"]


async def test_channels_are_described_and_hidden_as_slack_does(slack: Workspace) -> None:
    listed = await slack.client.conversations_list(types="public_channel,private_channel")
    told = await slack.client.conversations_info(channel=cast.RANDOM_CHANNEL_ID)
    members = await slack.client.conversations_members(channel=cast.NUMBERS_CHANNEL_ID)

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


async def test_a_permalink_leads_into_the_thread(slack: Workspace) -> None:
    root = await slack.post(text="root")
    reply = await slack.post(text="reply", thread_ts=root)

    link = await slack.client.chat_getPermalink(channel=cast.NUMBERS_CHANNEL_ID, message_ts=reply)

    assert f"thread_ts={root}" in link["permalink"]


async def test_a_reaction_is_given_once(slack: Workspace) -> None:
    ts = await slack.post(text="Hi")
    where = {"channel": cast.NUMBERS_CHANNEL_ID, "timestamp": ts, "name": "eyes"}

    await slack.call("reactions.add", **where)

    assert await slack.error("reactions.add", **where) == "already_reacted"
    assert (await slack.messages("numbers"))[0]["reactions"][0]["count"] == 1


async def test_who_the_bot_is(slack: Workspace) -> None:
    told = await slack.client.auth_test()
    team = await slack.client.team_info()

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


async def _refused_look(slack: Workspace, **query: str) -> str:
    async with slack.session.get(f"{slack.url}/_control/messages", params=query) as answer:
        return (await answer.json())["error"]
