"""What a message says: text, blocks, attachments and metadata, checked as Slack checks them."""

from typing import cast

from sandbox.slack.block_kit import checked_blocks
from sandbox.slack.cast import APP_ID, BOT_ID, BOT_NAME, BOT_USER_ID, SLACKBOT_ID, TEAM_ID
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, parse, word

# Slack cuts a longer text when it is posted ...
_LONGEST_POST = 40_000
# ... and refuses one when a message is updated (chat.update, msg_too_long).
_LONGEST_UPDATE = 4000
_MOST_ATTACHMENTS = 100


def said(arguments: Json) -> Json:
    """The content of a new message.

    Raises:
        SlackError: There is none, or it breaks a rule.
    """
    content: Json = {"text": word(arguments, "text")[:_LONGEST_POST]}
    for key, value in (("blocks", blocks(arguments)), ("attachments", attachments(arguments))):
        if value:
            content[key] = value
    if word(arguments, "markdown_text"):
        content |= _markdown(arguments)
    if not any(content.values()):
        raise SlackError("no_text")
    return content


def resaid(before: Json, arguments: Json) -> Json:
    """A message after `chat.update`: text alone removes the blocks, neither keeps both.

    Raises:
        SlackError: There is nothing to change, or it breaks a rule.
    """
    text = word(arguments, "text")
    if len(text) > _LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    given = [key for key in ("text", "blocks", "attachments") if _given(arguments, key)]
    if not given and "metadata" not in arguments:
        raise SlackError("no_text")
    after = dict(before)
    if given:
        for key in ("blocks", "attachments"):
            after.pop(key, None)
        after |= said({"text": before["text"], **arguments})
    return _remarked(after, arguments)


def _remarked(after: Json, arguments: Json) -> Json:
    if "metadata" in arguments:
        found = metadata(arguments)
        after.pop("metadata", None)
        if found:
            after["metadata"] = found
    return after


def _given(arguments: Json, key: str) -> bool:
    return arguments.get(key) is not None and not (key == "text" and arguments[key] == "")


def _markdown(arguments: Json) -> Json:
    if word(arguments, "text") or arguments.get("blocks"):
        raise SlackError("markdown_text_conflict")
    block: Json = {"type": "markdown", "text": word(arguments, "markdown_text")}
    return {"text": block["text"], "blocks": checked_blocks([block])}


def blocks(arguments: Json) -> list[Json]:
    """The checked blocks among the arguments."""
    given = arguments.get("blocks")
    return [] if given is None or given == "" else checked_blocks(given)


def attachments(arguments: Json) -> list[Json]:
    """The attachments among the arguments; only their number is checked."""
    found = parse(arguments.get("attachments") or [])
    if not isinstance(found, list):
        raise SlackError("invalid_attachments")
    items = cast("list[Json]", found)
    if len(items) > _MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return items


def metadata(arguments: Json) -> Json:
    """The metadata among the arguments; empty when there is none.

    Raises:
        SlackError: It has not the form `{event_type, event_payload}`.
    """
    found = parse(arguments.get("metadata") or {})
    if not isinstance(found, dict):
        raise SlackError("invalid_metadata_format")
    body = cast("Json", found)
    payload = isinstance(body.get("event_payload"), dict)
    if body and not (word(body, "event_type") and payload):
        raise SlackError("invalid_metadata_schema")
    return body


def by_bot(content: Json) -> Json:
    """A message of the app."""
    return {
        "user": BOT_USER_ID,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "team": TEAM_ID,
        "bot_profile": {"id": BOT_ID, "app_id": APP_ID, "name": BOT_NAME, "team_id": TEAM_ID},
        **content,
    }


def by_slackbot(text: str) -> Json:
    """A message of Slack itself."""
    return {"user": SLACKBOT_ID, "text": text}


def by_person(user: str, text: str) -> Json:
    """A message that somebody typed."""
    return {"user": user, "team": TEAM_ID, "text": text}


def without_metadata(message: Json) -> Json:
    """A message as it is read without `include_all_metadata`."""
    return {key: value for key, value in message.items() if key != "metadata"}
