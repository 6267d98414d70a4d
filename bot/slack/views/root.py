"""The requester's own card: the state first, then what happens next, then who acts."""

from collections.abc import Callable, Mapping

from bot.domain.money import dollars
from bot.domain.order import OPEN, Order, State, Trouble
from bot.domain.picture import Picture
from bot.slack.views import changes, reasons, votes
from bot.slack.views.absences import backups
from bot.slack.views.afterwards import is_late, late, missing
from bot.slack.views.blocks import Message, message
from bot.slack.views.root_buttons import CANCELLABLE, buttons
from bot.slack.views.text import Rich, clock, day, joined, quoted, say, span
from bot.slack.views.words import (
    a_month,
    asked_by,
    asked_for,
    charged,
    cost_center,
    for_whom,
    operators,
    person_name,
    place,
    practice,
    quoted_price,
    requester,
)


def root(picture: Picture) -> Message:
    """The card under which the order's thread stands."""
    lines = [_title(picture), *_body(picture)]
    lines += [*_changed(picture), *_doubts(picture)]
    small = joined([reasons.history(picture), *practice(picture.house)])
    footer = [*_homeless(picture), small]
    return message(lines, buttons(picture.order, len(picture.numbers)), footer)


def _body(picture: Picture) -> list[Rich]:
    if is_late(picture.order, len(picture.numbers)):
        return [_briefly(picture), late(picture.order, picture.house)]
    return _BODIES[picture.order.state](picture)


def _title(picture: Picture) -> Rich:
    if said := votes.title(picture):
        return said
    return reasons.title(picture.order, paused=picture.paused, got=len(picture.numbers))


def _asked(picture: Picture) -> Rich:
    order = picture.order
    return joined(
        [
            changes.asked_now(picture),
            quoted_price(order),
            asked_by(order, requester(picture)),
            cost_center(order),
            quoted(order.request.purpose) if order.request.purpose else "",
        ]
    )


def _briefly(picture: Picture) -> Rich:
    return joined([asked_for(picture.order), cost_center(picture.order)])


def _checking(picture: Picture) -> list[Rich]:
    return [_asked(picture), say("Nothing is bought yet.")]


def _awaiting(picture: Picture) -> list[Rich]:
    until = say(votes.awaited(picture), _free(picture))
    return [_asked(picture), joined([until, backups(picture)], by=" ")]


def _free(picture: Picture) -> Rich:
    """What the requester must know of availability, where it is not as wished."""
    quote, carrier = picture.order.quote, picture.house.carrier
    if quote is None or quote.seen is None or quote.checked_at is None:
        return say(f" What is free is not known yet: {carrier} has not answered.")
    if quote.seen >= picture.order.quantity:
        return say()
    count = f"Only {quote.seen:,}" if quote.seen else "None"
    verb = "is" if quote.seen == 1 else "are"
    return say(f" {count} {verb} free, checked ", clock(quote.checked_at), ".")


def _approved(picture: Picture) -> list[Rich]:
    return [_asked(picture), _decided(picture.order), reasons.waiting(picture)]


def _ordering(picture: Picture) -> list[Rich]:
    order, hold = picture.order, picture.order.hold
    if hold is None:
        now = say(f"Sent to {picture.house.carrier}; not confirmed yet.", _so_far(picture))
    elif hold.trouble in reasons.ON_ITS_WAY:
        now = say(reasons.trouble(hold, picture.house), _so_far(picture))
    elif hold.trouble is Trouble.ANSWER_LOST:
        now = _looking(picture)
    else:
        now = reasons.waiting(picture)
    return [_asked(picture), _decided(order), now]


def _so_far(picture: Picture) -> str:
    got = len(picture.numbers)
    return f" {got:,} of {picture.order.quantity:,} bought so far." if got else ""


def _looking(picture: Picture) -> Rich:
    carrier = picture.house.carrier
    return say(
        f"{carrier}'s answer was lost, so we are asking what it sold us."
        " Nothing is sent twice. Please don't order again."
    )


def _completed(picture: Picture) -> list[Rich]:
    paid = a_month(charged(picture.order, picture.numbers))
    return [_where(picture, paid), _decided(picture.order, "The numbers are in the thread.")]


def _where(picture: Picture, price: str) -> Rich:
    order = picture.order
    return joined([say(place(order.request.criteria), for_whom(order)), price, cost_center(order)])


def _partial(picture: Picture) -> list[Rich]:
    order = picture.order
    paid = charged(order, picture.numbers)
    price = a_month(paid)
    if paid is not None and order.monthly is not None:
        price += f", not {dollars(order.monthly)}"
    less = missing(order, len(picture.numbers), " bought")
    rest = say(f"{less}. Details are in the thread.")
    return [_where(picture, price), rest]


def _failed(picture: Picture) -> list[Rich]:
    return [_briefly(picture), reasons.failed(picture)]


def _review(picture: Picture) -> list[Rich]:
    who = operators(picture) or "A manager"
    were = "it was" if picture.order.quantity == 1 else "they were"
    lost = f"{picture.house.carrier}'s answer was lost, so we don't know yet whether {were} bought."
    why = reasons.overdue(picture) or lost
    return [_briefly(picture), say(f"{why} {who} will look. Please don't order again.")]


def _refused(picture: Picture) -> list[Rich]:
    order = picture.order
    purpose = quoted(order.request.purpose) if order.request.purpose else ""
    return [joined([_briefly(picture), purpose]), reasons.refused(picture)]


def _denied(picture: Picture) -> list[Rich]:
    order = picture.order
    who = person_name(picture, order.decided_by) if order.decided_by else "A manager"
    why = say(f"{who}: ", quoted(order.reason)) if order.reason else say(f"{who} gave no reason.")
    return [_briefly(picture), why]


def _cancelled(picture: Picture) -> list[Rich]:
    return [_briefly(picture)]


def _expired(picture: Picture) -> list[Rich]:
    return [_briefly(picture), say("Nobody decided by ", day(picture.order.expires_at), ".")]


_BODIES: Mapping[State, Callable[[Picture], list[Rich]]] = {
    State.CHECKING: _checking,
    State.AWAITING_APPROVAL: _awaiting,
    State.APPROVED: _approved,
    State.ORDERING: _ordering,
    State.COMPLETED: _completed,
    State.PARTIAL: _partial,
    State.FAILED: _failed,
    State.NEEDS_REVIEW: _review,
    State.REFUSED: _refused,
    State.DENIED: _denied,
    State.CANCELLED: _cancelled,
    State.EXPIRED: _expired,
}


def _decided(order: Order, *rest: str) -> Rich:
    """Who approved, as a sentence, and what follows it."""
    who = reasons.decided(order)
    return joined([say(who, ".") if who.plain else "", *rest], by=" ")


def _changed(picture: Picture) -> list[Rich]:
    """Who changed it and why, until it has ended."""
    return [changes.who_changed(picture)] if picture.order.state in OPEN else []


def _doubts(picture: Picture) -> list[Rich]:
    """What looks wrong with the request, while it can still be cancelled."""
    order = picture.order
    if order.state not in CANCELLABLE or order.duplicate_of is None:
        return []
    earlier = (
        f", {span(order.created_at - picture.twin.created_at)} earlier" if picture.twin else ""
    )
    same = f"You asked for the same in Order {order.duplicate_of}{earlier}."
    return [say(f"{same} If this is a repeat, cancel it.")]


def _homeless(picture: Picture) -> list[Rich]:
    if not picture.homeless:
        return []
    return [
        say(
            "I can't post in the channel where you asked, so I keep you posted here."
            " To have it there: /invite @order-numbers"
        )
    ]
