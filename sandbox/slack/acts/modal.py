"""Submitting and closing modals."""

from sandbox.slack.acts.payloads import common, outcome, response_url
from sandbox.slack.acts.places import own_view
from sandbox.slack.acts.typing_in import refusals, type_in
from sandbox.slack.block_kit import checked_view
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import OK, Ack, Envelope
from sandbox.slack.element_values import interactive, key_of
from sandbox.slack.errors import RefusedError, SlackError
from sandbox.slack.responses import Reply
from sandbox.slack.shapes import Json, flag, public, record, records, word
from sandbox.slack.views_state import with_state
from sandbox.slack.workspace import Workspace

NOT_SENT = "incomplete"
_BAD_ANSWER = "invalid_view_response"


async def submit(courier: Courier, body: Json) -> Json:
    """Press the modal's submit button with `values` typed in."""
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    view = with_state(_submittable(workspace, user, body))
    errors = refusals(view, view["state"]["values"])
    if errors:
        return outcome(Ack(NOT_SENT), response_action="errors", errors=errors)
    payload = {
        **common("view_submission", user),
        "trigger_id": workspace.triggers.issue(user["id"], view["id"]),
        "view": public(view),
        "response_urls": _response_urls(workspace, user, view),
    }
    name = f"submit {view['callback_id']}".strip()
    ack = await courier.deliver("submit", name, Envelope("interactive", payload))
    return _settled(workspace, user, view["id"], ack)


def _submittable(workspace: Workspace, user: Json, body: Json) -> Json:
    view = type_in(workspace, user, word(body, "view_id"), record(body, "values"))
    if view["type"] != "modal" or not view["submit"]:
        raise RefusedError("This view has no submit button.")
    if workspace.modals.stack(user["id"])[-1]["id"] != view["id"]:
        raise RefusedError("Another modal lies on top of this one.")
    return view


def _response_urls(workspace: Workspace, user: Json, view: Json) -> list[Json]:
    found: list[Json] = []
    for block in records(view, "blocks"):
        for element in interactive(block):
            held = record(record(record(view, "state"), "values"), block["block_id"])
            channel = record(held, element["action_id"]).get(key_of(element))
            if flag(element, "response_url_enabled") and channel:
                url = response_url(workspace, Reply(channel, user["id"], ""))
                place = {"block_id": block["block_id"], "action_id": element["action_id"]}
                found.append({**place, "channel_id": channel, "response_url": url})
    return found


def _settled(workspace: Workspace, user: Json, view_id: str, ack: Ack) -> Json:
    view = workspace.modals.find(view_id)
    if ack.status != OK or view is None:
        return outcome(ack)
    action = word(ack.payload or {}, "response_action")
    try:
        errors = _react(workspace, user, view, ack.payload or {})
    except SlackError as refusal:
        bad = Ack(_BAD_ANSWER, ack.payload, ack.latency_ms)
        return outcome(bad, message="; ".join([refusal.code, *refusal.messages]))
    told: Json = {"response_action": action} if action else {}
    return outcome(ack, **told, **({"errors": errors} if errors else {}))


def _react(workspace: Workspace, user: Json, view: Json, payload: Json) -> dict[str, str]:
    """Do what the ack says.

    Returns:
        The errors to show, by block.

    Raises:
        SlackError: The ack is nothing that Slack understands.
    """
    match payload.get("response_action"):
        case None if not payload:
            workspace.modals.close(view)
        case "clear":
            workspace.modals.close_all(user["id"])
        case "errors":
            return _errors(view, record(payload, "errors"))
        case "update":
            workspace.modals.update(view, checked_view(payload.get("view"), "modal"))
        case "push":
            workspace.modals.push(user["id"], checked_view(payload.get("view"), "modal"))
        case _:
            raise SlackError("unknown_response", [f"Slack does not understand {payload!r}"])
    return {}


def _errors(view: Json, errors: Json) -> dict[str, str]:
    inputs = {block["block_id"] for block in records(view, "blocks") if block["type"] == "input"}
    unknown = [block_id for block_id in errors if block_id not in inputs]
    if unknown or not errors:
        raise SlackError("unknown_block", [f"errors name no input block: {unknown}"])
    return {block_id: str(text) for block_id, text in errors.items()}


async def close(courier: Courier, body: Json) -> Json:
    """Close a modal by Cancel, or with `all` by its X: the whole stack."""
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    view = own_view(workspace, user, word(body, "view_id"))
    if view["type"] != "modal":
        raise RefusedError("The Home tab does not close.")
    cleared = flag(body, "all") or view["clear_on_close"]
    going = list(workspace.modals.stack(user["id"])) if cleared else [view]
    for closing in going:
        workspace.modals.close(closing)
    ack = Ack(OK)
    for closed in reversed([view for view in going if view["notify_on_close"]]):
        ack = await _tell(courier, user, closed, cleared=cleared)
    return outcome(ack)


async def _tell(courier: Courier, user: Json, view: Json, *, cleared: bool) -> Ack:
    payload = {
        **common("view_closed", user),
        "view": public(with_state(view)),
        "is_cleared": cleared,
    }
    name = f"close {view['callback_id']}".strip()
    return await courier.deliver("close", name, Envelope("interactive", payload))
