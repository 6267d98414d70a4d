"""chat.*: posting, updating, deleting, private notes, permalinks; and reactions."""

import re

from sandbox.slack.cast import BOT_ID, BOT_USER_ID
from sandbox.slack.content import by_bot, metadata, resaid, said
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, flag, word, words
from sandbox.slack.web_api.rooms import entered, postable, visible
from sandbox.slack.workspace import Workspace

_TS = re.compile(r"\d{10}\.\d{6}")


def post_message(workspace: Workspace, arguments: Json) -> Json:
    """chat.postMessage."""
    channel = postable(workspace, arguments)
    content = said(arguments)
    attached = metadata(arguments)
    if attached:
        content["metadata"] = attached
    content |= _in_thread(workspace, channel["id"], arguments)
    message = workspace.messages.post(channel["id"], by_bot(content))
    return {"ok": True, "channel": channel["id"], "ts": message["ts"], "message": message}


def _in_thread(workspace: Workspace, channel: str, arguments: Json) -> Json:
    ts = word(arguments, "thread_ts")
    if not ts:
        return {}
    if not _TS.fullmatch(ts):
        raise SlackError("invalid_thread_ts")
    parent = workspace.messages.find(channel, ts)
    if parent is None:
        raise SlackError("thread_not_found")
    broadcast = {"subtype": "thread_broadcast"} if flag(arguments, "reply_broadcast") else {}
    return {"thread_ts": parent.get("thread_ts", ts), **broadcast}


def update(workspace: Workspace, arguments: Json) -> Json:
    """chat.update; takes a channel's id only, and only the app's own messages."""
    channel = visible(workspace, arguments)
    before = _own(workspace, channel, arguments, "cant_update_message")
    if channel["is_archived"]:
        raise SlackError("is_inactive")
    after = resaid(before, arguments)
    if not after.get("blocks"):
        stamp = f"{workspace.clock():.6f}"
        after["edited"] = {"user": before["user"], "ts": stamp}
    workspace.messages.replace(channel["id"], after)
    answer: Json = {"ok": True, "channel": channel["id"], "ts": after["ts"]}
    return {**answer, "text": after["text"], "message": after}


def delete(workspace: Workspace, arguments: Json) -> Json:
    """chat.delete; only the app's own messages."""
    channel = visible(workspace, arguments)
    message = _own(workspace, channel, arguments, "cant_delete_message")
    workspace.messages.delete(channel["id"], message["ts"])
    return {"ok": True, "channel": channel["id"], "ts": message["ts"]}


def _own(workspace: Workspace, channel: Json, arguments: Json, refusal: str) -> Json:
    message = workspace.messages.find(channel["id"], word(arguments, "ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message.get("bot_id") != BOT_ID:
        raise SlackError(refusal)
    return message


def post_ephemeral(workspace: Workspace, arguments: Json) -> Json:
    """chat.postEphemeral; its timestamp is good for nothing else."""
    channel = postable(workspace, arguments)
    user = word(arguments, "user")
    if user not in channel["members"]:
        raise SlackError("user_not_in_channel")
    content = by_bot(said(arguments)) | _in_thread(workspace, channel["id"], arguments)
    message = workspace.messages.whisper(channel["id"], user, content)
    return {"ok": True, "message_ts": message["ts"]}


def get_permalink(workspace: Workspace, arguments: Json) -> Json:
    """chat.getPermalink."""
    channel = visible(workspace, arguments)
    message = workspace.messages.find(channel["id"], word(arguments, "message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{workspace.base_url}/archives/{channel['id']}/p{message['ts'].replace('.', '')}"
    if "thread_ts" in message:
        link += f"?thread_ts={message['thread_ts']}&cid={channel['id']}"
    return {"ok": True, "channel": channel["id"], "permalink": link}


def add_reaction(workspace: Workspace, arguments: Json) -> Json:
    """reactions.add, by the bot."""
    channel = entered(workspace, arguments)
    message = workspace.messages.find(channel["id"], word(arguments, "timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    name = word(arguments, "name").strip(":")
    given = {reaction["name"]: reaction for reaction in message.get("reactions", [])}
    if not name:
        raise SlackError("invalid_name")
    if BOT_USER_ID in words(given.get(name, {}), "users"):
        raise SlackError("already_reacted")
    given[name] = {"name": name, "users": [BOT_USER_ID], "count": 1}
    workspace.messages.replace(channel["id"], {**message, "reactions": list(given.values())})
    return {"ok": True}
