"""Block Kit, as much of it as the cards need, within Slack's limits.

Source of the limits: docs.slack.dev, Block Kit reference. A tenth is left free, because Slack does
not say how it counts characters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.slack.views.text import MAX_FALLBACK, Rich, cut, escape

MAX_LABEL = 24  # Slack shows about 30 characters of a button, fewer on a phone.
MAX_SECTION = 2700
Block: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted.

    Attributes:
        text: The fallback, for notifications and screen readers; escaped, without marks.
        blocks: Block Kit.
    """

    text: str
    blocks: tuple[Block, ...]


def message(
    lines: Sequence[Rich], buttons: Sequence[Block] = (), footer: Sequence[Rich] = ()
) -> Message:
    """A card of lines, then buttons, then lines in small print.

    The fallback is its first two lines. Slack sets the elements of a context block side by side,
    so that the small print is one element.
    """
    blocks = [section(text) for text in _packed(lines)]
    if buttons:
        blocks.append({"type": "actions", "elements": list(buttons)})
    small = [{"type": "context", "elements": [mrkdwn(text)]} for text in _packed(footer)]
    return Message(fallback(lines), (*blocks, *small))


def fallback(lines: Sequence[Rich]) -> str:
    """The first two lines as plain words; its few characters fit every place they are shown."""
    return escape(cut(" · ".join(line.plain for line in lines[:2]), MAX_FALLBACK))


def section(text: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn(text)}


def mrkdwn(text: str) -> Block:
    """A text object in which Slack looks for no names of its own accord."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> Block:
    """A text object without marks."""
    return {"type": "plain_text", "text": text, "emoji": False}


def button(action_id: str, label: str, value: str, **more: object) -> Block:
    """A button; its label is cut at what is shown of it.

    Args:
        action_id: One of `bot.slack.ids`.
        label: What pressing it brings about.
        value: An order's reference, or a command's text.
        more: `style` or `confirm`.
    """
    text = plain(cut(label, MAX_LABEL))
    return {"type": "button", "action_id": action_id, "text": text, "value": value} | more


def confirm(*, title: str, text: str, yes: str, no: str) -> Block:
    """The dialog that asks once more."""
    return {
        "title": plain(title),
        "text": plain(text),
        "confirm": plain(yes),
        "deny": plain(no),
    }


def _packed(lines: Iterable[Rich]) -> list[str]:
    """The lines that say something in as few paragraphs as Slack's limit allows."""
    packed: list[str] = []
    for line in filter(lambda each: each.plain, lines):
        if packed and len(packed[-1]) + 1 + len(line.mrkdwn) <= MAX_SECTION:
            packed[-1] += f"\n{line.mrkdwn}"
        else:
            packed.append(line.mrkdwn)
    return packed
