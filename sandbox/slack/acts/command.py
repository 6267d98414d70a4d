"""Slash commands."""

import re

from sandbox.slack.acts.payloads import VERIFICATION_TOKEN, outcome, response_url, room_name
from sandbox.slack.answers import answer
from sandbox.slack.cast import APP_ID, TEAM_DOMAIN, TEAM_ID
from sandbox.slack.content import by_slackbot
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import NOT_RUNNING, OK, Ack, Envelope
from sandbox.slack.errors import RefusedError, SlackError
from sandbox.slack.people import People
from sandbox.slack.responses import Reply
from sandbox.slack.shapes import Json, flag, word
from sandbox.slack.workspace import Workspace

UNKNOWN = "unknown_command"
_BAD_ANSWER = "invalid_command_response"
_NAME = re.compile(r"(?<![\w<])([@#])([a-z0-9][a-z0-9._-]*)")
_LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+")


async def command(courier: Courier, body: Json) -> Json:
    """Send a slash command as `user` in `channel`, and show what the bot acks with."""
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    channel = workspace.people.place(user, word(body, "channel"))
    name = "/" + word(body, "command").removeprefix("/")
    if channel["is_archived"]:
        raise RefusedError(f"#{channel['name']} is archived: nobody can type there.")
    ack = Ack(UNKNOWN)
    if name in workspace.manifest.commands:
        typed = _typed(workspace, name, word(body, "text"))
        payload = _payload(workspace, user, channel, typed)
        ack = await courier.deliver("command", name, Envelope("slash_commands", payload))
    status = _show(workspace, user, channel, ack)
    told = _slackbot_says(status, name)
    if told:
        workspace.messages.whisper(channel["id"], user["id"], by_slackbot(told))
    return outcome(Ack(status, ack.payload, ack.latency_ms), **({"message": told} if told else {}))


def _typed(workspace: Workspace, name: str, text: str) -> Json:
    escape = flag(workspace.manifest.commands[name], "should_escape")
    trimmed = text.strip(" ")
    return {"command": name, "text": escaped(workspace.people, trimmed) if escape else trimmed}


def _payload(workspace: Workspace, user: Json, channel: Json, typed: Json) -> Json:
    reply = Reply(channel["id"], user["id"], "")
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel["id"],
        "channel_name": room_name(channel),
        "user_id": user["id"],
        "user_name": user["name"],
        **typed,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url(workspace, reply),
        "trigger_id": workspace.triggers.issue(user["id"]),
    }


def _show(workspace: Workspace, user: Json, channel: Json, ack: Ack) -> str:
    """Show the text of the ack, to this person alone unless it says `in_channel`."""
    if ack.status != OK or not ack.payload:
        return ack.status
    try:
        answer(workspace, Reply(channel["id"], user["id"], ""), ack.payload)
    except SlackError:
        return _BAD_ANSWER
    return OK


def _slackbot_says(status: str, name: str) -> str:
    match status:
        case "ok":
            return ""
        case "unknown_command":
            return (
                f"{name} is not a valid command. In Slack, all messages that start with the "
                '"/" character are interpreted as commands.'
            )
        case _ if status == NOT_RUNNING:
            return f"{name} failed because the app is not running."
        case _:
            return f'{name} failed with the error "{status}".'


def escaped(people: People, text: str) -> str:
    """Names and links in Slack's escaped form (`should_escape` in the manifest)."""
    return _LINK.sub(r"<\g<0>>", _NAME.sub(lambda found: _mention(people, found), text))


def _mention(people: People, found: re.Match[str]) -> str:
    sign, name = found.groups()
    if sign == "#":
        return _channel_mention(people, name) or found[0]
    for user in people.users.values():
        if user["name"] == name:
            return f"<@{user['id']}|{name}>"
    for group in people.groups.values():
        if group["handle"] == name:
            return f"<!subteam^{group['id']}|@{name}>"
    return found[0]


def _channel_mention(people: People, name: str) -> str:
    for channel in people.channels.values():
        if channel["name"] == name:
            return f"<#{channel['id']}|{'' if channel['is_private'] else name}>"
    return ""
