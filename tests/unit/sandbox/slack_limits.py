"""Blocks at their limits: what just fits, and what is just too much."""

from typing import Any

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def option(number: int = 0, **more: object) -> Json:
    return {"text": plain(5), "value": str(number), **more}


def button(**more: object) -> Json:
    return {"type": "button", "text": plain(5), **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(**more: object) -> Json:
    return {"type": "section", **more}


def field(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain(5), "element": element, **more}


def select(kind: str = "static_select", **more: object) -> Json:
    return {"type": kind, **more}


def confirm(**more: object) -> Json:
    usual: Json = {"title": plain(9), "text": plain(9), "confirm": plain(9), "deny": plain(9)}
    return {**usual, **more}


def table(rows: int, cells: int = 1, length: int = 1) -> Json:
    cell = {"type": "raw_text", "text": "x" * length}
    return {"type": "table", "rows": [[cell] * cells] * rows}


TEXT_INPUT: Json = {"type": "plain_text_input"}
NUMBER_INPUT: Json = {"type": "number_input", "is_decimal_allowed": False}

# What just fits, and what is just too much; /blocks/0 unless the pointer says otherwise.
LIMITS: list[tuple[str, list[Json], list[Json]]] = [
    ("", [{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
    ("/0/block_id", [actions(button(), block_id="b" * 255)], [section(block_id="b" * 256)]),
    ("/0/text/text", [section(text=mrkdwn(3000))], [section(text=mrkdwn(3001))]),
    ("/0/text/text", [section(text=plain(1))], [section(text=plain(0))]),
    ("/0/fields", [section(fields=[plain(1)] * 10)], [section(fields=[plain(1)] * 11)]),
    ("/0/fields/0/text", [section(fields=[plain(2000)])], [section(fields=[plain(2001)])]),
    (
        "/0/text/text",
        [{"type": "header", "text": plain(150)}],
        [{"type": "header", "text": plain(151)}],
    ),
    (
        "/0/elements",
        [{"type": "context", "elements": [mrkdwn(1)] * 10}],
        [{"type": "context", "elements": [mrkdwn(1)] * 11}],
    ),
    (
        "/0/elements/0/text",
        [{"type": "context", "elements": [mrkdwn(3000)]}],
        [{"type": "context", "elements": [mrkdwn(3001)]}],
    ),
    ("/0/elements", [actions(*[button()] * 25)], [actions(*[button()] * 26)]),
    (
        "/0/elements/0/action_id",
        [actions(button(action_id="a" * 255))],
        [actions(button(action_id="a" * 256))],
    ),
    (
        "/0/elements/0/text/text",
        [actions(button(text=plain(75)))],
        [actions(button(text=plain(76)))],
    ),
    (
        "/0/elements/0/value",
        [actions(button(value="v" * 2000))],
        [actions(button(value="v" * 2001))],
    ),
    ("/0/elements/0/url", [actions(button(url="u" * 3000))], [actions(button(url="u" * 3001))]),
    (
        "/0/elements/0/accessibility_label",
        [actions(button(accessibility_label="l" * 75))],
        [actions(button(accessibility_label="l" * 76))],
    ),
    ("/0/elements/0/style", [actions(button(style="danger"))], [actions(button(style="green"))]),
    (
        "/0/elements/0/confirm/title/text",
        [actions(button(confirm=confirm(title=plain(100))))],
        [actions(button(confirm=confirm(title=plain(101))))],
    ),
    (
        "/0/elements/0/confirm/text/text",
        [actions(button(confirm=confirm(text=mrkdwn(300))))],
        [actions(button(confirm=confirm(text=mrkdwn(301))))],
    ),
    (
        "/0/elements/0/confirm/deny/text",
        [actions(button(confirm=confirm(deny=plain(30))))],
        [actions(button(confirm=confirm(deny=plain(31))))],
    ),
    (
        "/0/elements/0/options",
        [actions(select(options=[option(n) for n in range(100)]))],
        [actions(select(options=[option(n) for n in range(101)]))],
    ),
    (
        "/0/elements/0/options/0/text/text",
        [actions(select(options=[option(text=plain(75))]))],
        [actions(select(options=[option(text=plain(76))]))],
    ),
    (
        "/0/elements/0/options/0/value",
        [actions(select(options=[option(value="v" * 150)]))],
        [actions(select(options=[option(value="v" * 151)]))],
    ),
    (
        "/0/elements/0/options/0/description/text",
        [actions(select(options=[option(description=plain(75))]))],
        [actions(select(options=[option(description=plain(76))]))],
    ),
    (
        "/0/elements/0/placeholder/text",
        [actions(select("users_select", placeholder=plain(150)))],
        [actions(select("users_select", placeholder=plain(151)))],
    ),
    (
        "/0/accessory/options",
        [section(text=plain(1), accessory=select("radio_buttons", options=[option()] * 10))],
        [section(text=plain(1), accessory=select("radio_buttons", options=[option()] * 11))],
    ),
    (
        "/0/accessory/options",
        [section(text=plain(1), accessory=select("overflow", options=[option()] * 5))],
        [section(text=plain(1), accessory=select("overflow", options=[option()] * 6))],
    ),
    (
        "/0/label/text",
        [field(TEXT_INPUT, label=plain(2000))],
        [field(TEXT_INPUT, label=plain(2001))],
    ),
    ("/0/hint/text", [field(TEXT_INPUT, hint=plain(2000))], [field(TEXT_INPUT, hint=plain(2001))]),
    (
        "/0/element/max_length",
        [field({**TEXT_INPUT, "max_length": 3000})],
        [field({**TEXT_INPUT, "max_length": 3001})],
    ),
    (
        "/0/element/min_length",
        [field({**TEXT_INPUT, "min_length": 0})],
        [field({**TEXT_INPUT, "min_length": -1})],
    ),
    (
        "/0/element/max_value",
        [field({**NUMBER_INPUT, "max_value": "25"})],
        [field({**NUMBER_INPUT, "max_value": 25})],
    ),
    (
        "/0/element/initial_date",
        [field(select("datepicker", initial_date="2026-11-23"))],
        [field(select("datepicker", initial_date="23.11.2026"))],
    ),
    (
        "/0/alt_text",
        [{"type": "image", "image_url": "u", "alt_text": "a" * 2000}],
        [{"type": "image", "image_url": "u", "alt_text": "a" * 2001}],
    ),
    (
        "/0/text",
        [{"type": "markdown", "text": "m" * 12000}],
        [{"type": "markdown", "text": "m" * 12001}],
    ),
    ("/0/rows", [table(100)], [table(101)]),
    ("/0/rows/0", [table(1, 20)], [table(1, 21)]),
    ("", [table(5, 4, 500)], [table(5, 4, 501)]),
    ("", [table(1)], [table(1), table(1)]),
]
