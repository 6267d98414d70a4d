"""files.*: the three steps of an upload, and what is known of a file."""

import re
from typing import cast

from sandbox.slack.cast import BOT_USER_ID
from sandbox.slack.content import by_bot
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, count, parse, public, word, words
from sandbox.slack.web_api.rooms import entered
from sandbox.slack.workspace import Workspace

_TS = re.compile(r"\d{10}\.\d{6}")


def get_upload_url(workspace: Workspace, arguments: Json) -> Json:
    """files.getUploadURLExternal."""
    name, length = word(arguments, "filename"), count(arguments, "length", 0)
    if not name or not length:
        raise SlackError("invalid_arguments", ["[ERROR] filename and length are required"])
    file_id, ticket = workspace.files.promise(name, length)
    url = f"{workspace.base_url}/upload/v1/{ticket}"
    return {"ok": True, "upload_url": url, "file_id": file_id}


def complete_upload(workspace: Workspace, arguments: Json) -> Json:
    """files.completeUploadExternal; with a channel, the files are shared there."""
    given = _asked(arguments)
    rooms = [entered(workspace, {"channel": c}) for c in _channels(arguments)]
    if any(room["is_archived"] for room in rooms):
        raise SlackError("is_archived")
    thread = _thread(workspace, rooms, arguments)
    done = [workspace.files.complete(word(f, "id"), word(f, "title")) for f in given]
    shown = [_described(workspace, file) for file in done]
    for room in rooms:
        _share(workspace, room, shown, {"text": word(arguments, "initial_comment"), **thread})
    return {"ok": True, "files": shown}


def info(workspace: Workspace, arguments: Json) -> Json:
    """files.info."""
    file = workspace.files.find(word(arguments, "file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"ok": True, "file": _described(workspace, file)}


def _asked(arguments: Json) -> list[Json]:
    found = parse(arguments.get("files"))
    if not isinstance(found, list) or not found:
        raise SlackError("invalid_arguments", ["[ERROR] files is required"])
    return cast("list[Json]", found)


def _channels(arguments: Json) -> list[str]:
    return words(arguments, "channels") or words(arguments, "channel_id")


def _thread(workspace: Workspace, rooms: list[Json], arguments: Json) -> Json:
    ts = word(arguments, "thread_ts")
    if not ts:
        return {}
    if not _TS.fullmatch(ts) or len(rooms) != 1:
        raise SlackError("invalid_thread_ts")
    if workspace.messages.find(rooms[0]["id"], ts) is None:
        raise SlackError("thread_not_found")
    return {"thread_ts": ts}


def _share(workspace: Workspace, room: Json, shown: list[Json], content: Json) -> None:
    workspace.messages.post(room["id"], by_bot({**content, "files": shown, "upload": False}))
    workspace.broadcast.publish("file", channel=room["id"])


def _described(workspace: Workspace, file: Json) -> Json:
    url = f"{workspace.base_url}/files/{file['id']}/{file['name']}"
    urls = {"url_private": url, "url_private_download": url, "permalink": url}
    return {**public(file), "user": BOT_USER_ID, "mode": "hosted", **urls}
