"""One line for an order, for `status` and `mine`."""

from collections.abc import Sequence

from bot.domain.order import Order, State
from bot.domain.picture import House
from bot.slack.views import reasons
from bot.slack.views.blocks import Message, message
from bot.slack.views.text import Rich, bold, code, day, joined, name, quoted, say
from bot.slack.views.words import asked_fully, practice, quoted_price

SHOWN = 10


def status(order: Order, house: House) -> Message:
    """Where one order stands."""
    purpose = quoted(order.request.purpose) if order.request.purpose else ""
    asker = f"asked by {name(order.requester.name)}"
    facts = [asked_fully(order.request.criteria), quoted_price(order), asker, purpose]
    lines = [bold(reasons.title(order)), joined(facts), _now(order, house)]
    return message([line for line in lines if line.plain], footer=practice(house))


def mine(orders: Sequence[Order], house: House) -> Message:
    """A person's latest orders, newest first."""
    if not orders:
        how = say("You have no orders yet. To begin: ", code(f"{house.command} Cary NC 2"))
        return message([how])
    lines = [_line(order) for order in orders[:SHOWN]]
    more = say("More about one: ", code(f"{house.command} status {orders[0].number}"))
    return message([bold("Your latest orders"), *lines], footer=[more])


def _line(order: Order) -> Rich:
    return joined([reasons.title(order), asked_fully(order.request.criteria), quoted_price(order)])


def _now(order: Order, house: House) -> Rich:
    """The one thing more that is worth knowing in this state."""
    match order.state:
        case State.AWAITING_APPROVAL:
            return say("A manager decides by ", day(order.expires_at), ".")
        case State.DENIED if order.reason:
            return say(reasons.decided(order), ": ", quoted(order.reason))
        case State.EXPIRED:
            return say("Nobody decided by ", day(order.expires_at), ".")
        case _ if order.hold is not None:
            return reasons.trouble(order.hold, house)
        case _:
            return reasons.decided(order)
