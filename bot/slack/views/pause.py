"""The form that asks an operator why buying is paused, and says who will read the answer."""

from bot.slack.ids import BlockId, CallbackId
from bot.slack.views.blocks import Block
from bot.slack.views.fields import form, words_field


def pause_form() -> Block:
    """The modal for `views.open`; it is the same for everybody."""
    hint = "What is approved waits until buying is resumed, and its cards say this reason."
    return form(
        CallbackId.PAUSE_REASON,
        "",
        title="Pause buying",
        submit="Pause buying",
        blocks=[words_field(BlockId.REASON, "Reason", hint)],
    )
