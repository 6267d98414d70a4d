"""The forms that ask why a request is decided so, and say who will read the answer."""

from bot.domain.order import Order
from bot.slack.ids import BlockId, CallbackId, OrderRef
from bot.slack.views.blocks import Block
from bot.slack.views.fields import form, words_field
from bot.slack.views.text import name

_READERS = "and everyone in the channels with this order's cards will read this."


def deny_form(order: Order, ref: OrderRef) -> Block:
    """The modal for `views.open`.

    Args:
        order: As the ledger has it now.
        ref: As the button that was pressed has it: the decision is about that revision.
    """
    hint = f"{name(order.requester.name)} {_READERS}"
    return reason_form(CallbackId.DENY_REASON, ref, "Deny", order, hint)


def reason_form(callback: CallbackId, ref: OrderRef, verb: str, order: Order, hint: str) -> Block:
    """A modal whose one field has to be filled in: why the person does what `verb` says."""
    return form(
        callback,
        ref.value,
        title=f"{verb} order {order.number}",
        submit=verb,
        blocks=[words_field(BlockId.REASON, "Reason", hint)],
    )
