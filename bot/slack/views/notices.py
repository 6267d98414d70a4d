"""What is said once in an order's thread, with one mention of who asked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.domain.order import Person, State
from bot.domain.picture import Picture
from bot.slack.views import reasons
from bot.slack.views.afterwards import WITH_NUMBERS, is_given_up, missing
from bot.slack.views.blocks import Message, fallback, message
from bot.slack.views.bought import LISTED, in_blocks, one_a_line, summary
from bot.slack.views.text import Rich, day, joined, mention, quoted, say
from bot.slack.views.words import (
    a_month,
    asked_for,
    charged,
    cost_center,
    for_whom,
    numbers,
    operators,
    order_name,
    person_name,
    place,
    practice,
    requester,
)

BLOCKS_A_MESSAGE = 3  # Slack refuses a message of much more than 11,000 characters.


def notice(picture: Picture, news: str, reader: Person | None = None) -> Message:
    """What is said once; more numbers follow in `enclosures`.

    Args:
        picture: The order.
        news: The state to which it has come, or `deadline`: nobody has decided yet.
        reader: Who is told; None is who asked.
    """
    told = reader or picture.order.requester
    to = mention(told.id, told.name)
    lines = [say(to, " ", line) if first else line for first, line in _said(picture, news)]
    return message(lines, footer=practice(picture.house))


def enclosures(picture: Picture, news: str) -> tuple[Message, ...]:
    """The messages with the numbers that the notice itself has no room for, in order."""
    if news not in WITH_NUMBERS or len(picture.numbers) <= LISTED:
        return ()
    blocks = in_blocks(picture.numbers)
    starts = range(BLOCKS_A_MESSAGE, len(blocks), BLOCKS_A_MESSAGE)
    title = say(f"{order_name(picture.order)}, more of its numbers:")
    messages = [message([title, *blocks[start : start + BLOCKS_A_MESSAGE]]) for start in starts]
    return tuple(replace(each, text=fallback([title])) for each in messages)


def _said(picture: Picture, news: str) -> list[tuple[bool, Rich]]:
    lines = _NOTICES[news](picture)
    if news in WITH_NUMBERS:
        lines += _listed(picture)
    return [(index == 0, line) for index, line in enumerate(lines)]


def _listed(picture: Picture) -> list[Rich]:
    """The numbers, what they cost, and what to do with them."""
    bought, whole = picture.numbers, len(picture.numbers) >= picture.order.quantity
    if len(bought) <= LISTED:
        return [*one_a_line(bought), _costs(picture) if whole else _then(picture), _pays(picture)]
    return [*summary(bought), _then(picture), _pays(picture), *in_blocks(bought)[:BLOCKS_A_MESSAGE]]


def _pays(picture: Picture) -> Rich:
    """`Asked by Ana for Lee · cost center Sales`; nothing where neither was chosen."""
    order, whom = picture.order, picture.order.request.for_whom
    who = f"Asked by {requester(picture)}{for_whom(order)}" if whom else ""
    pays = cost_center(order)
    return joined([who, pays if who else pays.capitalize()])


def _costs(picture: Picture) -> Rich:
    """`$0.60 each, $1.20 a month.`, and that the numbers lead nowhere yet."""
    each = {bought.price for bought in picture.numbers}
    price = _price(picture)
    one = each.pop() if len(each) == 1 and len(picture.numbers) > 1 else None
    start = f"{a_month(one).removesuffix(' a month')} each, " if one is not None else ""
    total = f"{start}{a_month(price)}"
    return say(f"{total[0].upper()}{total[1:]}. ", _then(picture))


def _price(picture: Picture) -> Decimal | None:
    return charged(picture.order, picture.numbers)


def _then(picture: Picture) -> Rich:
    note = picture.house.after_note.rstrip(".")
    verb = "It is" if len(picture.numbers) == 1 else "They are"
    return say(f"{verb} not connected to anything yet{': ' if note else ''}{note}.")


def _completed(picture: Picture) -> list[Rich]:
    what, whose = asked_for(picture.order), "the" if picture.order.request.for_whom else "your"
    verb = "is" if picture.order.quantity == 1 else "are"
    price = f": {a_month(_price(picture))}" if len(picture.numbers) > LISTED else ""
    return [say(f"{whose} ", what, f" {verb} bought{price}.")]


def _partial(picture: Picture) -> list[Rich]:
    order, got = picture.order, len(picture.numbers)
    of = say(
        f"{got:,} of {numbers(order.quantity)} (",
        place(order.request.criteria),
        f"){for_whom(order)}",
    )
    why = reasons.trouble(order.hold, picture.house) if order.hold else say()
    rest = joined([f"{missing(order, got)}.", why], by=" ")
    verb = "is" if got == 1 else "are"
    pay = f" You pay for {got:,}: {a_month(_price(picture))}."
    return [say(of, f" {verb} bought. ", rest, pay)]


def _failed(picture: Picture) -> list[Rich]:
    what = asked_for(picture.order)
    end = "perhaps bought" if is_given_up(picture.order) else "nothing was bought"
    return [say(f"{end} (", what, "). ", reasons.failed(picture))]


def _review(picture: Picture) -> list[Rich]:
    who = operators(picture) or "A manager"
    carrier = picture.house.carrier
    yours = "your number" if picture.order.quantity == 1 else "your numbers"
    lost = f"we can't tell yet whether {carrier} sold us {yours}: its answer was lost."
    why = reasons.overdue(picture) or lost
    return [say(f"{why} {who} will check. Please don't order again; I'll write here.")]


def _denied(picture: Picture) -> list[Rich]:
    order = picture.order
    who = f"denied by {person_name(picture, order.decided_by)}" if order.decided_by else "denied"
    why = say(": ", quoted(order.reason)) if order.reason else say(", without a reason.")
    return [say(who, why, " Nothing was bought.")]


def _cancelled(picture: Picture) -> list[Rich]:
    order = picture.order
    who = person_name(picture, order.decided_by) if order.decided_by else "someone"
    return [say(f"{order_name(order)} was cancelled by {who}. Nothing was bought.")]


def _refused(picture: Picture) -> list[Rich]:
    when = "after the change" if picture.order.changed_by else "now that the price is known"
    return [say(f"{when}: ", reasons.refused(picture), " Nothing was bought.")]


def _expired(picture: Picture) -> list[Rich]:
    until = day(picture.order.expires_at)
    start = say("nobody decided by ", until, ", so this expired. Nothing was bought.")
    return [say(start, " Ask again on the card keeps your details.")]


def _deadline(picture: Picture) -> list[Rich]:
    until = day(picture.order.expires_at)
    return [say("nobody has decided yet. If nobody does by ", until, ", this expires unbought.")]


_NOTICES: Mapping[str, Callable[[Picture], list[Rich]]] = {
    State.COMPLETED: _completed,
    State.PARTIAL: _partial,
    State.FAILED: _failed,
    State.NEEDS_REVIEW: _review,
    State.DENIED: _denied,
    State.CANCELLED: _cancelled,
    State.REFUSED: _refused,
    State.EXPIRED: _expired,
    "deadline": _deadline,
}
