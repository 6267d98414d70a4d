"""Messages, modals and Home tabs: what each may hold, and the ids that Slack fills in."""

import copy
import json
import secrets
from collections.abc import Iterator
from typing import cast

from sandbox.slack.block_kit.blocks import BLOCK, peculiar
from sandbox.slack.block_kit.composition import plain
from sandbox.slack.block_kit.rules import (
    Spec,
    anything,
    boolean,
    many,
    may,
    must,
    shape,
    string,
    wrong,
)
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, parse, record, records, word

_MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
_ELSEWHERE = {
    "message": {"alert"},
    "modal": {"markdown", "table"},
    "home": {"markdown", "alert"},
}
_TABLE_CHARACTERS = 10_000
_MARKDOWN_CHARACTERS = 12_000
# Undocumented; refusals were seen from about 12,000 characters on.
_MESSAGE_CHARACTERS = 12_000
_VIEW_BYTES = 250_000

_VIEW: Spec = {
    "type": must(anything),
    "blocks": must(anything),
    "title": may(plain(24)),
    "submit": may(plain(24)),
    "close": may(plain(24)),
    "private_metadata": may(string(3000, 0)),
    "callback_id": may(string(255, 0)),
    "external_id": may(string(255, 0)),
    "clear_on_close": may(boolean),
    "notify_on_close": may(boolean),
    "submit_disabled": may(boolean),
}
_VIEW_RULE = shape(_VIEW)


def checked_blocks(given: object) -> list[Json]:
    """The blocks of a message, with missing ids filled in.

    Raises:
        SlackError: `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`.
    """
    found = parse(given)
    if not isinstance(found, list):
        raise SlackError("invalid_blocks_format")
    blocks = copy.deepcopy(cast("list[object]", found))
    _refuse("invalid_blocks", list(_complaints(blocks, "message", "/blocks")))
    checked = [_completed(cast("Json", block)) for block in blocks]
    if sum(_characters(block) for block in checked) > _MESSAGE_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return checked


def checked_view(given: object, kind: str) -> Json:
    """A view of this kind (`modal` or `home`), with missing ids filled in.

    Raises:
        SlackError: `invalid_arguments` or `view_too_large`.
    """
    found = parse(given)
    if not isinstance(found, dict):
        raise SlackError("invalid_arguments", [wrong("must provide an object", "/view")])
    view = copy.deepcopy(cast("Json", found))
    if len(json.dumps(view).encode()) > _VIEW_BYTES:
        raise SlackError("view_too_large")
    _refuse("invalid_arguments", list(_view_complaints(view, kind)))
    view["blocks"] = [_completed(block) for block in records(view, "blocks")]
    return view


def _refuse(code: str, complaints: list[str]) -> None:
    if complaints:
        raise SlackError(code, complaints)


def _view_complaints(view: Json, kind: str) -> Iterator[str]:
    if view.get("type") != kind:
        yield wrong(f"must be a valid view of type {kind}", "/view/type")
        return
    yield from _VIEW_RULE(view, "/view")
    if kind == "modal" and not view.get("title"):
        yield wrong("missing required field: title", "/view")
    inputs = any(word(block, "type") == "input" for block in records(view, "blocks"))
    if kind == "modal" and inputs and not view.get("submit"):
        yield wrong("missing required field: submit", "/view")
    yield from _complaints(view.get("blocks"), kind, "/view/blocks")


def _complaints(blocks: object, surface: str, pointer: str) -> Iterator[str]:
    yield from many(BLOCK, _MOST_BLOCKS[surface], 0)(blocks, pointer)
    if not isinstance(blocks, list):
        return
    found = [cast("Json", b) for b in cast("list[object]", blocks) if isinstance(b, dict)]
    seen: set[str] = set()
    for index, block in enumerate(found):
        yield from peculiar(block, f"{pointer}/{index}")
        yield from _placement(block, surface, f"{pointer}/{index}")
        block_id = word(block, "block_id")
        if block_id and block_id in seen:
            yield wrong(f"`block_id` {block_id} already exists", f"{pointer}/{index}/block_id")
        seen.add(block_id)
    yield from _totals(found, pointer)


def _placement(block: Json, surface: str, pointer: str) -> Iterator[str]:
    if block.get("type") in _ELSEWHERE[surface]:
        yield wrong(f"unsupported type in a {surface}: {block['type']}", f"{pointer}/type")
    if surface != "modal" and record(block, "element").get("type") == "file_input":
        yield wrong("file_input is for modals only", f"{pointer}/element")


def _totals(blocks: list[Json], pointer: str) -> Iterator[str]:
    tables = [block for block in blocks if block.get("type") == "table"]
    if len(tables) > 1:
        yield wrong("only one table allowed per message", pointer)
    if sum(_characters(table) for table in tables) > _TABLE_CHARACTERS:
        yield wrong(f"tables must be less than {_TABLE_CHARACTERS + 1} characters", pointer)
    markdown = [block for block in blocks if block.get("type") == "markdown"]
    if sum(_characters(block) for block in markdown) > _MARKDOWN_CHARACTERS:
        yield wrong(f"markdown must be less than {_MARKDOWN_CHARACTERS + 1} characters", pointer)


def _characters(value: object) -> int:
    if isinstance(value, list):
        return sum(_characters(item) for item in cast("list[object]", value))
    if not isinstance(value, dict):
        return 0
    body = cast("Json", value)
    nested = sum(_characters(item) for item in body.values())
    return nested + len(word(body, "text"))


def _completed(block: Json) -> Json:
    block.setdefault("block_id", _short_id())
    accessory, element = record(block, "accessory"), record(block, "element")
    interactive = [accessory, element]
    if block["type"] == "actions":
        interactive += records(block, "elements")
    for item in interactive:
        if item and item["type"] != "image":
            item.setdefault("action_id", _short_id())
    _default_texts(block)
    return block


def _default_texts(value: object) -> None:
    """Fill in what Slack sends back for text objects: `emoji` and `verbatim`."""
    if isinstance(value, list):
        for item in cast("list[object]", value):
            _default_texts(item)
    elif isinstance(value, dict):
        body = cast("Json", value)
        if body.get("type") == "plain_text":
            body.setdefault("emoji", True)
        elif body.get("type") == "mrkdwn":
            body.setdefault("verbatim", False)
        for item in body.values():
            _default_texts(item)


def _short_id() -> str:
    return secrets.token_urlsafe(4)[:5]
