"""Pressing buttons and choosing: block_actions, and typed searches in a select."""

from sandbox.slack.acts.payloads import common, outcome
from sandbox.slack.acts.places import Found, Place, find_element, place_of
from sandbox.slack.acts.typing_in import type_in
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import Envelope
from sandbox.slack.element_values import chosen, key_of
from sandbox.slack.errors import RefusedError
from sandbox.slack.shapes import Json, flag, record, records, word
from sandbox.slack.workspace import Workspace

_BUTTON_KEYS = ("text", "value", "style", "url")


async def click(courier: Courier, body: Json) -> Json:
    """Use an element in a message, a modal or the Home tab.

    A screen may show one of the last few versions of a message: an element that only those
    have still counts, and the answer then says `stale`.
    """
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    found = find_element(place_of(workspace, user, body), body)
    _require_actionable(found)
    _require_confirmed(found.element, body)
    _type(workspace, user, body, found)
    place = place_of(workspace, user, body)
    action = _action(workspace, place, found, body)
    view_id = place.view["id"] if place.view else ""
    payload = {
        **common("block_actions", user),
        **place.about,
        "trigger_id": workspace.triggers.issue(user["id"], view_id),
        "actions": [action],
    }
    envelope = Envelope("interactive", payload)
    ack = await courier.deliver("click", f"click {action['action_id']}", envelope)
    return outcome(ack, **({"stale": True} if found.stale else {}))


def _require_actionable(found: Found) -> None:
    if found.block["type"] == "input" and not flag(found.block, "dispatch_action"):
        raise RefusedError(f"{found.element['action_id']} is sent with the form, not by itself.")


def _require_confirmed(element: Json, body: Json) -> None:
    dialog = record(element, "confirm")
    if dialog and not flag(body, "confirm"):
        question = word(record(dialog, "title"), "text")
        raise RefusedError(f"Slack asks first: {question!r}. Send confirm: true to say yes.")


def _type(workspace: Workspace, user: Json, body: Json, found: Found) -> None:
    """Keep what the person has typed in the view so far, and what this act changes."""
    if not word(body, "view_id"):
        return
    values = dict(record(body, "values"))
    if key_of(found.element) and "value" in body:
        block_id = found.block["block_id"]
        inner = {**record(values, block_id), found.element["action_id"]: body["value"]}
        values[block_id] = inner
    type_in(workspace, user, word(body, "view_id"), values)


def _action(workspace: Workspace, place: Place, found: Found, body: Json) -> Json:
    element = found.element
    stamp = f"{workspace.clock():.6f}"
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": found.block["block_id"],
        "action_ts": stamp,
    }
    if not key_of(element):
        pressed = {key: element[key] for key in _BUTTON_KEYS if key in element}
        given = {"value": str(body["value"])} if body.get("value") is not None else {}
        return {**action, **pressed, **given}
    return {**action, **_choice(workspace, place, found, body)}


def _choice(workspace: Workspace, place: Place, found: Found, body: Json) -> Json:
    if "value" not in body:
        raise RefusedError(f"Say with value what is chosen in {found.element['action_id']}.")
    return chosen(
        found.element,
        body["value"],
        lambda value: offered(workspace, place.key, found.element["action_id"], value),
    )


def offered(workspace: Workspace, place: str, action_id: str, value: str) -> Json | None:
    """An option by its value, among those that the app gave for a typed search."""
    known = workspace.offered.get((place, action_id), [])
    return next((option for option in known if option["value"] == value), None)


async def options(courier: Courier, body: Json) -> Json:
    """Type into an external select, and get the app's options."""
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    place = place_of(workspace, user, body)
    found = find_element(place, {**body, "value": None})
    _require_search(found.element, word(body, "value"))
    about = {key: item for key, item in place.about.items() if key not in {"response_url", "state"}}
    payload = {
        **common("block_suggestion", user),
        **about,
        "action_id": found.element["action_id"],
        "block_id": found.block["block_id"],
        "value": word(body, "value"),
    }
    name = f"options {found.element['action_id']}"
    ack = await courier.deliver("options", name, Envelope("interactive", payload))
    choices = _choices(ack.payload or {})
    workspace.offered[place.key, found.element["action_id"]] = choices
    return outcome(ack, options=choices)


def _require_search(element: Json, typed: str) -> None:
    if not element["type"].endswith("external_select"):
        raise RefusedError(f"{element['action_id']} does not search: it is a {element['type']}.")
    # Slack asks for three characters unless the element says otherwise.
    least = int(element.get("min_query_length", 3))
    if len(typed) < least:
        raise RefusedError(f"Slack asks the app only from {least} typed characters on.")


def _choices(payload: Json) -> list[Json]:
    groups = records(payload, "option_groups")
    return records(payload, "options") + [o for group in groups for o in records(group, "options")]
