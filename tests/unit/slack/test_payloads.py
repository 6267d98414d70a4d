from collections.abc import Callable
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.filled import read_filled
from bot.slack.ids import ActionId, BlockId, OrderRef
from bot.slack.payloads import (
    MAX_REASON,
    PayloadError,
    read_click,
    read_command,
    read_event,
    read_pause,
    read_reason,
)
from bot.slack.shortcuts import read_shortcut
from tests.unit.slack.build import ID

COMMAND: dict[str, Any] = {
    "user_id": "U0ANA",
    "user_name": "ana",
    "channel_id": "C0NUMBERS",
    "channel_name": "numbers",
    "command": "/order-numbers",
    "text": "Cary NC 2",
    "response_url": "https://hooks.example/commands/1",
    "trigger_id": "1.2.abc",
    "team_id": "T0ACME",
}
CLICK: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U0MEI", "username": "mei", "name": "mei"},
    "container": {"type": "message", "message_ts": "17.0001", "channel_id": "C0APPROVAL"},
    "trigger_id": "1.2.abc",
    "team": {"id": "T0ACME"},
    "channel": {"id": "C0APPROVAL", "name": "number-approvals"},
    "response_url": "https://hooks.example/actions/1",
    "actions": [{"action_id": "approve", "type": "button", "value": f"{ID}:3"}],
}
SUBMISSION: dict[str, Any] = {
    "type": "view_submission",
    "user": {"id": "U0MEI", "username": "mei"},
    "trigger_id": "1.2.abc",
    "view": {
        "id": "V1",
        "callback_id": "deny_reason",
        "private_metadata": f"{ID}:3",
        "state": {"values": {"reason": {"reason": {"value": " Use the free ones. "}}}},
    },
}
EVENT: dict[str, Any] = {
    "type": "event_callback",
    "event_id": "Ev1",
    "event": {"type": "subteam_members_changed", "subteam_id": "S0MANAGERS"},
}
AT_HOME: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U0OLU", "username": "olu", "name": "olu"},
    "container": {"type": "view", "view_id": "V2"},
    "trigger_id": "1.2.abc",
    "team": {"id": "T0ACME"},
    "view": {"id": "V2", "type": "home", "callback_id": ""},
    "actions": [{"action_id": "resume", "type": "button", "value": "resume"}],
}
OPENED: dict[str, Any] = {
    "type": "event_callback",
    "event_id": "Ev2",
    "event": {"type": "app_home_opened", "user": "U0OLU", "channel": "D0OLU", "tab": "home"},
}
READERS: list[Callable[[dict[str, Any]], object]] = [
    read_command,
    read_click,
    read_reason,
    read_pause,
    read_filled,
    read_event,
    read_shortcut,
]


def test_a_command_is_read() -> None:
    command = read_command(COMMAND)

    assert (command.user, command.text, command.trigger_id) == ("U0ANA", "Cary NC 2", "1.2.abc")
    assert (command.channel, command.team, command.private) == ("C0NUMBERS", "T0ACME", False)


def test_an_empty_command_has_no_text_at_all() -> None:
    assert read_command({**COMMAND, "text": None}).text == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"channel_name": "privategroup"},
        {"channel_name": "directmessage"},
        {"channel_id": "D0ANA"},
        {"channel_id": "G0DEALS"},
    ],
)
def test_a_conversation_that_is_not_public_is_private(changes: dict[str, str]) -> None:
    assert read_command(COMMAND | changes).private


@pytest.mark.parametrize("missing", ["user_id", "channel_id", "trigger_id"])
def test_a_command_without_who_where_or_key_is_refused(missing: str) -> None:
    body = {key: value for key, value in COMMAND.items() if key != missing}

    with pytest.raises(PayloadError, match=missing):
        read_command(body)


def test_a_click_is_read_with_the_order_it_is_about() -> None:
    click = read_click(CLICK)

    assert (click.user, click.action, click.order_ref) == (
        "U0MEI",
        ActionId.APPROVE,
        OrderRef(ID, 3),
    )
    assert (click.channel, click.message_ts, click.private) == ("C0APPROVAL", "17.0001", False)


