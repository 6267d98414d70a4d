"""Forms, and the fields that people write into."""

from collections.abc import Sequence

from bot.slack.ids import BlockId, CallbackId
from bot.slack.payloads import MAX_REASON
from bot.slack.views.blocks import MAX_LABEL, Block, plain
from bot.slack.views.text import cut


def form(
    callback: CallbackId, about: str, *, title: str, submit: str, blocks: Sequence[Block]
) -> Block:
    """A modal for `views.open`.

    Args:
        callback: Which form it is.
        about: What it is about, as `private_metadata`.
        title: Cut at what Slack takes.
        submit: What sending it brings about.
        blocks: Its content.
    """
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": about,
        "title": plain(cut(title, MAX_LABEL)),
        "submit": plain(submit),
        "close": plain("Not yet"),
        "blocks": list(blocks),
    }


def field(block: BlockId, label: str, element: Block, *, hint: str = "", **more: object) -> Block:
    """A labelled field; its element is named like its block.

    Args:
        block: By which it is read back.
        label: What is to be filled in.
        element: What is filled in, as Slack has it.
        hint: Small print below it.
        more: `optional` or `dispatch_action`.
    """
    said = {"hint": plain(hint)} if hint else {}
    named = {**element, "action_id": block.value}
    about: Block = {"type": "input", "block_id": block, "label": plain(label), "element": named}
    return about | said | more


def words_field(block: BlockId, label: str, hint: str, **more: object) -> Block:
    """A field for a few sentences."""
    element: Block = {"type": "plain_text_input", "multiline": True, "max_length": MAX_REASON}
    return field(block, label, element, hint=hint, **more)
