"""The card in the direct messages of whom an order is for."""

from bot.domain.order import OPEN
from bot.domain.picture import Picture
from bot.slack.ids import ActionId
from bot.slack.views import reasons
from bot.slack.views.blocks import Message, button, message
from bot.slack.views.root_buttons import CANCELLABLE
from bot.slack.views.text import Rich, joined, quoted, say
from bot.slack.views.words import (
    asked_by,
    asked_fully,
    cost_center,
    practice,
    quoted_price,
    ref,
    requester,
)


def whom(picture: Picture) -> Message:
    """Where the order stands, who asked for it and who pays."""
    order = picture.order
    title = reasons.title(order, paused=picture.paused, got=len(picture.numbers))
    buttons = [button(ActionId.CANCEL, "Cancel", ref(order))] if _may_cancel(picture) else []
    small = joined([reasons.history(picture), *practice(picture.house)])
    return message([title, _asked(picture), _next(picture)], buttons, [small])


def _asked(picture: Picture) -> Rich:
    order = picture.order
    return joined(
        [
            asked_fully(order.request.criteria),
            quoted_price(order),
            asked_by(order, requester(picture)),
            cost_center(order),
            quoted(order.request.purpose) if order.request.purpose else "",
        ]
    )


def _next(picture: Picture) -> Rich:
    """What whom it is for can do, and will hear."""
    if picture.order.state not in OPEN:
        return say()
    cancel = " You may cancel it, too." if _may_cancel(picture) else ""
    return say(f"These numbers are for you; I tell you here when they are bought.{cancel}")


def _may_cancel(picture: Picture) -> bool:
    return picture.order.state in CANCELLABLE
