"""The buttons of the requester's card; one that asks again carries the command, as if typed."""

from dataclasses import replace

from bot.domain.grammar_writing import command_text
from bot.domain.order import OPEN, Order, State
from bot.slack.ids import ActionId, numbered
from bot.slack.views.afterwards import is_given_up
from bot.slack.views.blocks import Block, button
from bot.slack.views.words import ref

CANCELLABLE = frozenset({State.CHECKING, State.AWAITING_APPROVAL, State.APPROVED})
_AGAIN = {
    State.COMPLETED: "Order again",
    State.CANCELLED: "Order again",
    State.FAILED: "Try again",
    State.EXPIRED: "Ask again",
}


def buttons(order: Order, got: int) -> list[Block]:
    """What the requester can do now; `got` is how many numbers were bought."""
    if order.state in CANCELLABLE:
        remind = button(ActionId.REMIND, "Remind managers", ref(order))
        return [button(ActionId.CANCEL, "Cancel", ref(order)), *([remind] if _waits(order) else [])]
    if order.state is State.REFUSED:
        suggested = [
            button(numbered(ActionId.PLACE, index), each.label, each.text)
            for index, each in enumerate(order.suggestions, start=1)
        ]
        return [*suggested, _in_form(order, "Change in the form")]
    if order.state is State.DENIED and not got:
        return [_in_form(order, "Ask again, changed")]
    left = order.quantity if order.state is State.COMPLETED else order.quantity - got
    if order.state in OPEN or is_given_up(order) or left <= 0:
        return []  # Who asks again might buy it twice, or has got it all by now.
    label = f"Order {left:,} more" if left < order.quantity else _AGAIN.get(order.state)
    return [_again(order, label, left)] if label else []


def _waits(order: Order) -> bool:
    """Whether it has waited so long that the managers were reminded of it."""
    return order.state is State.AWAITING_APPROVAL and order.reminded_at is not None


def _again(order: Order, label: str, quantity: int) -> Block:
    wanted = replace(order.request, criteria=order.request.criteria.of(quantity))
    return button(ActionId.ORDER_AGAIN, label, command_text(wanted))


def _in_form(order: Order, label: str) -> Block:
    return button(ActionId.OPEN_FORM, label, command_text(order.request))
