"""What waits for a decision, in one message: who asked for what, since when, and until when."""

from bot.domain.digest import Digest, Topic
from bot.domain.order import Order
from bot.domain.picture import Card, House
from bot.slack.views.absences import away
from bot.slack.views.blocks import Message, message
from bot.slack.views.text import Rich, bold, day, joined, link, mention_group, name, say, span
from bot.slack.views.words import (
    asked_by,
    asked_fully,
    cost_center,
    order_name,
    practice,
    quoted_price,
)


def digest(told: Digest) -> Message:
    """The reminder; its one mention stands at the end."""
    more = say(f"… and {told.more:,} more.") if told.more else say()
    ping = mention_group(told.mention) if told.mention else say()
    lines = [_title(told), *(_line(told, order) for order in told.orders), more, ping]
    absent = joined([away(told.names, told.away), *practice(told.house)])
    return message(lines, footer=[absent])


def _title(told: Digest) -> Rich:
    count = len(told.orders) + told.more
    waits = "1 request waits" if count == 1 else f"{count:,} requests wait"
    match told.topic:
        case Topic.NUDGE:
            return say(_requester(told, told.orders[0]), bold(" asks for a decision"))
        case Topic.BACKUPS:
            return bold("Nobody has decided this yet, so backup approvers are asked too")
        case Topic.WAITING:
            return bold(f"{waits} for {'your' if told.personal else 'a'} decision")


def _line(told: Digest, order: Order) -> Rich:
    age = span(told.at - order.created_at)
    return joined(
        [
            _order(order, told.cards.get(order.id), told.house),
            asked_fully(order.request.criteria),
            quoted_price(order),
            f"{asked_by(order, _requester(told, order))} {age} ago",
            cost_center(order),
            say("decide by ", day(order.expires_at)),
        ]
    )


def _order(order: Order, card: Card | None, house: House) -> Rich:
    """What people call it, and a way to its card."""
    if card is None or not house.workspace:
        return say(order_name(order))
    place = f"archives/{card.channel}/p{card.ts.replace('.', '')}"
    return link(f"{house.workspace.rstrip('/')}/{place}", order_name(order))


def _requester(told: Digest, order: Order) -> str:
    return name(told.names.get(order.requester.id) or order.requester.name)
