"""How the app answers an act: in the ack of a command, or at a response URL."""

from sandbox.slack.content import by_bot, said
from sandbox.slack.errors import SlackError
from sandbox.slack.responses import Reply
from sandbox.slack.shapes import Json, flag, word
from sandbox.slack.workspace import Workspace


def answer(workspace: Workspace, reply: Reply, body: Json) -> None:
    """Post, replace or delete as the answer says; membership does not matter here.

    Raises:
        SlackError: The content is refused, or its message is gone.
    """
    if flag(body, "delete_original"):
        _delete(workspace, reply)
    elif flag(body, "replace_original") and reply.ts:
        _replace(workspace, reply, said(body))
    else:
        _post(workspace, reply, body)


def _post(workspace: Workspace, reply: Reply, body: Json) -> None:
    message = by_bot(said(body))
    thread = word(body, "thread_ts")
    if thread:
        message["thread_ts"] = thread
    if body.get("response_type") == "in_channel":
        workspace.messages.post(reply.channel, message)
    else:
        workspace.messages.whisper(reply.channel, reply.user, message)


def _replace(workspace: Workspace, reply: Reply, content: Json) -> None:
    messages = workspace.messages
    public, private = _originals(workspace, reply)
    for found, replace in ((public, messages.replace), (private, messages.replace_whisper)):
        if found is not None:
            kept = {k: v for k, v in found.items() if k not in {"text", "blocks", "attachments"}}
            replace(reply.channel, {**kept, **content})


def _delete(workspace: Workspace, reply: Reply) -> None:
    public, private = _originals(workspace, reply)
    if public is not None:
        workspace.messages.delete(reply.channel, reply.ts)
    if private is not None:
        workspace.messages.delete_whisper(reply.channel, reply.ts)


def _originals(workspace: Workspace, reply: Reply) -> tuple[Json | None, Json | None]:
    public = workspace.messages.find(reply.channel, reply.ts)
    private = workspace.messages.find_whisper(reply.channel, reply.ts)
    if public is None and private is None:
        raise SlackError("message_not_found")
    return public, private
