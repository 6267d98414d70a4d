"""Where orders stand, in private: all of one for `status`, one line each for `mine`."""

from collections.abc import Sequence

from bot.domain.order import FINAL, Hold, Order, State, Trouble
from bot.domain.picture import House, Picture
from bot.domain.purchase import Bought
from bot.slack.views import reasons, refusals
from bot.slack.views.blocks import Message, message
from bot.slack.views.bought import one_a_line
from bot.slack.views.budget import no_room
from bot.slack.views.text import Rich, bold, code, day, joined, name, quoted, say
from bot.slack.views.words import (
    a_month,
    asked_by,
    asked_fully,
    charged,
    cost_center,
    order_name,
    practice,
    quoted_price,
)

SHOWN = 10


def status(order: Order, house: House, bought: Sequence[Bought] = ()) -> Message:
    """Where one order stands, with the first of the numbers that it brought.

    Args:
        order: With its people named.
        house: What is the same for all.
        bought: Its numbers so far.
    """
    numbers = bought if order.state in FINAL else ()
    lines = [_head(order, numbers), _facts(order, numbers), _now(order, house), *_listed(numbers)]
    return message(lines, footer=practice(house))


def _head(order: Order, bought: Sequence[Bought]) -> Rich:
    return reasons.title(order, got=len(bought) if bought else None)


def _facts(order: Order, bought: Sequence[Bought]) -> Rich:
    purpose = quoted(order.request.purpose) if order.request.purpose else ""
    price = a_month(charged(order, bought)) if bought else quoted_price(order)
    asker, pays = asked_by(order, name(order.requester.name)), cost_center(order)
    return joined([asked_fully(order.request.criteria), price, asker, pays, purpose])


def _listed(bought: Sequence[Bought]) -> list[Rich]:
    more = len(bought) - SHOWN
    rest = f"{more:,} more {'is' if more == 1 else 'are'} in the thread." if more > 0 else ""
    return [*one_a_line(bought[:SHOWN]), say(rest)]


def mine(orders: Sequence[Order], house: House) -> Message:
    """A person's latest orders, newest first."""
    if not orders:
        how = say("You have no orders yet. To begin: ", code(f"{house.command} Cary NC 2"))
        return message([how])
    lines = [_line(order) for order in orders[:SHOWN]]
    more = say("More about one: ", code(f"{house.command} status {orders[0].number}"))
    return message([bold("Your latest orders"), *lines], footer=[more])


def _line(order: Order) -> Rich:
    asked = asked_fully(order.request.criteria)
    who = asked_by(order, name(order.requester.name)) if order.request.for_whom else ""
    what = [asked, quoted_price(order), who, cost_center(order)]
    return joined([order_name(order), reasons.state(order), *what])


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
            return _in_the_way(order, order.hold, house)
        case _:
            return reasons.decided(order)


def _in_the_way(order: Order, hold: Hold, house: House) -> Rich:
    match hold.trouble:
        case Trouble.NO_BUDGET:
            return no_room(hold, order, {})
        case Trouble.MAY_NOT_ASK:
            return refusals.standing(Picture(order, house), hold.detail)
        case _:
            return reasons.trouble(hold, house)
