"""Menus that Slack fills itself: people and conversations, as the acting person sees them.

Source: Slack's Block Kit reference, select menus and the filter object, as they stood in 2026.
"""

from typing import cast

from sandbox.slack.element_values import key_of
from sandbox.slack.errors import RefusedError
from sandbox.slack.shapes import Json, record, words
from sandbox.slack.workspace import Workspace

_ALL_KINDS = ["im", "mpim", "private", "public"]


def refuse_unlisted(workspace: Workspace, user: Json, element: Json, state: Json) -> None:
    """Let pass what such a menu lists.

    Raises:
        RefusedError: The person could not have chosen this.
    """
    key = key_of(element)
    held: object = state.get(key)
    chosen = cast("list[str]", held if isinstance(held, list) else [held] if held else [])
    if key.startswith("selected_user"):
        unlisted = [each for each in chosen if not _is_person(workspace, each)]
    elif key.startswith(("selected_conversation", "selected_channel")):
        kinds = _kinds(element)
        unlisted = [each for each in chosen if _kind_for(workspace, user, each) not in kinds]
    else:
        return
    if unlisted:
        raise RefusedError(f"{element['action_id']} does not list {', '.join(unlisted)}.")


def _is_person(workspace: Workspace, user_id: str) -> bool:
    found = workspace.people.users.get(user_id)
    return found is not None and not found["deleted"]


def _kinds(element: Json) -> list[str]:
    if "channels_select" in element["type"]:
        return ["public"]
    return words(record(element, "filter"), "include") or _ALL_KINDS


def _kind_for(workspace: Workspace, user: Json, channel_id: str) -> str:
    """What kind of conversation it is; empty where this person does not see it."""
    room = workspace.people.channels.get(channel_id)
    if room is None or room["is_archived"]:
        return ""
    if not room["is_private"]:
        return "public"
    kind = "im" if room["is_im"] else "private"
    return kind if user["id"] in room["members"] else ""
