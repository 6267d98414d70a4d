"""conversations.*: channels, direct messages, members and what was said."""

from collections.abc import Sequence

from sandbox.slack.cast import BOT_USER_ID, TEAM_ID
from sandbox.slack.content import without_metadata
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import between
from sandbox.slack.shapes import Json, count, flag, word, words
from sandbox.slack.web_api.rooms import dm_with, entered, visible
from sandbox.slack.workspace import Workspace

_MOST_AT_ONCE = 1000
_HISTORY_PAGE = 100
_LIST_PAGE = 100


def open_dm(workspace: Workspace, arguments: Json) -> Json:
    """conversations.open with one user."""
    asked = words(arguments, "users")
    if not asked:
        raise SlackError("users_list_not_supplied")
    if len(asked) > 1:
        raise SlackError("not_enough_users")
    channel = dm_with(workspace, asked[0])
    if flag(arguments, "return_im"):
        return {"ok": True, "channel": described(channel)}
    return {"ok": True, "channel": {"id": channel["id"]}}


def info(workspace: Workspace, arguments: Json) -> Json:
    """conversations.info."""
    channel = visible(workspace, arguments)
    body = described(channel)
    if flag(arguments, "include_num_members"):
        body["num_members"] = len(channel["members"])
    return {"ok": True, "channel": body}


def list_channels(workspace: Workspace, arguments: Json) -> Json:
    """conversations.list: public channels, and the private ones that the bot is in."""
    kinds = words(arguments, "types") or ["public_channel"]
    found = [
        described(channel)
        for channel in workspace.people.channels.values()
        if kind_of(channel) in kinds
        and (not channel["is_private"] or BOT_USER_ID in channel["members"])
        and not (flag(arguments, "exclude_archived") and channel["is_archived"])
    ]
    return page(found, arguments, "channels", _LIST_PAGE)


def members(workspace: Workspace, arguments: Json) -> Json:
    """conversations.members."""
    channel = visible(workspace, arguments)
    return page(list(channel["members"]), arguments, "members", _LIST_PAGE)


def join(workspace: Workspace, arguments: Json) -> Json:
    """conversations.join: public channels only."""
    channel = visible(workspace, arguments)
    if channel["is_private"]:
        raise SlackError("method_not_supported_for_channel_type")
    if channel["is_archived"]:
        raise SlackError("is_archived")
    joined = {**channel, "members": sorted({*channel["members"], BOT_USER_ID})}
    workspace.people.save_channel(joined)
    return {"ok": True, "channel": described(joined)}


def history(workspace: Workspace, arguments: Json) -> Json:
    """conversations.history, newest first."""
    channel = entered(workspace, arguments)
    found = _window(workspace.messages.top_level(channel["id"]), arguments)
    newest_first = [_shown(message, arguments) for message in reversed(found)]
    return _read(newest_first, arguments)


def replies(workspace: Workspace, arguments: Json) -> Json:
    """conversations.replies: the first message, then its thread, oldest first."""
    channel = entered(workspace, arguments)
    found = workspace.messages.thread(channel["id"], word(arguments, "ts"))
    if not found:
        raise SlackError("thread_not_found")
    kept = [found[0], *_window(found[1:], arguments)]
    return _read([_shown(message, arguments) for message in kept], arguments)


def _window(found: list[Json], arguments: Json) -> list[Json]:
    oldest, latest = (_bound(arguments, key) for key in ("oldest", "latest"))
    return between(found, oldest, latest, inclusive=flag(arguments, "inclusive"))


def _bound(arguments: Json, key: str) -> str:
    """A bound as a timestamp of full length, so that it compares as text; `0` is open."""
    seconds, _, micros = str(arguments.get(key) or "").partition(".")
    return f"{seconds:0>10}.{micros:0<6}" if seconds.strip("0") else ""


def _shown(message: Json, arguments: Json) -> Json:
    return message if flag(arguments, "include_all_metadata") else without_metadata(message)


def _read(found: list[Json], arguments: Json) -> Json:
    answer = page(found, arguments, "messages", _HISTORY_PAGE)
    answer["has_more"] = bool(answer["response_metadata"]["next_cursor"])
    return answer


def page(found: Sequence[object], arguments: Json, key: str, usual: int) -> Json:
    """One page of a list; the cursor is the place where the next one starts."""
    limit = min(count(arguments, "limit", usual) or usual, _MOST_AT_ONCE)
    start = count(arguments, "cursor", 0)
    if word(arguments, "cursor") and not start:
        raise SlackError("invalid_cursor")
    after = start + limit
    cursor = str(after) if after < len(found) else ""
    metadata = {"next_cursor": cursor}
    return {"ok": True, key: found[start:after], "response_metadata": metadata}


def kind_of(channel: Json) -> str:
    """The channel's kind as `types` and the scopes name it."""
    if channel["is_im"]:
        return "im"
    return "private_channel" if channel["is_private"] else "public_channel"


def described(channel: Json) -> Json:
    """A channel in Slack's shape."""
    common: Json = {
        "id": channel["id"],
        "created": channel["created"],
        "is_im": channel["is_im"],
        "is_mpim": False,
        "is_archived": channel["is_archived"],
        "is_org_shared": False,
        "context_team_id": TEAM_ID,
    }
    if channel["is_im"]:
        return {**common, "user": channel["user"]}
    return {
        **common,
        "name": channel["name"],
        "name_normalized": channel["name"],
        "is_channel": not channel["is_private"],
        "is_group": channel["is_private"],
        "is_private": channel["is_private"],
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": BOT_USER_ID in channel["members"],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
