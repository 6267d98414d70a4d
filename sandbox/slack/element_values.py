"""What an element holds: its initial value, and what a person chose or typed.

The keys are those of `state.values` and `actions` in Slack's interaction payloads.
"""

from collections.abc import Callable
from typing import cast

from sandbox.slack.block_kit.blocks import options_of
from sandbox.slack.errors import RefusedError
from sandbox.slack.shapes import Json, record, records

_KEYS = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
_LISTS = frozenset({"selected_options", "selected_users", "selected_channels"}) | frozenset(
    {"selected_conversations", "files"}
)


def key_of(element: Json) -> str:
    """The key under which the element's value travels; empty for one without a value."""
    return _KEYS.get(element.get("type", ""), "")


def initial(element: Json) -> Json:
    """The state of an element that nobody touched."""
    key = key_of(element)
    given = element.get("initial_" + key.removeprefix("selected_"))
    untouched: object = [] if key in _LISTS else None
    return {"type": element["type"], key: untouched if given is None else given}


def chosen(element: Json, value: object, known: Callable[[str], Json | None]) -> Json:
    """The state of an element after a person chose `value`.

    Args:
        element: As it stands in the block.
        value: The text, an option's value, an id, a list of those, or Slack's own state object.
        known: An option by its value, among those that the app offered for a typed search.

    Raises:
        RefusedError: The element has no such choice.
    """
    key = key_of(element)
    raw = _bare(value, key)
    if key == "selected_option":
        held: object = None if raw is None else _option(element, raw, known)
    elif key == "selected_options":
        held = [_option(element, item, known) for item in _as_list(raw)]
    elif key in _LISTS:
        held = _as_list(raw)
    elif key == "value":
        held = None if raw is None else str(raw) or None
    else:
        held = raw
    return {"type": element["type"], key: held}


def _bare(value: object, key: str) -> object:
    if isinstance(value, dict) and key in value:
        return cast("Json", value)[key]
    return cast("object", value)


def _option(element: Json, given: object, known: Callable[[str], Json | None]) -> Json:
    value = str(cast("Json", given)["value"] if isinstance(given, dict) else given)
    for option in options_of(element):
        if option["value"] == value:
            return option
    found = known(value)
    if found is None:
        raise RefusedError(f"{element['action_id']} offers no option {value!r}.")
    return found


def _as_list(value: object) -> list[object]:
    if value is None:
        return []
    return cast("list[object]", value) if isinstance(value, list) else [value]


def interactive(block: Json) -> list[Json]:
    """The elements of a block that can be pressed, chosen or typed into."""
    found = [record(block, "accessory"), record(block, "element")]
    if block.get("type") == "actions":
        found += records(block, "elements")
    return [element for element in found if element and element["type"] != "image"]
