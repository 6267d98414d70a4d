"""Forms, and the fields that people write and choose in."""

from collections.abc import Mapping, Sequence

from bot.domain.criteria import MAX_QUANTITY
from bot.domain.fields import Field
from bot.slack.ids import BlockId, CallbackId
from bot.slack.payloads import MAX_REASON
from bot.slack.views.blocks import MAX_LABEL, Block, plain
from bot.slack.views.text import cut

_MAX_OPTION = 75


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


def field(
    block: BlockId | Field, label: str, element: Block, *, hint: str = "", **more: object
) -> Block:
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


def words_field(
    block: BlockId | Field, label: str, hint: str, *, initial: str = "", **more: object
) -> Block:
    """A field for a few sentences, with what stands in it at first."""
    element: Block = {"type": "plain_text_input", "multiline": True, "max_length": MAX_REASON}
    return field(block, label, element | _initial(initial), hint=hint, **more)


def line_field(
    block: BlockId | Field,
    label: str,
    initial: str,
    *,
    most: int,
    hint: str = "",
    **more: object,
) -> Block:
    """A field for one line of at most so many characters, with what stands in it at first."""
    element: Block = {"type": "plain_text_input", "max_length": most}
    begun = element | _initial(initial[:most]) | _dispatch(more)
    return field(block, label, begun, hint=hint, **more)


def quantity_field(initial: str, *, hint: str = "", **more: object) -> Block:
    """The field for how many TNs, with what stands in it at first."""
    element: Block = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": str(MAX_QUANTITY),
    }
    begun = element | _initial(initial) | _dispatch(more)
    return field(Field.QUANTITY, "How many", begun, hint=hint, **more)


def choice_field(
    block: BlockId | Field,
    label: str,
    options: Mapping[str, str],
    chosen: str,
    *,
    hint: str = "",
    **more: object,
) -> Block:
    """A menu.

    Args:
        block: By which the choice is read back.
        label: What is to be chosen.
        options: The words of each choice, by its value.
        chosen: The value that is chosen at first; one that is no choice is none.
        hint: Small print below it.
        more: As of `field`.
    """
    listed = {value: option(value, words) for value, words in options.items()}
    initial = {"initial_option": listed[chosen]} if chosen in listed else {}
    element: Block = {"type": "static_select", "options": list(listed.values())}
    return field(block, label, element | initial, hint=hint, **more)


def option(value: str, words: str) -> Block:
    """One of several choices."""
    return {"text": plain(cut(words, _MAX_OPTION)), "value": value}


def _initial(text: str) -> Block:
    return {"initial_value": text} if text else {}


def _dispatch(more: Mapping[str, object]) -> Block:
    """A text field that tells us of what is typed does so character by character."""
    if not more.get("dispatch_action"):
        return {}
    return {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