def test_a_click_on_a_reading_carries_the_commands_text_and_no_order() -> None:
    action = {"action_id": "place:2", "value": "Cary, NC 2"}

    click = read_click({**CLICK, "actions": [action]})

    assert (click.action, click.value, click.order_ref) == (ActionId.PLACE, "Cary, NC 2", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"actions": []},
        {"actions": "approve"},
        {"actions": ["approve"]},
        {"actions": [{"action_id": "approve", "value": "1042"}]},
        {"actions": [{"action_id": "approve"}]},
        {"actions": [{"action_id": "explode", "value": f"{ID}:3"}]},
        {"user": None},
        {"channel": "C0APPROVAL"},
    ],
    ids=repr,
)
def test_a_click_that_is_none_of_ours_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(PayloadError):
        read_click(CLICK | changes)


def test_a_click_in_a_home_has_neither_a_conversation_nor_an_address_for_answers() -> None:
    click = read_click(AT_HOME)

    assert (click.user, click.action, click.trigger_id) == ("U0OLU", ActionId.RESUME, "1.2.abc")
    assert (click.channel, click.message_ts, click.response_url) == ("", "", "")


def test_the_form_is_opened_in_a_channel_or_in_a_home() -> None:
    pressed = {"action_id": "open_form", "value": "Cary NX 2"}

    assert read_click({**CLICK, "actions": [pressed]}).channel == "C0APPROVAL"
    assert read_click({**AT_HOME, "actions": [pressed]}).channel == ""


SHORTCUT: dict[str, Any] = {
    "type": "shortcut",
    "callback_id": "order",
    "user": {"id": "U0ANA", "username": "ana"},
    "trigger_id": "1.2.abc",
}
ON_MESSAGE: dict[str, Any] = {
    **SHORTCUT,
    "type": "message_action",
    "channel": {"id": "C0DEALS", "name": "privategroup"},
    "message": {"text": "2 for <@U0MEI> &amp; <#C1|fair>, see <https://x.example|the plan> &lt;3"},
    "response_url": "https://hooks.example/actions/2",
}


def test_a_global_shortcut_has_neither_a_conversation_nor_a_message() -> None:
    used = read_shortcut(SHORTCUT)

    assert (used.user, used.trigger_id) == ("U0ANA", "1.2.abc")
    assert (used.channel, used.private, used.response_url, used.message) == ("", False, "", "")


def test_a_message_shortcut_brings_its_message_as_a_person_reads_it() -> None:
    used = read_shortcut(ON_MESSAGE)

    assert used.message == "2 for @U0MEI & #fair, see the plan <3"
    assert (used.channel, used.private) == ("C0DEALS", True)
    assert used.response_url == "https://hooks.example/actions/2"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<!channel> <!here|here>", "@channel here"),
        ("<!subteam^S1|@managers>", "@managers"),
        ("<!date^1^{date}|Friday>", "Friday"),
        ("<https://x.example>", "https://x.example"),
        ("&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"),
    ],
)
def test_markup_in_a_message_is_read_as_its_words(text: str, read: str) -> None:
    assert read_shortcut({**ON_MESSAGE, "message": {"text": text}}).message == read


@pytest.mark.parametrize("action", ["approve", "place"])
def test_a_click_that_needs_its_conversation_is_refused_in_a_home(action: str) -> None:
    pressed = {"action_id": action, "value": f"{ID}:3"}

    with pytest.raises(PayloadError, match="channel"):
        read_click({**AT_HOME, "actions": [pressed]})


def test_a_reason_is_read_trimmed() -> None:
    given_reason = read_reason(SUBMISSION)

    assert given_reason.reason == "Use the free ones."
    assert given_reason.order_ref == OrderRef(ID, 3)
    assert given_reason.view_id == "V1"


