"""What forms ask for."""

from bot.slack.ids import ActionId, BlockId
from bot.slack.payloads import MAX_REASON
from bot.slack.views.blocks import Block, plain


def reason_field(hint: str) -> Block:
    """The reason, in a person's own words.

    Args:
        hint: Who will read it.
    """
    return {
        "type": "input",
        "block_id": BlockId.REASON,
        "label": plain("Reason"),
        "hint": plain(hint),
        "element": {
            "type": "plain_text_input",
            "action_id": ActionId.REASON,
            "multiline": True,
            "max_length": MAX_REASON,
        },
    }
