"""The managers' card: who, what, where, why and how much, decided in one tap.

Once it is decided it shrinks to one line without buttons: the channel reads as a to-do list.
"""

from decimal import Decimal

from bot.domain.money import dollars
from bot.domain.order import Order, PriceSource, State
from bot.domain.picture import Picture
from bot.slack.ids import ActionId
from bot.slack.views import questions, reasons
from bot.slack.views.absences import away, backups
from bot.slack.views.blocks import MAX_LABEL, Block, Message, button, confirm, message
from bot.slack.views.budget import left_after
from bot.slack.views.changes import who_changed
from bot.slack.views.outcome import outcome
from bot.slack.views.text import Rich, bold, clock, day, joined, name, quoted, say, span
from bot.slack.views.votes import tally
from bot.slack.views.words import (
    a_month,
    asked,
    cost_center,
    digits,
    for_whom,
    numbers,
    order_name,
    practice,
    ref,
    requester,
)


def approval(picture: Picture) -> Message:
    """The card on which an order is decided, or the one line that it leaves behind."""
    order = picture.order
    if order.state is State.AWAITING_APPROVAL:
        return _question(picture)
    return message([outcome(picture)], footer=practice(picture.house))


def _question(picture: Picture) -> Message:
    order = picture.order
    deadline = say(f"{order_name(order)} · decide by ", day(order.expires_at))
    absent = away(picture.names, picture.away)
    small = joined([deadline, absent, backups(picture), *practice(picture.house)])
    return message(
        [
            _title(order),
            *_what(picture),
            *tally(picture),
            *_warnings(picture),
            *questions.latest(picture),
        ],
        _buttons(picture),
        [small],
    )


def _title(order: Order) -> Rich:
    criteria = order.request.criteria
    return say(
        bold(f"Approve? {asked(criteria)} · {a_month(order.monthly)}"),
        " ·" if criteria.digits else "",
        digits(criteria),
    )


def _what(picture: Picture) -> list[Rich]:
    asked_for = [_who_and_why(picture), who_changed(picture)]
    return [*asked_for, _cost(picture), left_after(picture)]


def _who_and_why(picture: Picture) -> Rich:
    order = picture.order
    team = order.requester.team
    who = f"{requester(picture)} ({name(team)})" if team else requester(picture)
    purpose = order.request.purpose
    why = quoted(purpose) if purpose else "No purpose given."
    private = "asked in a private channel" if order.private else ""
    return joined([f"{who}{for_whom(order)}", cost_center(order), private, why])


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
        said.append(reasons.paused(picture.paused))
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
        button(ActionId.CHANGE, "Change…", ref(order)),
        button(ActionId.ASK, f"Ask {requester(picture)}…", ref(order)),
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