def test_a_reason_left_empty_is_empty_and_a_long_one_is_cut() -> None:
    def submitted(value: str | None) -> str:
        state = {"values": {"reason": {"reason": {"value": value}}}}
        return read_reason({**SUBMISSION, "view": {**SUBMISSION["view"], "state": state}}).reason

    assert submitted(None) == ""
    assert len(submitted("x" * 5000)) == MAX_REASON


def test_a_form_that_is_not_about_an_order_is_refused() -> None:
    view = {**SUBMISSION["view"], "private_metadata": ""}

    with pytest.raises(PayloadError):
        read_reason({**SUBMISSION, "view": view})


def test_a_reason_to_pause_is_read_trimmed_and_belongs_to_no_order() -> None:
    view = {**SUBMISSION["view"], "callback_id": "pause_reason", "private_metadata": ""}

    given_reason = read_pause({**SUBMISSION, "view": view})

    assert (given_reason.user, given_reason.trigger_id) == ("U0MEI", "1.2.abc")
    assert given_reason.reason == "Use the free ones."


def test_an_opened_home_names_who_opened_which_tab() -> None:
    event = read_event(OPENED)

    assert (event.event_id, event.user, event.tab) == ("Ev2", "U0OLU", "home")


def test_a_form_is_read_with_what_was_typed_trimmed_and_cut() -> None:
    typed = {"reason": {"reason": {"value": "x" * 5000}}, "note": {"note": {"value": " So. "}}}
    view = {**SUBMISSION["view"], "state": {"values": typed}, "hash": "1.abc"}

    filled = read_filled({**SUBMISSION, "view": view})

    assert (filled.order_ref, filled.view_id, filled.view_hash) == (OrderRef(ID, 3), "V1", "1.abc")
    assert filled.words(BlockId.NOTE) == "So."
    assert len(filled.words(BlockId.REASON)) == MAX_REASON
    assert filled.words(BlockId.ANSWER) == ""


@pytest.mark.parametrize(
    ("state", "read"),
    [
        ({"selected_option": {"value": "NC"}}, "NC"),
        ({"selected_options": [{"value": "true"}]}, "true"),
        ({"selected_user": "U0LEE"}, "U0LEE"),
        ({"selected_conversation": "C0NUMBERS"}, "C0NUMBERS"),
        ({"selected_option": None}, ""),
        ({"selected_options": []}, ""),
        (None, ""),
    ],
)
def test_a_choice_is_read_as_its_value_and_none_as_nothing(
    state: dict[str, Any] | None, read: str
) -> None:
    view = {**SUBMISSION["view"], "state": {"values": {"where": {"where": state}}}}

    assert read_filled({**SUBMISSION, "view": view}).values == {"where": read}


def test_a_form_tells_where_an_answer_in_its_chosen_channel_goes() -> None:
    urls = [{"channel_id": "C1", "response_url": "https://hooks.example/9"}]

    assert read_filled({**SUBMISSION, "response_urls": urls}).response_url.endswith("/9")
    assert read_filled({**SUBMISSION, "response_urls": []}).response_url == ""


def test_a_form_that_is_about_something_else_is_about_no_order() -> None:
    view = {**SUBMISSION["view"], "private_metadata": "1042"}

    with pytest.raises(PayloadError):
        _ = read_filled({**SUBMISSION, "view": view}).order_ref


def test_an_event_names_its_group_in_both_of_slacks_shapes() -> None:
    updated = {"type": "subteam_updated", "subteam": {"id": "S0OTHERS"}}

    assert read_event(EVENT).group == "S0MANAGERS"
    assert read_event({**EVENT, "event": updated}).group == "S0OTHERS"


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*COMMAND, *CLICK, *SUBMISSION, "event"]), _VALUES))
def test_any_body_is_read_or_refused_and_nothing_else(changes: dict[str, Any]) -> None:
    bodies = (COMMAND, CLICK, AT_HOME, SUBMISSION, EVENT, OPENED)

    for reader, body in product(READERS, bodies):
        with suppress(PayloadError):
            reader({**body, **changes})
