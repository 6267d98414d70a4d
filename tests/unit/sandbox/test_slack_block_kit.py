import pytest

from sandbox.slack.block_kit import checked_blocks, checked_view
from sandbox.slack.errors import SlackError
from tests.unit.sandbox.slack_limits import (
    LIMITS,
    TEXT_INPUT,
    Json,
    actions,
    button,
    field,
    mrkdwn,
    option,
    plain,
    section,
    select,
    table,
)


@pytest.mark.parametrize(("pointer", "fits", "_too_much"), LIMITS)
def test_what_just_fits_is_taken(pointer: str, fits: list[Json], _too_much: list[Json]) -> None:
    assert len(checked_blocks(fits)) == len(fits), pointer


@pytest.mark.parametrize(("pointer", "_fits", "too_much"), LIMITS)
def test_what_is_just_too_much_is_refused_at_its_place(
    pointer: str, _fits: list[Json], too_much: list[Json]
) -> None:
    with pytest.raises(SlackError) as refused:
        checked_blocks(too_much)

    assert refused.value.code == "invalid_blocks"
    assert any(f"[json-pointer:/blocks{pointer}]" in said for said in refused.value.messages)


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ({"type": "card"}, "unsupported type: card"),
        ({"text": plain(1)}, "unsupported type: None"),
        ("section", "unsupported type"),
        (section(), "missing required field: text or fields"),
        (section(text="plain"), "unsupported type"),
        (section(text=plain(1), colour="red"), "invalid additional property: colour"),
        (actions(), "no less than 1"),
        (actions(button(action_id="a"), button(action_id="a")), "action_id already used"),
        (actions(TEXT_INPUT), "unsupported type: plain_text_input"),
        (actions({"type": "button"}), "missing required field: text"),
        (actions(button(text=mrkdwn(3))), "unsupported type: mrkdwn"),
        (actions(select()), "either options or option_groups"),
        (
            actions(select(options=[option(1)], initial_option=option(2))),
            "initial_option must be one of the options",
        ),
        (field(button()), "unsupported type: button"),
        (field({"type": "number_input"}), "missing required field: is_decimal_allowed"),
        ({"type": "image", "alt_text": "a"}, "either image_url or slack_file"),
        ({"type": "alert", "text": plain(1)}, "unsupported type in a message"),
        (field({"type": "file_input"}), "for modals only"),
    ],
)
def test_a_malformed_block_is_refused(block: object, complaint: str) -> None:
    with pytest.raises(SlackError) as refused:
        checked_blocks([block])

    assert any(complaint in said for said in refused.value.messages), refused.value.messages


def test_two_blocks_of_one_id_are_refused() -> None:
    with pytest.raises(SlackError) as refused:
        checked_blocks([section(text=plain(1), block_id="b")] * 2)

    assert "already exists" in refused.value.messages[0]


def test_a_message_of_very_much_text_is_refused_although_each_block_fits() -> None:
    assert checked_blocks([section(text=mrkdwn(3000))] * 4)

    with pytest.raises(SlackError) as refused:
        checked_blocks([section(text=mrkdwn(3000))] * 5)

    assert refused.value.code == "msg_blocks_too_long"


def test_missing_ids_are_filled_in_and_given_ones_kept() -> None:
    given = [actions(button(), button(action_id="mine")), section(text=plain(1), block_id="b")]

    first, second = checked_blocks(given)

    assert first["block_id"]
    assert first["elements"][0]["action_id"]
    assert first["elements"][1]["action_id"] == "mine"
    assert second["block_id"] == "b"
    assert "block_id" not in given[0]


def test_blocks_may_come_as_json_text() -> None:
    assert checked_blocks('[{"type": "divider"}]')[0]["type"] == "divider"


VIEW: Json = {"type": "modal", "title": plain(5), "submit": plain(5), "blocks": []}


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"title": plain(25)}, "/view/title/text"),
        ({"submit": plain(25)}, "/view/submit/text"),
        ({"close": plain(25)}, "/view/close/text"),
        ({"private_metadata": "p" * 3001}, "/view/private_metadata"),
        ({"callback_id": "c" * 256}, "/view/callback_id"),
        ({"blocks": [{"type": "divider"}] * 101}, "/view/blocks]"),
        ({"blocks": [field(TEXT_INPUT)], "submit": None}, "submit"),
        ({"blocks": [table(1)]}, "unsupported type in a modal: table"),
        ({"blocks": None}, "missing required field: blocks"),
        ({"size": "large"}, "invalid additional property: size"),
    ],
)
def test_a_malformed_view_is_refused(more: Json, complaint: str) -> None:
    with pytest.raises(SlackError) as refused:
        checked_view({**VIEW, **more}, "modal")

    assert refused.value.code == "invalid_arguments"
    assert any(complaint in said for said in refused.value.messages), refused.value.messages


def test_a_modal_takes_files_and_alerts_and_a_hundred_blocks() -> None:
    blocks = [field({"type": "file_input"}), {"type": "alert", "text": plain(200)}]
    filler = [{"type": "divider"}] * 98

    assert len(checked_view({**VIEW, "blocks": blocks + filler}, "modal")["blocks"]) == 100
