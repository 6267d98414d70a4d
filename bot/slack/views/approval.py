"""The managers' card: who, what, where, why and how much, decided in one tap.

Once it is decided it shrinks to one line without buttons: the channel reads as a to-do list.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from bot.domain.money import dollars
from bot.domain.order import Order, PriceSource, State
from bot.domain.picture import Picture
from bot.slack.ids import ActionId
from bot.slack.views import reasons
from bot.slack.views.blocks import MAX_LABEL, Block, Message, button, confirm, message
from bot.slack.views.text import Rich, bold, clock, day, joined, name, quoted, say, span
from bot.slack.views.words import (
    a_month,
    asked,
    asked_fully,
    charged,
    digits,
    numbers,
    order_name,
    place,
    practice,
    ref,
    requester,
)


def approval(picture: Picture) -> Message:
    """The card on which an order is decided, or the one line that it leaves behind."""
    order = picture.order
    if order.state is State.AWAITING_APPROVAL:
        return _question(picture)
    said = joined([order_name(order), *_AFTER[order.state](picture)])
    return message([said], footer=practice(picture.house))


def _question(picture: Picture) -> Message:
    order = picture.order
    deadline = say(f"{order_name(order)} · decide by ", day(order.expires_at))
    return message(
        [_title(order), _who_and_why(picture), _cost(picture), *_warnings(picture)],
        _buttons(picture),
        [deadline, *practice(picture.house)],
    )


def _title(order: Order) -> Rich:
    criteria = order.request.criteria
    return say(
        bold(f"Approve? {asked(criteria)} · {a_month(order.monthly)}"),
        " ·" if criteria.digits else "",
        digits(criteria),
    )


def _who_and_why(picture: Picture) -> Rich:
    order = picture.order
    team = order.requester.team
    who = f"{requester(picture)} ({name(team)})" if team else requester(picture)
    purpose = order.request.purpose
    why = quoted(purpose) if purpose else "No purpose given."
    return joined([who, "asked in a private channel" if order.private else "", why])


def _cost(picture: Picture) -> Rich:
    order = picture.order
    each = order.quote.each if order.quote else None
    if each is None:
        return _free(picture)
    source = " (list price)" if order.quote and order.quote.source is PriceSource.LIST else ""
    a_year = f"{dollars(each * order.quantity * 12)} a year"
    return joined([f"{dollars(each)} each{source}", a_year, _free(picture)])


def _free(picture: Picture) -> Rich:
    """What was seen to be free, and never more."""
    quote, wanted = picture.order.quote, picture.order.quantity
    if quote is None or quote.seen is None or quote.checked_at is None:
        return say(f"availability not known: {picture.house.carrier} has not answered")
    if quote.seen == 0:
        count = "nothing free"
    elif quote.seen < wanted:
        count = f"only {quote.seen:,} of {wanted:,} free"
    else:
        count = f"at least {quote.seen:,} free"
    return say(f"{count}, checked ", clock(quote.checked_at, since=picture.order.created_at))


def _warnings(picture: Picture) -> list[Rich]:
    order = picture.order
    said: list[Rich | str] = []
    if order.duplicate_of is not None:
        said.append(_same_as(picture, order.duplicate_of))
    if not order.request.quantity_given:
        said.append(f"Quantity is the default, {requester(picture)} gave none")
    if order.monthly is None:
        said.append("Price not known")
    if picture.paused is not None:
        said.append(say("Buying is paused (", quoted(picture.paused), ")"))
    return [say("Warning: ", joined(said))] if said else []


def _same_as(picture: Picture, number: int) -> str:
    twin = picture.twin
    earlier = f", {span(picture.order.created_at - twin.created_at)} earlier" if twin else ""
    return f"same as Order {number}{earlier}"


def _buttons(picture: Picture) -> list[Block]:
    order = picture.order
    asks_again = {"confirm": _confirm(order)} if picture.needs_confirmation else {}
    label = approve_label(order.quantity, order.monthly)
    return [
        button(ActionId.APPROVE, label, ref(order), style="primary", **asks_again),
        button(ActionId.DENY, "Deny…", ref(order)),
    ]


def approve_label(quantity: int, monthly: Decimal | None) -> str:
    """The button's words with the price, as far as they are shown: never a price cut short."""
    if monthly is None:
        return f"Approve {quantity:,}"
    price = dollars(monthly)
    labels = [
        f"Approve {quantity:,} for {price}/mo",
        f"Approve {quantity:,}: {price.removesuffix('.00')}/mo",
        f"Approve {quantity:,}",
    ]
    return next(label for label in labels if len(label) <= MAX_LABEL)


