"""Which channels the bot can reach, and what Slack says about the others."""

from sandbox.slack.cast import BOT_USER_ID
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, word
from sandbox.slack.workspace import Workspace


def visible(workspace: Workspace, arguments: Json) -> Json:
    """The channel by its id, as far as the bot may know of it.

    Raises:
        SlackError: `channel_not_found`, also for a private channel that the bot is not in.
    """
    channel = workspace.people.channels.get(word(arguments, "channel"))
    if channel is None or (channel["is_private"] and BOT_USER_ID not in channel["members"]):
        raise SlackError("channel_not_found")
    return channel


def entered(workspace: Workspace, arguments: Json) -> Json:
    """The channel by its id, when the bot is in it.

    Raises:
        SlackError: `channel_not_found` or `not_in_channel`.
    """
    channel = visible(workspace, arguments)
    if BOT_USER_ID not in channel["members"]:
        raise SlackError("not_in_channel")
    return channel


def postable(workspace: Workspace, arguments: Json) -> Json:
    """The channel in which the bot may post: by id, by name, or a user id for a direct message.

    Raises:
        SlackError: As `entered`, or `is_archived`, or `user_disabled`.
    """
    reference = word(arguments, "channel")
    if reference in workspace.people.users:
        return dm_with(workspace, reference)
    channel = _by_name(workspace, reference) or visible(workspace, arguments)
    public = "chat:write.public" in workspace.manifest.scopes and not channel["is_private"]
    if BOT_USER_ID not in channel["members"] and not public:
        raise SlackError("not_in_channel")
    if channel["is_archived"]:
        raise SlackError("is_archived")
    return channel


def dm_with(workspace: Workspace, user_id: str) -> Json:
    """The bot's direct messages with somebody.

    Raises:
        SlackError: There is nobody of that id, or they have left.
    """
    user = workspace.people.users.get(user_id)
    if user is None or user["is_bot"]:
        raise SlackError("user_not_found")
    if user["deleted"]:
        raise SlackError("user_disabled")
    return workspace.people.dm(user_id)


def _by_name(workspace: Workspace, reference: str) -> Json | None:
    name = reference.removeprefix("#")
    found = (c for c in workspace.people.channels.values() if name and c["name"] == name)
    return next((c for c in found if not c["is_private"]), None)
