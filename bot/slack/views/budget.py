"""Budgets in words: what is left after an order, and why one has no room for it."""

from collections.abc import Mapping
from decimal import Decimal

from bot.domain.budgeting import Room
from bot.domain.money import dollars
from bot.domain.order import Hold, Order
from bot.domain.picture import Picture
from bot.slack.views.text import Rich, day, joined, name, say


def left_after(picture: Picture) -> Rich:
    """What is left of each budget that counts the order, the order itself included."""
    return joined(
        _left(picture, room, first=index == 0) for index, room in enumerate(picture.rooms)
    )


def _left(picture: Picture, room: Room, *, first: bool) -> str:
    """`Sales budget: $38.80 of $120 a month left after this`; the later ones are shorter."""
    whose = budget_name(room, picture.names)
    if room.left < 0:
        return f"{whose}: {_short(-room.left)} over {_short(room.limit)} a month"
    counted = " after this" if picture.order.monthly is not None else ", this not counted"
    when = f" a month left{counted}" if first else ""
    return f"{whose}: {_short(room.left)} of {_short(room.limit)}{when}"


def no_room(hold: Hold, order: Order, names: Mapping[str, str]) -> Rich:
    """Which budget has no room for the order, how much is left, and from when on there is more."""
    room = Room.read(hold.detail)
    people = [order.requester, *([order.request.for_whom] if order.request.for_whom else [])]
    whose = budget_name(room, {each.id: each.name for each in people} | {**names})
    left = f"{whose}: {_short(max(room.left, Decimal(0)))} of {_short(room.limit)} a month is left"
    cost = order.monthly
    if cost is None or hold.next_try_at is None:
        return say(f"{left}.")
    costs = f"{left}, and this costs {_short(cost)}."
    if cost > room.limit:
        return say(f"{costs} It is more than the whole budget.")
    return say(costs, " There is room again from ", day(hold.next_try_at), ".")


def budget_name(room: Room, names: Mapping[str, str]) -> str:
    """`Sales budget`, `Ana's budget`, `Total budget`; an id is shown to nobody."""
    if room.person:
        return f"{name(names.get(room.person, ''))}'s budget"
    if not room.group:
        return "Total budget"
    group = names.get(room.group, "")
    return f"{name(group)} budget" if group else "Group budget"


def left_for_you(room: Room) -> str:
    """`$38.80 a month is left of your group's budget`."""
    whose = "your" if room.person else "your group's" if room.group else "the total"
    return f"{_short(max(room.left, Decimal(0)))} a month is left of {whose} budget"


def _short(amount: Decimal) -> str:
    """`$120`, `$38.80`."""
    return dollars(amount).removesuffix(".00")