def _confirm(order: Order) -> Block:
    what = numbers(order.quantity)
    cost = "Nobody knows yet what they cost a month."
    if order.monthly is not None:
        a_year = dollars(order.monthly * 12)
        cost = f"{a_month(order.monthly)}, {a_year} a year, until they are released."
    return confirm(
        title=f"Buy {what}?",
        text=f"{cost} Buying can't be undone.",
        yes=f"Buy {order.quantity:,}",
        no="Not yet",
    )


def _for(picture: Picture) -> Rich:
    """`2 in Cary, NC for Ana`."""
    return say(asked_fully(picture.order.request.criteria), f" for {requester(picture)}")


def _approver(picture: Picture) -> str:
    by = picture.order.decided_by
    return f"approved by {name(by.name)}" if by else ""


def _approved(picture: Picture) -> list[Rich | str]:
    hold = reasons.obstacle(picture)
    why = reasons.trouble(hold, picture.house) if hold else say()
    now = say("not bought yet: ", why) if hold else "ordering next"
    return [reasons.decided(picture.order), _for(picture), now]


def _ordering(picture: Picture) -> list[Rich | str]:
    hold = picture.order.hold
    now = reasons.trouble(hold, picture.house) if hold else "Ordering…"
    return [reasons.decided(picture.order), _for(picture), now]


def _completed(picture: Picture) -> list[Rich | str]:
    return [say("Done: ", _for(picture)), a_month(charged(picture)), _approver(picture)]


def _partial(picture: Picture) -> list[Rich | str]:
    order, got = picture.order, len(picture.numbers)
    where = place(order.request.criteria)
    what = say(f"Partly done: {got:,} of {order.quantity:,}, ", where, f" for {requester(picture)}")
    return [what, a_month(charged(picture)), _approver(picture)]


def _failed(picture: Picture) -> list[Rich | str]:
    hold = picture.order.hold
    why = reasons.trouble(hold, picture.house) if hold else ""
    return [say("Failed, nothing bought: ", _for(picture)), why, _approver(picture)]


def _review(picture: Picture) -> list[Rich | str]:
    return [say("Being checked by a person: ", _for(picture)), _approver(picture)]


def _denied(picture: Picture) -> list[Rich | str]:
    order = picture.order
    why = say(": ", quoted(order.reason)) if order.reason else ""
    return [say(reasons.decided(order), why), _for(picture)]


def _cancelled(picture: Picture) -> list[Rich | str]:
    return [reasons.decided(picture.order), _for(picture)]


def _expired(picture: Picture) -> list[Rich | str]:
    return ["Expired, nobody decided", _for(picture)]


def _refused(picture: Picture) -> list[Rich | str]:
    return [say("Not possible, nothing bought: ", _for(picture)), reasons.refused(picture)]


def _checking(picture: Picture) -> list[Rich | str]:
    return ["Checking what is free", _for(picture)]


_AFTER: Mapping[State, Callable[[Picture], list[Rich | str]]] = {
    State.APPROVED: _approved,
    State.ORDERING: _ordering,
    State.COMPLETED: _completed,
    State.PARTIAL: _partial,
    State.FAILED: _failed,
    State.NEEDS_REVIEW: _review,
    State.DENIED: _denied,
    State.CANCELLED: _cancelled,
    State.EXPIRED: _expired,
    State.REFUSED: _refused,
    State.CHECKING: _checking,
}
