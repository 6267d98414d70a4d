"""The private line that a person gets at once: a request is written down, or may not be placed."""

from bot.domain.order import Order
from bot.domain.picture import House
from bot.slack.ids import ActionId
from bot.slack.views.blocks import Block, Message, button, message
from bot.slack.views.reasons import state
from bot.slack.views.text import Rich, code, joined, say, span
from bot.slack.views.words import asked_for, cost_center, not_before, order_name, practice, ref


def received(order: Order, house: House, twin: Order | None = None) -> Message:
    """The receipt of a request that is committed.

    Args:
        order: The request.
        house: What is the same for all.
        twin: The open order of which this looks like a repeat, if it is at hand.
    """
    if order.duplicate_of is not None:
        return message([_repeat(order, order.duplicate_of, twin)], _cancel(order), practice(house))
    what = joined([say(f"{order_name(order)} received: ", asked_for(order)), cost_center(order)])
    if order.request.quantity_given:
        rest = f". {not_before(house)}"
    else:
        default = f"{order.quantity:,} is the default"
        rest = f" (you gave no quantity; {default}). Wrong? Cancel on the card."
    return message([say(what, rest)], footer=practice(house))


def _repeat(order: Order, number: int, twin: Order | None) -> Rich:
    same = f"You asked for the same a moment ago (Order {number})."
    if twin is not None:
        ago = span(order.created_at - twin.created_at)
        same = f"You asked for the same {ago} ago (Order {number}: {state(twin).lower()})."
    return say(f"{order_name(order)} received. {same} If this is a repeat, cancel it.")


def _cancel(order: Order) -> list[Block]:
    return [button(ActionId.CANCEL, f"Cancel {order.number}", ref(order))]


def had_already(house: House) -> Message:
    """Slack delivered a command twice: the first delivery counts."""
    line = say("I had this command already; nothing was added. Yours: ")
    return message([say(line, code(f"{house.command} mine"))])
