from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck

from sandbox.slack import cast
from tests.contract.local_slacks import (
    Workspace,
    actions,
    button,
    modal,
    section,
    text_input,
)

PLACE_SEARCH = {
    "type": "input",
    "block_id": "place",
    "dispatch_action": True,
    "label": {"type": "plain_text", "text": "Place"},
    "element": {"type": "external_select", "action_id": "place", "min_query_length": 2},
}


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path, delivery=request.param) as started:
        yield started


async def test_a_form_arrives_with_what_was_typed_and_with_initial_values(
    slack: Workspace,
) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.view("form")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    quantity = text_input("quantity", element={"action_id": "n", "initial_value": "10"})
    note = text_input("note", optional=True)
    view_id = await _open(slack, modal(text_input(), quantity, note))

    told = await slack.act(
        "submit", user="ana", view_id=view_id, values={"reason": {"typed": "Too many"}}
    )

    values = got[0]["view"]["state"]["values"]
    assert told["status"] == "ok"
    assert values["reason"]["typed"] == {"type": "plain_text_input", "value": "Too many"}
    assert values["quantity"]["n"]["value"] == "10"
    assert values["note"]["typed"]["value"] is None
    assert await _open_ids(slack) == []


async def test_errors_keep_the_form_open_and_come_back(slack: Workspace) -> None:
    @slack.app.view("form")
    async def received(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"reason": "Say more."})

    view_id = await _open(slack, modal(text_input()))

    told = await slack.act("submit", user="ana", view_id=view_id, values={"reason": "No"})

    assert told["response_action"] == "errors"
    assert told["errors"] == {"reason": "Say more."}
    assert await _open_ids(slack) == [view_id]


async def test_errors_for_a_block_that_is_not_there_are_no_answer(slack: Workspace) -> None:
    @slack.app.view("form")
    async def received(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"nowhere": "Say more."})

    view_id = await _open(slack, modal(text_input()))

    told = await slack.act("submit", user="ana", view_id=view_id, values={"reason": "No"})

    assert told["status"] == "invalid_view_response"


@pytest.mark.parametrize(
    ("more", "typed", "complaint"),
    [
        ({}, "", "required"),
        ({"element": {"max_length": 3}}, "four", "at most 3"),
        ({"element": {"min_length": 5}}, "four", "at least 5"),
        (
            {"element": {"type": "number_input", "is_decimal_allowed": False, "max_value": "25"}},
            "26",
            "up to 25",
        ),
        ({"element": {"type": "number_input", "is_decimal_allowed": False}}, "1.5", "whole"),
        ({"element": {"type": "number_input", "is_decimal_allowed": False}}, "²", "a number"),
        ({"element": {"type": "email_text_input"}}, "ana", "email"),
        ({"element": {"type": "url_text_input"}}, "acme", "URL"),
    ],
)
async def test_what_the_browser_refuses_never_reaches_the_bot(
    slack: Workspace, more: dict[str, Any], typed: str, complaint: str
) -> None:
    view_id = await _open(slack, modal(text_input(**more)))

    told = await slack.act("submit", user="ana", view_id=view_id, values={"reason": typed})

    assert told["status"] == "incomplete"
    assert complaint in told["errors"]["reason"]


