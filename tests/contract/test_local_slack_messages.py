from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack import cast
from tests.contract.local_slacks import Workspace, section


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


async def test_a_permalink_leads_into_the_thread(slack: Workspace) -> None:
    root = await slack.post(text="root")
    reply = await slack.post(text="reply", thread_ts=root)

    link = await slack.call("chat.getPermalink", channel=cast.NUMBERS_CHANNEL_ID, message_ts=reply)

    assert f"thread_ts={root}" in link["permalink"]


async def test_a_reaction_is_given_once(slack: Workspace) -> None:
    ts = await slack.post(text="Hi")
    where = {"channel": cast.NUMBERS_CHANNEL_ID, "timestamp": ts, "name": "eyes"}

    await slack.call("reactions.add", **where)

    assert await slack.error("reactions.add", **where) == "already_reacted"
    assert (await slack.messages("numbers"))[0]["reactions"][0]["count"] == 1


async def _refused_look(slack: Workspace, **query: str) -> str:
    async with slack.session.get(f"{slack.url}/_control/messages", params=query) as answer:
        return (await answer.json())["error"]
