"""Elements: what can be pressed, chosen or typed into.

Source of every limit: Slack's Block Kit reference, as it stood in 2026.
"""

from sandbox.slack.block_kit.composition import (
    CONFIRM,
    DISPATCH,
    FILTER,
    IDENTITY,
    OPTION_GROUP,
    PLAIN_OPTION,
    QUERY_LENGTH,
    RICH_OPTION,
    SLACK_FILE,
    plain,
)
from sandbox.slack.block_kit.rules import (
    Rule,
    Spec,
    boolean,
    many,
    matching,
    may,
    must,
    number,
    one_of,
    string,
    typed,
)

_LIST = 100
_DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD")
_TIME = matching(r"\d{2}:\d{2}", "a time as HH:mm")
_DECIMAL = matching(r"-?\d{1,15}(\.\d{1,15})?", "a number given as a string")
_USER = matching(r"[UW][A-Z0-9]+", "a user id")
_ROOM = matching(r"[CDG][A-Z0-9]+", "a conversation id")

_COMMON: Spec = {"action_id": may(IDENTITY), "focus_on_load": may(boolean)}
_CHOICE: Spec = {**_COMMON, "confirm": may(CONFIRM)}
_MENU: Spec = {**_CHOICE, "placeholder": may(plain(150))}
_MULTI: Spec = {**_MENU, "max_selected_items": may(number(1, 1000))}
_STATIC: Spec = {
    "options": may(many(PLAIN_OPTION, _LIST)),
    "option_groups": may(many(OPTION_GROUP, _LIST)),
}
_TYPED: Spec = {
    **_COMMON,
    "placeholder": may(plain(150)),
    "initial_value": may(string(3000, 0)),
    "dispatch_action_config": may(DISPATCH),
}
_EXTERNAL: Spec = {"min_query_length": may(QUERY_LENGTH)}
_CONVERSATION: Spec = {"default_to_current_conversation": may(boolean), "filter": may(FILTER)}
_URLS: Spec = {"response_url_enabled": may(boolean)}

ELEMENTS: dict[str, Spec] = {
    "button": {
        "action_id": may(IDENTITY),
        "text": must(plain(75)),
        "url": may(string(3000)),
        "value": may(string(2000)),
        "style": may(one_of("primary", "danger")),
        "confirm": may(CONFIRM),
        "accessibility_label": may(string(75)),
    },
    "overflow": {
        "action_id": may(IDENTITY),
        "options": must(many(PLAIN_OPTION, 5)),
        "confirm": may(CONFIRM),
    },
    "image": {
        "image_url": may(string(3000)),
        "slack_file": may(SLACK_FILE),
        "alt_text": must(string(2000)),
    },
    "static_select": {**_MENU, **_STATIC, "initial_option": may(PLAIN_OPTION)},
    "multi_static_select": {
        **_MULTI,
        **_STATIC,
        "initial_options": may(many(PLAIN_OPTION, _LIST)),
    },
    "external_select": {**_MENU, **_EXTERNAL, "initial_option": may(PLAIN_OPTION)},
    "multi_external_select": {
        **_MULTI,
        **_EXTERNAL,
        "initial_options": may(many(PLAIN_OPTION, _LIST)),
    },
    "users_select": {**_MENU, "initial_user": may(_USER)},
    "multi_users_select": {**_MULTI, "initial_users": may(many(_USER, _LIST))},
    "channels_select": {**_MENU, **_URLS, "initial_channel": may(_ROOM)},
    "multi_channels_select": {**_MULTI, "initial_channels": may(many(_ROOM, _LIST))},
    "conversations_select": {
        **_MENU,
        **_CONVERSATION,
        **_URLS,
        "initial_conversation": may(_ROOM),
    },
    "multi_conversations_select": {
        **_MULTI,
        **_CONVERSATION,
        "initial_conversations": may(many(_ROOM, _LIST)),
    },
    "radio_buttons": {
        **_CHOICE,
        "options": must(many(RICH_OPTION, 10)),
        "initial_option": may(RICH_OPTION),
    },
    "checkboxes": {
        **_CHOICE,
        "options": must(many(RICH_OPTION, 10)),
        "initial_options": may(many(RICH_OPTION, 10)),
    },
    "datepicker": {**_MENU, "initial_date": may(_DATE)},
    "timepicker": {**_MENU, "initial_time": may(_TIME), "timezone": may(string(100))},
    "datetimepicker": {**_CHOICE, "initial_date_time": may(number(10**9, 10**10 - 1))},
    "plain_text_input": {
        **_TYPED,
        "multiline": may(boolean),
        "min_length": may(number(0, 3000)),
        "max_length": may(number(1, 3000)),
    },
    "number_input": {
        **_TYPED,
        "initial_value": may(_DECIMAL),
        "is_decimal_allowed": must(boolean),
        "min_value": may(_DECIMAL),
        "max_value": may(_DECIMAL),
    },
    "email_text_input": _TYPED,
    "url_text_input": _TYPED,
    "file_input": {
        "action_id": may(IDENTITY),
        "filetypes": may(many(string(50), 100)),
        "max_files": may(number(1, 10)),
    },
}

_TEXT_FIELDS = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
_MENUS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes")


def _only(*names: str) -> Rule:
    return typed({name: ELEMENTS[name] for name in names})


ACTION_ELEMENT: Rule = _only("button", "overflow", *_MENUS, *_PICKERS)
ACCESSORY: Rule = _only("button", "overflow", "image", *_MENUS, *_PICKERS)
INPUT_ELEMENT: Rule = _only(*_TEXT_FIELDS, *_MENUS, *_PICKERS, "file_input")
IMAGE_ELEMENT: Spec = ELEMENTS["image"]
