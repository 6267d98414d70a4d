"""What can be seen: the workspace, messages as a person sees them, views, files."""

import base64

from sandbox.slack.cast import (
    APP_ID,
    BOT_ID,
    BOT_NAME,
    BOT_USER_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    TEAM_NAME,
)
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import RefusedError
from sandbox.slack.people import title
from sandbox.slack.shapes import Json, public, word
from sandbox.slack.views_state import with_state
from sandbox.slack.workspace import Workspace


def state(workspace: Workspace, delivery: Delivery, bot_state: str) -> Json:
    """Who and what there is, and whether the bot is connected."""
    people = workspace.people
    return {
        "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN},
        "app": {"id": APP_ID, "name": BOT_NAME, "bot_id": BOT_ID, "bot_user_id": BOT_USER_ID},
        "users": [_user(workspace, user) for user in people.users.values()],
        "channels": [_channel(channel) for channel in people.channels.values()],
        "groups": list(people.groups.values()),
        "commands": list(workspace.manifest.commands.values()),
        "shortcuts": list(workspace.manifest.shortcuts.values()),
        "home_tab": workspace.manifest.home_tab,
        "scopes": list(workspace.manifest.scopes),
        "delivery": delivery.mode,
        "connections": delivery.connections,
        "bot": bot_state,
    }


def _user(workspace: Workspace, user: Json) -> Json:
    groups = [g["handle"] for g in workspace.people.groups.values() if user["id"] in g["users"]]
    keys = ("id", "name", "real_name", "is_admin", "is_restricted", "deleted", "is_bot", "tz")
    about: Json = {key: user[key] for key in keys}
    about["profile"] = {key: user["profile"][key] for key in ("display_name", "title")}
    about["groups"] = groups
    if not user["is_bot"]:
        about["dm"] = workspace.people.dm(user["id"])["id"]
    return about


def _channel(channel: Json) -> Json:
    return {**channel, "bot_is_member": BOT_USER_ID in channel["members"]}


def messages(workspace: Workspace, query: Json) -> Json:
    """A channel or a thread, oldest first; without `user`, what everyone in it sees."""
    channel = workspace.people.channel(word(query, "channel"))
    thread = word(query, "thread_ts")
    if thread:
        found = workspace.messages.thread(channel["id"], thread)
    else:
        found = workspace.messages.top_level(channel["id"])
    if word(query, "user"):
        user = workspace.people.user(word(query, "user"))
        _require_sight(channel, user)
        found = found + _whispers(workspace, channel, user, thread)
    shown = [public(message) for message in sorted(found, key=lambda m: word(m, "ts"))]
    return {"ok": True, "channel": channel["id"], "messages": shown}


def _require_sight(channel: Json, user: Json) -> None:
    if channel["is_private"] and user["id"] not in channel["members"]:
        raise RefusedError(f"{user['name']} cannot see {title(channel)}.")


def _whispers(workspace: Workspace, channel: Json, user: Json, thread: str) -> list[Json]:
    found = workspace.messages.whispers(channel["id"], user["id"])
    return [message for message in found if word(message, "thread_ts") == thread]


def views(workspace: Workspace, query: Json) -> Json:
    """A person's open modals, the visible one last, and their Home tab."""
    user = workspace.people.user(word(query, "user"))
    stack = workspace.modals.stack(user["id"])
    home = workspace.modals.home(user["id"])
    return {
        "modals": [public(with_state(view)) for view in stack],
        "home": public(with_state(home)) if home else None,
    }


def files(workspace: Workspace) -> Json:
    """Every uploaded file, with its content as text where it is text, else in base64."""
    return {"files": [_file(file) for file in workspace.files.all()]}


def _file(file: Json) -> Json:
    raw = base64.b64decode(file["_content"])
    try:
        content = {"content": raw.decode(), "encoding": "utf-8"}
    except UnicodeDecodeError:
        content = {"content": file["_content"], "encoding": "base64"}
    return {**public(file), **content}
