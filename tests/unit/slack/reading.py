"""Reads a message as a person would, and checks it against Slack's limits."""

import re
from typing import Any

from bot.slack.views.blocks import Message

_DATE = re.compile(r"<!date\^\d+\^[^|<>]+\|([^<>]+)>")
_PING = re.compile(r"<(@|!channel|!here|!everyone|!subteam|#)")
_ALLOWED = re.compile(
    r"<@U0[A-Z0-9]+>|<!subteam\^S0[A-Z0-9]+>|<https://acme[^|<>]+\|[^<>]+>|<!date\^\d+\^[^|<>]+\|[^<>]+>"
)


def texts(message: Message) -> list[str]:
    """The text of each section and each context element, as mrkdwn."""
    found: list[str] = []
    for block in message.blocks:
        if block["type"] == "section":
            found.append(block["text"]["text"])
        if block["type"] == "context":
            found += [element["text"] for element in block["elements"]]
    return found


def words(message: Message) -> str:
    """All text of the message, dates as their fallback, without bold marks and entities."""
    joined = _DATE.sub(r"\1", "\n".join(texts(message))).replace("*", "")
    return joined.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def buttons(message: Message) -> dict[str, str]:
    """The value of each button, by its label."""
    return {each["text"]["text"]: each["value"] for each in elements(message)}


def elements(message: Message) -> list[dict[str, Any]]:
    """The buttons."""
    return [e for b in message.blocks if b["type"] == "actions" for e in b["elements"]]


def check(message: Message) -> Message:
    """Assert what holds for every message, and return it."""
    assert 1 <= len(message.text) <= 4000
    assert not re.search(r"<", message.text)
    assert 1 <= len(message.blocks) <= 50
    for block in message.blocks:
        _CHECKS[block["type"]](block)
    assert sum(map(len, texts(message))) <= 11_000
    _check_pings(texts(message))
    return message


def _check_pings(found: list[str]) -> None:
    mentions = [mention for text in found for mention in re.findall(r"<@|<!subteam", text)]
    assert len(mentions) <= 1
    for text in found:
        assert not re.search(r"[<>]", _ALLOWED.sub("", text)), text
        assert not _PING.search(_ALLOWED.sub("", text)), text


def _section(block: dict[str, Any]) -> None:
    _mrkdwn(block["text"])


def _context(block: dict[str, Any]) -> None:
    # Slack sets several elements side by side, so that their words run together.
    assert len(block["elements"]) == 1
    for element in block["elements"]:
        _mrkdwn(element)


def _mrkdwn(text: dict[str, Any]) -> None:
    assert text["type"] == "mrkdwn"
    assert text["verbatim"] is True
    assert 1 <= len(text["text"]) <= 3000


def _actions(block: dict[str, Any]) -> None:
    found = block["elements"]
    assert 1 <= len(found) <= 25
    assert len({each["action_id"] for each in found}) == len(found)
    for each in found:
        assert 1 <= len(each["text"]["text"]) <= 24
        assert 1 <= len(each["value"]) <= 2000
        _confirm(each.get("confirm"))


def _confirm(dialog: dict[str, Any] | None) -> None:
    if dialog is None:
        return
    limits = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
    for part, most in limits.items():
        assert 1 <= len(dialog[part]["text"]) <= most


_CHECKS = {"section": _section, "context": _context, "actions": _actions}
