"""Blocks: the ones that this Slack can also show.

Slack knows more of them (card, carousel, container, plan, ...); they are refused here
so that nobody takes an invisible card for a shown one.
Source of every limit: Slack's Block Kit reference, as it stood in 2026.
"""

from collections.abc import Iterator

from sandbox.slack.block_kit.composition import IDENTITY, SLACK_FILE, plain, rich
from sandbox.slack.block_kit.elements import (
    ACCESSORY,
    ACTION_ELEMENT,
    IMAGE_ELEMENT,
    INPUT_ELEMENT,
)
from sandbox.slack.block_kit.rules import (
    Rule,
    Spec,
    anything,
    boolean,
    many,
    may,
    must,
    one_of,
    shape,
    string,
    typed,
    wrong,
)
from sandbox.slack.shapes import Json, record, records, word

_ALIGN = one_of("left", "center", "right")
_RICH_TEXT = many(
    typed(
        {
            "rich_text_section": {"elements": must(many(anything, 1000, 0))},
            "rich_text_list": {
                "elements": must(many(anything, 1000)),
                "style": must(one_of("bullet", "ordered")),
                "indent": may(anything),
                "offset": may(anything),
                "border": may(anything),
            },
            "rich_text_preformatted": {
                "elements": must(many(anything, 1000, 0)),
                "border": may(anything),
                "language": may(string(50)),
            },
            "rich_text_quote": {
                "elements": must(many(anything, 1000, 0)),
                "border": may(anything),
            },
        }
    ),
    100,
)
_CELL = typed(
    {
        "raw_text": {"text": must(string(3000, 0))},
        "raw_number": {"value": must(anything), "text": may(string(3000, 0))},
        "rich_text": {"block_id": may(IDENTITY), "elements": must(_RICH_TEXT)},
    }
)
_COLUMN = shape({"align": may(_ALIGN), "is_wrapped": may(boolean)})

_SPECS: dict[str, Spec] = {
    "section": {
        "text": may(rich(3000)),
        "fields": may(many(rich(2000), 10)),
        "accessory": may(ACCESSORY),
        "expand": may(boolean),
    },
    "header": {"text": must(plain(150)), "level": may(anything)},
    "divider": {},
    "context": {
        "elements": must(
            many(
                typed(
                    {
                        "plain_text": {"text": must(string(3000)), "emoji": may(boolean)},
                        "mrkdwn": {"text": must(string(3000)), "verbatim": may(boolean)},
                        "image": IMAGE_ELEMENT,
                    }
                ),
                10,
            )
        )
    },
    "actions": {"elements": must(many(ACTION_ELEMENT, 25))},
    "input": {
        "label": must(plain(2000)),
        "element": must(INPUT_ELEMENT),
        "hint": may(plain(2000)),
        "optional": may(boolean),
        "dispatch_action": may(boolean),
    },
    "image": {
        "image_url": may(string(3000)),
        "slack_file": may(SLACK_FILE),
        "alt_text": must(string(2000)),
        "title": may(plain(2000)),
    },
    "markdown": {"text": must(string(12000))},
    "rich_text": {"elements": must(_RICH_TEXT)},
    "table": {
        "rows": must(many(many(_CELL, 20), 100)),
        "column_settings": may(many(_COLUMN, 20, 0)),
    },
    "alert": {
        "text": must(rich(200)),
        "level": may(one_of("default", "info", "warning", "error", "success")),
    },
}

BLOCK: Rule = typed({name: {"block_id": may(IDENTITY), **s} for name, s in _SPECS.items()})


def peculiar(block: Json, pointer: str) -> Iterator[str]:
    """What a block's keys must be to each other."""
    match word(block, "type"):
        case "section":
            yield from _section(block, pointer)
        case "actions":
            yield from _distinct_actions(block, pointer)
        case "input":
            yield from _input(block, pointer)
        case "image":
            yield from _image(block, pointer)
        case _:
            pass


def _section(block: Json, pointer: str) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield wrong("missing required field: text or fields", pointer)
    yield from _options(record(block, "accessory"), f"{pointer}/accessory")


def _distinct_actions(block: Json, pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, element in enumerate(records(block, "elements")):
        action_id = word(element, "action_id")
        if action_id and action_id in seen:
            yield wrong(f"action_id already used: {action_id}", f"{pointer}/elements/{index}")
        seen.add(action_id)
        yield from _options(element, f"{pointer}/elements/{index}")


def _input(block: Json, pointer: str) -> Iterator[str]:
    element = record(block, "element")
    if block.get("dispatch_action") and element.get("type") == "file_input":
        yield wrong("file_input cannot be combined with dispatch_action", pointer)
    yield from _options(element, f"{pointer}/element")


def _options(element: Json, pointer: str) -> Iterator[str]:
    if not word(element, "type").endswith("static_select"):
        return
    if bool(element.get("options")) == bool(element.get("option_groups")):
        yield wrong("must provide either options or option_groups", pointer)
        return
    initial = element.get("initial_option")
    if initial is not None and initial not in options_of(element):
        yield wrong("initial_option must be one of the options", f"{pointer}/initial_option")


def _image(block: Json, pointer: str) -> Iterator[str]:
    if bool(block.get("image_url")) == bool(block.get("slack_file")):
        yield wrong("must provide either image_url or slack_file", pointer)


def options_of(element: Json) -> list[Json]:
    """All choices that an element lists itself."""
    groups = records(element, "option_groups")
    return records(element, "options") + [o for group in groups for o in records(group, "options")]
