"""The form that asks why a request is denied, and says who will read the answer."""

from bot.domain.order import Order
from bot.slack.ids import BlockId, CallbackId, OrderRef
from bot.slack.views.blocks import Block
from bot.slack.views.fields import form, words_field
from bot.slack.views.text import name


def deny_form(order: Order, ref: OrderRef) -> Block:
    """The modal for `views.open`.

    Args:
        order: As the ledger has it now.
        ref: As the button that was pressed has it: the decision is about that revision.
    """
    who = f"{name(order.requester.name)} and everyone in the channels with this order's cards"
    return form(
        CallbackId.DENY_REASON,
        ref.value,
        title=f"Deny order {order.number}",
        submit="Deny",
        blocks=[words_field(BlockId.REASON, "Reason", f"{who} will read this.")],
    )
