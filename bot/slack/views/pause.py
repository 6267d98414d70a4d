"""The form that asks an operator why buying is paused, and says who will read the answer."""

from bot.slack.ids import CallbackId
from bot.slack.views.blocks import Block, plain
from bot.slack.views.fields import reason_field


def pause_form() -> Block:
    """The modal for `views.open`; it is the same for everybody."""
    hint = "What is approved waits until buying is resumed, and its cards say this reason."
    return {
        "type": "modal",
        "callback_id": CallbackId.PAUSE_REASON,
        "title": plain("Pause buying"),
        "submit": plain("Pause buying"),
        "close": plain("Not yet"),
        "blocks": [reason_field(hint)],
    }
