"""A shortcut that a person used, read once at the door.

Source: docs.slack.dev, shortcuts interaction payloads. A global shortcut has no conversation and
no response URL; a message shortcut has both, and the whole message.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.bodies import is_private, maybe, needed

# `<@U1|ana>`, `<#C1|numbers>`, `<!here>`, `<https://x.example|here>`: a sign, a target, a label.
_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What a shortcut tells.

    Attributes:
        user: The Slack user id.
        channel: The conversation of the message; empty for a global shortcut, as are the next two.
        private: Whether others must not learn the conversation's name.
        response_url: A secret address for private answers, good for 30 minutes.
        message: What the message says, as a person reads it.
        trigger_id: Good once, for 3 s, to open a form; also the key of this delivery.
    """

    user: str
    channel: str
    private: bool
    response_url: str
    message: str
    trigger_id: str


def read_shortcut(body: Mapping[str, object]) -> Shortcut:
    """A `shortcut` or `message_action` body.

    Raises:
        PayloadError: Something that Slack always sends is missing.
    """
    channel = maybe(body, "channel", "id")
    return Shortcut(
        user=needed(body, "user", "id"),
        channel=channel,
        private=is_private(channel, maybe(body, "channel", "name")),
        response_url=maybe(body, "response_url"),
        message=_read(maybe(body, "message", "text")),
        trigger_id=needed(body, "trigger_id"),
    )


def _read(text: str) -> str:
    """A message's text without Slack's markup and with its three entities as characters."""
    bare = _MARKUP.sub(_label, text)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _label(found: re.Match[str]) -> str:
    """`#numbers`, `@here`, an address or its words; a person without a name stays an id."""
    sign, target, label = found.groups()
    if sign == "!":
        return label or f"@{target}"
    return f"{sign}{(label or target).removeprefix(sign)}"
