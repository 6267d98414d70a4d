"""What was changed in a request, by whom and why: on its cards, in its thread, in an answer."""

from collections.abc import Mapping
from decimal import Decimal

from bot.domain.criteria import Criteria
from bot.domain.money import dollars
from bot.domain.picture import Picture
from bot.domain.revisions import Revision
from bot.slack.views.blocks import Message, message
from bot.slack.views.text import Rich, joined, mention, quoted, say, struck
from bot.slack.views.words import (
    asked,
    asked_fully,
    bare_place,
    digits,
    order_name,
    person_name,
    practice,
)


def latest(picture: Picture) -> Revision | None:
    """The last change that somebody made; None where nobody made one."""
    return next((each for each in reversed(picture.revisions) if each.by), None)


def asked_now(picture: Picture) -> Rich:
    """`~10~ 4 numbers in Cary, NC`: what is asked for, and what was before."""
    criteria, change = picture.order.request.criteria, latest(picture)
    if change is None:
        return asked_fully(criteria)
    return say(_struck(_before(picture, change).criteria, criteria), asked_fully(criteria))


def _struck(old: Criteria, new: Criteria) -> Rich:
    if old.place != new.place:
        return say(struck(asked(old)), " ")
    return say(struck(f"{old.quantity:,}"), " ") if old.quantity != new.quantity else say()


def who_changed(picture: Picture) -> Rich:
    """`Mei changed the quantity: "4 are enough for now".`; nothing where nobody did."""
    change = latest(picture)
    if change is None:
        return say()
    fields = _of_criteria(_before(picture, change), change)
    what = " and ".join(f"the {field}" for field in fields)
    why = say(": ", quoted(change.note)) if change.note else say()
    return say(f"{_changer(picture, change)} changed {what}", why, ".")


def notice(picture: Picture, number: int) -> Message:
    """What the requester is told in the thread when a revision is made of their request."""
    order = picture.order
    change = next(each for each in picture.revisions if each.number == number)
    to = mention(order.requester.id, order.requester.name)
    what = _said(_of_criteria(_before(picture, change), change))
    why = say(" ", quoted(change.note)) if change.note else say()
    lines = [
        say(to, f" {_changer(picture, change)} changed your request: ", what, ".", why),
        say(f"{order_name(order)} now asks for ", asked_fully(change.criteria), "."),
    ]
    return message(lines, footer=practice(picture.house))


def lapsed(picture: Picture, number: int, voter: str) -> Message:
    """What one who had approved the revision before that one reads under the managers' card."""
    change = next(each for each in picture.revisions if each.number == number)
    before = _before(picture, change)
    new = _said(_of_criteria(before, change) | _of_price(before, change))
    start = f" {order_name(picture.order)} has changed since you approved it"
    line = say(f"{start}, so that no longer counts: ", new, ". Please look at the card again.")
    to = mention(voter, picture.names.get(voter, ""))
    return message([say(to, line)], footer=practice(picture.house))


def differences(picture: Picture, number: int) -> Rich:
    """`quantity 10 → 4, price $0.60 → $0.75 each`: what is new since that revision."""
    seen = next((each for each in picture.revisions if each.number == number), None)
    if seen is None:
        return say()
    now = picture.revisions[-1]
    return _said(_of_criteria(seen, now) | _of_price(seen, now))


def _before(picture: Picture, change: Revision) -> Revision:
    return next(each for each in picture.revisions if each.number == change.number - 1)


def _changer(picture: Picture, change: Revision) -> str:
    return person_name(picture, change.by) if change.by else "Someone"


def _said(fields: Mapping[str, Rich]) -> Rich:
    return joined([say(field, values) for field, values in fields.items()], by=", ")


def _of_criteria(old: Revision, new: Revision) -> dict[str, Rich]:
    """Old and new value of each field that was changed, by its name."""
    was, now = old.criteria, new.criteria
    both = {
        "quantity": (f" {was.quantity:,}", f" {now.quantity:,}"),
        "place": (f" {bare_place(was)}", f" {bare_place(now)}"),
        "digits": (_digits(was), _digits(now)),
    }
    return {field: say(a, " →", b) for field, (a, b) in both.items() if a != b}


def _digits(criteria: Criteria) -> Rich:
    return digits(criteria) if criteria.digits else say(" any")


def _of_price(old: Revision, new: Revision) -> dict[str, Rich]:
    if not (old.priced and new.priced) or old.each == new.each:
        return {}
    return {"price": say(f" {_each(old.each)} → {_each(new.each)}")}


def _each(price: Decimal | None) -> str:
    return "not known" if price is None else f"{dollars(price)} each"
