"""The form that asks why a request is denied, and says who will read the answer."""

from bot.domain.order import Order
from bot.slack.ids import CallbackId, OrderRef
from bot.slack.views.blocks import Block, plain
from bot.slack.views.fields import reason_field
from bot.slack.views.text import cut, name


def deny_form(order: Order, ref: OrderRef) -> Block:
    """The modal for `views.open`.

    Args:
        order: As the ledger has it now.
        ref: As the button that was pressed has it: the decision is about that revision.
    """
    requester = name(order.requester.name)
    readers = f"{requester} and everyone in the channels with this order's cards"
    return {
        "type": "modal",
        "callback_id": CallbackId.DENY_REASON,
        "private_metadata": ref.value,
        "title": plain(cut(f"Deny order {order.number}", 24)),
        "submit": plain("Deny"),
        "close": plain("Not yet"),
        "blocks": [reason_field(f"{readers} will read this.")],
    }