async def test_an_answer_can_update_push_and_clear(slack: Workspace) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "update", "view": modal(section("Second look"))},
        {"response_action": "push", "view": modal(section("On top"))},
        {"response_action": "clear"},
    ]

    @slack.app.view("form")
    async def received(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    view_id = await _open(slack, modal(section("First look")))

    await slack.act("submit", user="ana", view_id=view_id)
    updated = (await slack.look("views", user="ana"))["modals"]
    await slack.act("submit", user="ana", view_id=view_id)
    pushed = (await slack.look("views", user="ana"))["modals"]
    below = await slack.refused("submit", user="ana", view_id=view_id)
    await slack.act("submit", user="ana", view_id=pushed[1]["id"])

    assert [view["id"] for view in updated] == [view_id]
    assert updated[0]["blocks"][0]["text"]["text"] == "Second look"
    assert pushed[1]["previous_view_id"] == pushed[1]["root_view_id"] == view_id
    assert "on top" in below
    assert await _open_ids(slack) == []


async def test_closing_tells_the_bot_only_where_it_asked(slack: Workspace) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.view_closed("form")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    quiet = await _open(slack, modal(section("Hi")))
    await slack.act("close", user="ana", view_id=quiet)
    told = await _open(slack, modal(section("Hi"), notify_on_close=True))
    await slack.act("close", user="ana", view_id=told, all=True)

    assert [(body["view"]["id"], body["is_cleared"]) for body in got] == [(told, True)]
    assert await _open_ids(slack) == []


async def test_typing_in_a_dispatching_field_updates_the_form_and_keeps_what_was_typed(
    slack: Workspace,
) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.action("place")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()
        form = modal(text_input(), PLACE_SEARCH, section("12 are free"))
        view = body["view"]
        await slack.call("views.update", view_id=view["id"], hash=view["hash"], view=form)

    @slack.app.options("place")
    async def suggest(ack: AsyncAck, payload: dict[str, Any]) -> None:
        text = {"type": "plain_text", "text": f"{payload['value']}, NC"}
        await ack(options=[{"text": text, "value": "cary-nc"}])

    view_id = await _open(slack, modal(text_input(), PLACE_SEARCH))
    where = {"user": "ana", "view_id": view_id, "block_id": "place", "action_id": "place"}

    offered = await slack.act("options", **where, value="Cary")
    await slack.act("click", **where, value="cary-nc", values={"reason": "Half a sent"})

    view = (await slack.look("views", user="ana"))["modals"][0]
    assert offered["options"][0]["text"]["text"] == "Cary, NC"
    assert got[0]["actions"][0]["selected_option"]["value"] == "cary-nc"
    assert got[0]["view"]["state"]["values"]["reason"]["typed"]["value"] == "Half a sent"
    assert "channel" not in got[0]
    assert view["state"]["values"]["reason"]["typed"]["value"] == "Half a sent"
    assert view["state"]["values"]["place"]["place"]["selected_option"]["value"] == "cary-nc"


async def test_what_was_typed_into_a_field_that_is_gone_is_forgotten(slack: Workspace) -> None:
    view_id = await _open(slack, modal(text_input(), actions(button("more"))))

    @slack.app.action("more")
    async def received(ack: AsyncAck) -> None:
        await ack()

    await slack.act("click", user="ana", view_id=view_id, action_id="more", values={"reason": "x"})

    for form in (modal(actions(button("more"))), modal(text_input())):
        await slack.call("views.update", view_id=view_id, view=form)

    view = (await slack.look("views", user="ana"))["modals"][0]
    assert view["state"]["values"]["reason"]["typed"]["value"] is None
    assert received


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "users_select"}, cast.KIM.id),
        ({"type": "users_select"}, "U0NOBODY"),
        ({"type": "conversations_select"}, cast.DEALS_CHANNEL_ID),
        (
            {"type": "conversations_select", "filter": {"include": ["private"]}},
            cast.NUMBERS_CHANNEL_ID,
        ),
        ({"type": "channels_select"}, "C0NOWHERE"),
    ],
)
async def test_a_menu_lists_only_whom_and_what_its_person_sees(
    slack: Workspace, element: dict[str, Any], value: str
) -> None:
    view_id = await _open(slack, modal(text_input(element=element)), user="sam")

    sentence = await slack.refused("submit", user="sam", view_id=view_id, values={"reason": value})

    assert f"does not list {value}" in sentence


async def test_a_chosen_channel_brings_an_address_for_answers_there(slack: Workspace) -> None:
    got: list[dict[str, Any]] = []

    @slack.app.view("form")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    menu = {"type": "conversations_select", "action_id": "typed", "response_url_enabled": True}
    view_id = await _open(slack, modal(text_input(element=menu)))
    values = {"reason": cast.RANDOM_CHANNEL_ID}

    await slack.act("submit", user="ana", view_id=view_id, values=values)

    [address] = got[0]["response_urls"]
    chosen = got[0]["view"]["state"]["values"]["reason"]["typed"]
    assert address["channel_id"] == chosen["selected_conversation"] == cast.RANDOM_CHANNEL_ID
    assert received


async def test_a_search_waits_for_enough_characters(slack: Workspace) -> None:
    view_id = await _open(slack, modal(PLACE_SEARCH))

    sentence = await slack.refused(
        "options", user="ana", view_id=view_id, block_id="place", action_id="place", value="C"
    )

    assert "2 typed characters" in sentence


async def test_an_old_hash_does_not_overwrite_a_newer_view(slack: Workspace) -> None:
    view_id = await _open(slack, modal(section("1")))
    before = (await slack.look("views", user="ana"))["modals"][0]["hash"]
    await slack.call("views.update", view_id=view_id, hash=before, view=modal(section("2")))

    error = await slack.error(
        "views.update", view_id=view_id, hash=before, view=modal(section("3"))
    )

    assert error == "hash_conflict"


async def test_a_fourth_modal_does_not_fit_on_the_stack(slack: Workspace) -> None:
    errors: list[str] = []

    @slack.app.action("deeper")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        answer = await slack.call(
            "views.push", trigger_id=body["trigger_id"], view=modal(actions(button("deeper")))
        )
        errors.append(answer.get("error", ""))
        await ack()

    await _open(slack, modal(actions(button("deeper"))))
    for _ in range(3):
        top = (await _open_ids(slack))[-1]
        await slack.act("click", user="ana", view_id=top, action_id="deeper")

    assert errors == ["", "", "push_limit_reached"]


async def test_nobody_uses_the_modal_of_another(slack: Workspace) -> None:
    view_id = await _open(slack, modal(text_input()))

    sentence = await slack.refused("submit", user="mei", view_id=view_id, values={"reason": "x"})

    assert "mei has no view" in sentence


async def _open(slack: Workspace, view: dict[str, Any], *, user: str = "ana") -> str:
    """Open a modal for a person, as a bot does: from a shortcut's trigger."""
    waiting, opened = [view], list[str]()

    async def not_yet_open() -> bool:
        return bool(waiting)

    @slack.app.shortcut("order_form", matchers=[not_yet_open])
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        answer = await slack.call("views.open", trigger_id=body["trigger_id"], view=waiting.pop())
        opened.append(answer["view"]["id"])
        await ack()

    await slack.act("shortcut", user=user, callback_id="order_form")
    return opened[0]


async def _open_ids(slack: Workspace) -> list[str]:
    return [view["id"] for view in (await slack.look("views", user="ana"))["modals"]]
