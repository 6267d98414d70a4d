"""Typing into the fields of a view, and what the browser refuses to send."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from sandbox.slack.acts.menus import refuse_unlisted
from sandbox.slack.acts.places import own_view
from sandbox.slack.element_values import chosen, initial, interactive, key_of
from sandbox.slack.errors import RefusedError
from sandbox.slack.shapes import Json, flag, record, records
from sandbox.slack.workspace import Workspace

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def type_in(workspace: Workspace, user: Json, view_id: str, values: Json) -> Json:
    """Keep what a person typed.

    Args:
        workspace: The workspace.
        user: Whose view it is.
        view_id: The view.
        values: By block, then by action; a block with one field takes its value directly.

    Returns:
        The view.

    Raises:
        RefusedError: There is no such field or choice.
    """
    view = own_view(workspace, user, view_id)
    blocks = {block["block_id"]: block for block in records(view, "blocks")}
    typed = {block_id: dict(held) for block_id, held in record(view, "_typed").items()}
    for block_id, given in values.items():
        if block_id not in blocks:
            raise RefusedError(f"The view has no block {block_id!r}. It has: {', '.join(blocks)}.")
        for element, value in _fields(blocks[block_id], given):
            known = _known(workspace, view_id, element)
            state = chosen(element, value, lambda v, known=known: known.get(v))
            refuse_unlisted(workspace, user, element, state)
            typed.setdefault(block_id, {})[element["action_id"]] = state
    view["_typed"] = typed
    return view


def _known(workspace: Workspace, view_id: str, element: Json) -> dict[str, Json]:
    found = workspace.offered.get((view_id, element["action_id"]), [])
    given = initial(element)[key_of(element)]
    before = cast("list[Json]", given if isinstance(given, list) else [given])
    return {option["value"]: option for option in (*before, *found) if _is_option(option)}


def _is_option(value: object) -> bool:
    return isinstance(value, dict) and "value" in value


def _fields(block: Json, given: object) -> Iterator[tuple[Json, object]]:
    elements = {e["action_id"]: e for e in interactive(block) if key_of(e)}
    by_action = cast("Json", given) if isinstance(given, dict) else {}
    if by_action.keys() & elements.keys() or not elements:
        for action_id, value in by_action.items():
            if action_id not in elements:
                raise RefusedError(f"Block {block['block_id']!r} has no field {action_id!r}.")
            yield elements[action_id], value
    elif len(elements) == 1:
        yield next(iter(elements.values())), cast("object", given)
    else:
        raise RefusedError(f"Block {block['block_id']!r} has several fields; name the action.")


def refusals(view: Json, values: Json) -> dict[str, str]:
    """What the browser says under a field instead of sending the form."""
    found: dict[str, str] = {}
    for block in records(view, "blocks"):
        element = record(block, "element")
        if block["type"] != "input":
            continue
        held = values[block["block_id"]][element["action_id"]][key_of(element)]
        complaint = _complaint(block, element, held)
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(block: Json, element: Json, held: object) -> str:
    if held in (None, "", []):
        return "" if flag(block, "optional") else "Please complete this required field."
    check = _CHECKS.get(element["type"])
    return check(element, str(held)) if check else ""


def _length(element: Json, text: str) -> str:
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    if len(text) > most:
        return f"This is too long: at most {most} characters."
    return f"This is too short: at least {least} characters." if len(text) < least else ""


def _number(element: Json, text: str) -> str:
    if not _DECIMAL.fullmatch(text):
        return "Please enter a number."
    value = Decimal(text)
    if not element["is_decimal_allowed"] and value != value.to_integral_value():
        return "Please enter a whole number."
    return _range(element, value)


def _range(element: Json, value: Decimal) -> str:
    if "max_value" in element and value > Decimal(element["max_value"]):
        return f"Please enter a number up to {element['max_value']}."
    if "min_value" in element and value < Decimal(element["min_value"]):
        return f"Please enter a number from {element['min_value']} on."
    return ""


def _email(_element: Json, text: str) -> str:
    return "" if _EMAIL.fullmatch(text) else "Please enter a valid email address."


def _url(_element: Json, text: str) -> str:
    return "" if _URL.fullmatch(text) else "Please enter a valid URL."


_CHECKS = {
    "plain_text_input": _length,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}
