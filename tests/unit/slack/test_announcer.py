from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.order import State
from bot.domain.picture import Card, Home, House, Reply, ReplyKind, Watch
from bot.slack.announcer import SlackAnnouncer
from tests.unit.slack.build import ID, bought, picture, request, told
from tests.unit.slack.web_api import WebApi, slow_down, web_api

ROOT = Card(ID, "root", "C0NUMBERS")
NOTICE = Card(ID, "notice:completed", "C0NUMBERS", thread_ts="17.0001")
REPLY = Reply(ReplyKind.CANT_CHECK)


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with web_api() as api:
        yield api


@pytest.fixture
def announcer(slack: WebApi) -> SlackAnnouncer:
    assert slack.session
    return SlackAnnouncer(slack.client, slack.session, House(contact="#telecom"))


def said(card: Card, ts: str, part: object = 0, **changes: object) -> dict[str, Any]:
    payload = {"order": card.order_id, "kind": card.kind, "part": part} | changes
    return {"ts": ts, "metadata": {"event_type": "order_card", "event_payload": payload}}


async def test_a_card_is_posted_with_fallback_and_metadata_and_without_previews(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    posted = await announcer.post(picture(), ROOT, look_first=False)

    [sent] = slack.asked("chat.postMessage")
    assert posted == Card(ID, "root", "C0NUMBERS", "17.0001")
    assert sent["text"].startswith("Order 1042 · Waiting for approval")
    assert sent["metadata"] == said(ROOT, "")["metadata"]
    assert (sent["parse"], sent["unfurl_links"], sent["unfurl_media"]) == ("none", False, False)
    assert "thread_ts" not in sent


async def test_a_notice_goes_into_its_thread(slack: WebApi, announcer: SlackAnnouncer) -> None:
    await announcer.post(picture(State.COMPLETED), NOTICE, look_first=False)

    assert slack.asked("chat.postMessage")[0]["thread_ts"] == "17.0001"


async def test_what_has_no_room_follows_in_the_thread(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    drawn = picture(State.COMPLETED, numbers=bought(1500), request=request(1500))

    posted = await announcer.post(drawn, NOTICE, look_first=False)

    sent = slack.asked("chat.postMessage")
    assert [each["metadata"]["event_payload"]["part"] for each in sent] == [0, 1, 2]
    assert posted.ts == "17.0001"


async def test_a_card_that_is_there_already_is_not_posted_again(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    others: list[dict[str, Any]] = [
        {"ts": "16.0001", "text": "hello"},
        {"ts": "16.0002", "metadata": {"event_type": "other", "event_payload": {}}},
        said(ROOT, "16.0003", kind="approval"),
        said(ROOT, "16.0004", order="01OTHER"),
        said(ROOT, "16.0005", part="zero"),
    ]
    slack.says(
        "conversations.history",
        {"messages": others, "response_metadata": {"next_cursor": "more"}},
        {"messages": [said(ROOT, "16.0006")]},
    )

    posted = await announcer.post(picture(), ROOT, look_first=True)

    assert posted.ts == "16.0006"
    assert slack.asked("chat.postMessage") == []
    assert slack.asked("conversations.history")[1]["cursor"] == "more"


async def test_only_the_parts_that_are_missing_are_posted(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    slack.says("conversations.replies", {"messages": [said(NOTICE, "16.0001")]})
    drawn = picture(State.COMPLETED, numbers=bought(1000), request=request(1000))

    posted = await announcer.post(drawn, NOTICE, look_first=True)

    [sent] = slack.asked("chat.postMessage")
    assert sent["metadata"]["event_payload"]["part"] == 1
    assert posted.ts == "16.0001"
    assert slack.asked("conversations.replies")[0]["ts"] == "17.0001"


async def test_where_nobody_may_look_the_card_is_posted(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    slack.says("conversations.history", {"error": "missing_scope"})

    posted = await announcer.post(picture(), ROOT, look_first=True)

    assert posted.ts == "17.0002"


async def test_when_looking_fails_for_a_moment_nothing_is_posted(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    slack.says("conversations.history", slow_down())

    with pytest.raises(SlackUnavailableError):
        await announcer.post(picture(), ROOT, look_first=True)

    assert slack.asked("chat.postMessage") == []


REMINDER = told(key="digest:1")
REMINDED = {"event_type": "order_digest", "event_payload": {"key": "digest:1"}}


async def test_a_reminder_bears_its_key(slack: WebApi, announcer: SlackAnnouncer) -> None:
    await announcer.remind(REMINDER, "C0APPROVAL", look_first=False)

    [sent] = slack.asked("chat.postMessage")
    assert (sent["channel"], sent["metadata"]) == ("C0APPROVAL", REMINDED)
    assert sent["text"].startswith("1 request waits")
    assert slack.asked("conversations.history") == []


@pytest.mark.parametrize(
    ("found", "posts"),
    [
        ({"messages": [{"ts": "16.0001", "metadata": REMINDED}]}, 0),
        ({"messages": [{"ts": "16.0001", "text": "hello"}]}, 1),
        ({"error": "missing_scope"}, 1),
    ],
)
async def test_a_reminder_that_is_there_already_is_not_posted_again(
    slack: WebApi, announcer: SlackAnnouncer, found: dict[str, Any], posts: int
) -> None:
    slack.says("conversations.history", found)

    await announcer.remind(REMINDER, "C0APPROVAL", look_first=True)

    assert len(slack.asked("chat.postMessage")) == posts


async def test_a_card_is_drawn_anew_with_text_and_blocks(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    await announcer.redraw(picture(), Card(ID, "root", "C0NUMBERS", "17.0001"))

    [sent] = slack.asked("chat.update")
    assert (sent["channel"], sent["ts"], sent["parse"]) == ("C0NUMBERS", "17.0001", "none")
    assert sent["text"]
    assert sent["blocks"]
    assert "metadata" not in sent


async def test_a_card_that_is_there_twice_is_deleted(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    await announcer.retract(Card(ID, "root", "C0NUMBERS", "17.0001"))

    [sent] = slack.asked("chat.delete")
    assert (sent["channel"], sent["ts"]) == ("C0NUMBERS", "17.0001")


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "is_archived"])
async def test_a_channel_that_cannot_be_used_is_a_refusal(
    slack: WebApi, announcer: SlackAnnouncer, code: str
) -> None:
    slack.says("chat.postMessage", {"error": code})

    with pytest.raises(SlackRefusedError) as caught:
        await announcer.post(picture(), ROOT, look_first=False)

    assert caught.value.code == code


async def test_a_card_that_was_deleted_is_a_refusal(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    slack.says("chat.update", {"error": "message_not_found"})

    with pytest.raises(SlackRefusedError) as caught:
        await announcer.redraw(picture(), Card(ID, "root", "C0NUMBERS", "17.0001"))

    assert caught.value.code == "message_not_found"


async def test_slow_down_says_for_how_long(slack: WebApi, announcer: SlackAnnouncer) -> None:
    slack.says("chat.postMessage", slow_down("7"))

    with pytest.raises(SlackUnavailableError) as caught:
        await announcer.post(picture(), ROOT, look_first=False)

    assert caught.value.retry_after_s == 7
    assert len(slack.asked("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("header", "wait_s"), [("", 1), ("soon", 1), ("0", 1), ("30", 30), ("99999", 300)]
)
async def test_a_strange_wait_is_kept_within_reason(
    slack: WebApi, announcer: SlackAnnouncer, header: str, wait_s: float
) -> None:
    slack.says("chat.postMessage", slow_down(header))

    with pytest.raises(SlackUnavailableError) as caught:
        await announcer.post(picture(), ROOT, look_first=False)

    assert caught.value.retry_after_s == wait_s


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "internal_error"},
        {"error": ""},
        web.json_response({"ok": False, "error": "fatal_error"}, status=500),
        web.Response(text="<html>Bad gateway</html>", content_type="text/html", status=502),
        web.Response(text="Bad gateway", status=502),
        web.Response(text="not json", content_type="application/json"),
    ],
    ids=["internal", "nameless", "500", "html", "text", "garbled"],
)
async def test_trouble_at_slack_is_tried_again_later(
    slack: WebApi, announcer: SlackAnnouncer, answer: web.Response | dict[str, Any]
) -> None:
    slack.says("chat.postMessage", answer)

    with pytest.raises(SlackUnavailableError):
        await announcer.post(picture(), ROOT, look_first=False)


async def test_a_slack_that_is_not_there_is_tried_again_later(slack: WebApi) -> None:
    slack.base = "http://127.0.0.1:9/api/"
    assert slack.session

    with pytest.raises(SlackUnavailableError):
        await SlackAnnouncer(slack.client, slack.session).direct("U0ANA")


async def test_a_private_answer_goes_to_the_response_url_and_replaces_nothing(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    await announcer.reply(REPLY, user="U0ANA", names={}, response_url=f"{slack.base}hook")

    [sent] = slack.asked("hook")
    assert sent["response_type"] == "ephemeral"
    assert sent["replace_original"] is False
    assert sent["text"].startswith("I can't check who may do this")


async def test_a_private_answer_without_url_is_a_direct_message(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    slack.says("conversations.open", {"channel": {"id": "D0ANA"}})

    await announcer.reply(REPLY, user="U0ANA", names={}, response_url="")

    assert slack.asked("conversations.open")[0]["users"] == "U0ANA"
    assert slack.asked("chat.postMessage")[0]["channel"] == "D0ANA"


async def test_a_used_up_response_url_is_a_refusal(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    slack.says("hook", web.Response(status=404, text="used_url"))

    with pytest.raises(SlackRefusedError) as caught:
        await announcer.reply(REPLY, user="U0ANA", names={}, response_url=f"{slack.base}hook")

    assert caught.value.code == "used_url"


async def test_a_response_url_in_trouble_is_tried_again_later(
    slack: WebApi, announcer: SlackAnnouncer
) -> None:
    slack.says("hook", web.Response(status=503), slow_down())

    for _ in range(2):
        with pytest.raises(SlackUnavailableError):
            await announcer.reply(REPLY, user="U0ANA", names={}, response_url=f"{slack.base}hook")


async def test_a_home_is_published_to_its_person(slack: WebApi, announcer: SlackAnnouncer) -> None:
    await announcer.publish(Home("U0OLU", watch=Watch()))

    [sent] = slack.asked("views.publish")
    assert sent["user_id"] == "U0OLU"
    assert sent["view"]["type"] == "home"
    assert "pause" in str(sent["view"]["blocks"])


@pytest.mark.parametrize(
    ("answer", "raised"),
    [(slow_down(), SlackUnavailableError), ({"error": "not_enabled"}, SlackRefusedError)],
    ids=["busy", "refused"],
)
async def test_a_home_that_slack_does_not_take_says_whether_to_try_again(
    slack: WebApi,
    announcer: SlackAnnouncer,
    answer: web.Response | dict[str, str],
    raised: type[Exception],
) -> None:
    slack.says("views.publish", answer)

    with pytest.raises(raised):
        await announcer.publish(Home("U0OLU"))
