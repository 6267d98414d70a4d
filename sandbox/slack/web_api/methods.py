"""Which methods there are, and which scope each needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, word, words
from sandbox.slack.web_api import chat, conversations, files, users, views
from sandbox.slack.workspace import Workspace

Handler: TypeAlias = Callable[[Workspace, Json], Json]

# The scope by the kind of channel: `channels:read`, `groups:history`, `im:write`, ...
_PREFIXES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Method:
    """One method.

    Attributes:
        scope: The bot scope it needs; empty for none.
            One that starts with `:` gets the prefix of the channel's kind.
    """

    handler: Handler
    scope: str = ""


METHODS: dict[str, Method] = {
    "auth.test": Method(users.auth_test),
    "bots.info": Method(users.bot_info, "users:read"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "conversations.history": Method(conversations.history, ":history"),
    "conversations.info": Method(conversations.info, ":read"),
    "conversations.join": Method(conversations.join, "channels:join"),
    "conversations.list": Method(conversations.list_channels, ":read"),
    "conversations.members": Method(conversations.members, ":read"),
    "conversations.open": Method(conversations.open_dm, "im:write"),
    "conversations.replies": Method(conversations.replies, ":history"),
    "files.completeUploadExternal": Method(files.complete_upload, "files:write"),
    "files.getUploadURLExternal": Method(files.get_upload_url, "files:write"),
    "files.info": Method(files.info, "files:read"),
    "reactions.add": Method(chat.add_reaction, "reactions:write"),
    "team.info": Method(users.team_info, "team:read"),
    "usergroups.list": Method(users.list_groups, "usergroups:read"),
    "usergroups.users.list": Method(users.group_users, "usergroups:read"),
    "users.info": Method(users.info, "users:read"),
    "users.list": Method(users.list_users, "users:read"),
    "users.lookupByEmail": Method(users.lookup_by_email, "users:read.email"),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}


def call(workspace: Workspace, name: str, arguments: Json) -> Json:
    """Do what a method does.

    Raises:
        SlackError: There is no such method, its scope is missing, or it refuses.
    """
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    provided = workspace.manifest.scopes
    for needed in _needed(workspace, method.scope, arguments):
        if needed not in provided:
            raise SlackError("missing_scope", needed=needed, provided=",".join(provided))
    return method.handler(workspace, arguments)


def _needed(workspace: Workspace, scope: str, arguments: Json) -> list[str]:
    if not scope.startswith(":"):
        return [scope] if scope else []
    channel = workspace.people.channels.get(word(arguments, "channel"))
    if channel is not None:
        kinds = [conversations.kind_of(channel)]
    else:
        kinds = words(arguments, "types") or ["public_channel"]
    return [_PREFIXES.get(kind, kind) + scope for kind in kinds]
