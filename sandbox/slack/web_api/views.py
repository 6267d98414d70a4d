"""views.*: modals behind a trigger, and the Home tab."""

from sandbox.slack.block_kit import checked_view
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, public, word
from sandbox.slack.views_state import with_state
from sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, arguments: Json) -> Json:
    """views.open."""
    trigger = workspace.triggers.check(word(arguments, "trigger_id"))
    view = _unique(workspace, checked_view(arguments.get("view"), "modal"))
    workspace.triggers.use(word(arguments, "trigger_id"))
    return _answer(workspace.modals.open(trigger.user, view))


def push(workspace: Workspace, arguments: Json) -> Json:
    """views.push: only from an interaction in an open modal."""
    trigger = workspace.triggers.check(word(arguments, "trigger_id"))
    view = _unique(workspace, checked_view(arguments.get("view"), "modal"))
    if trigger.view_id not in {v["id"] for v in workspace.modals.stack(trigger.user)}:
        raise SlackError("not_found")
    pushed = workspace.modals.push(trigger.user, view)
    workspace.triggers.use(word(arguments, "trigger_id"))
    return _answer(pushed)


def update(workspace: Workspace, arguments: Json) -> Json:
    """views.update by `view_id` or `external_id`."""
    before = _open(workspace, arguments)
    _require_hash(before, arguments)
    view = checked_view(arguments.get("view"), "modal")
    return _answer(workspace.modals.update(before, view))


def publish(workspace: Workspace, arguments: Json) -> Json:
    """views.publish."""
    if not workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    user = workspace.people.users.get(word(arguments, "user_id"))
    if user is None or user["deleted"]:
        raise SlackError("invalid_arguments", ["[ERROR] invalid user_id"])
    before = workspace.modals.home(user["id"])
    if before:
        _require_hash(before, arguments)
    view = checked_view(arguments.get("view"), "home")
    return _answer(workspace.modals.publish(user["id"], view))


def _open(workspace: Workspace, arguments: Json) -> Json:
    external = word(arguments, "external_id")
    if external:
        found = workspace.modals.find_external(external)
    else:
        found = workspace.modals.find(word(arguments, "view_id"))
    if found is None or found["type"] != "modal":
        raise SlackError("not_found")
    return found


def _require_hash(view: Json, arguments: Json) -> None:
    given = word(arguments, "hash")
    if given and given != view["hash"]:
        raise SlackError("hash_conflict")


def _unique(workspace: Workspace, view: Json) -> Json:
    external = word(view, "external_id")
    if external and workspace.modals.find_external(external):
        raise SlackError("duplicate_external_id")
    return view


def _answer(view: Json) -> Json:
    return {"ok": True, "view": public(with_state(view))}
