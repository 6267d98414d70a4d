"""Why an order waits, or ended as it did: each reason is worded here and nowhere else."""

from bot.domain.criteria import Suggestion
from bot.domain.order import FINAL, Hold, Order, State, Trouble
from bot.domain.picture import House, Pause, Picture
from bot.slack.views import refusals
from bot.slack.views.afterwards import WITH_NUMBERS, beware, is_given_up, is_late
from bot.slack.views.budget import no_room
from bot.slack.views.text import Rich, bold, clock, cut, joined, name, names, quoted, say
from bot.slack.views.words import order_name, person_name, place, requester, told, unfound

_TITLES = {
    State.CHECKING: "Checking what is free",
    State.AWAITING_APPROVAL: "Waiting for approval",
    State.APPROVED: "Approved, about to be ordered",
    State.ORDERING: "Ordering",
    State.COMPLETED: "Done",
    State.PARTIAL: "Partly done",
    State.FAILED: "Failed: nothing bought",
    State.NEEDS_REVIEW: "Being checked by a person",
    State.REFUSED: "Not possible: nothing bought",
    State.DENIED: "Denied: nothing bought",
    State.CANCELLED: "Cancelled: nothing bought",
    State.EXPIRED: "Expired: nothing bought",
}
_REFUSED = {
    Trouble.NOTHING_FREE: "Nothing free: nothing bought",
    Trouble.PLACE_UNKNOWN: "Place not known: nothing bought",
    Trouble.NO_BUDGET: "Over budget: nothing bought",
    Trouble.MAY_NOT_ASK: "Not allowed: nothing bought",
}
_IN_OUR_WORDS = frozenset(
    {Trouble.PAUSED, Trouble.ANSWER_LOST, Trouble.NO_BUDGET, Trouble.MAY_NOT_ASK}
)
ON_ITS_WAY = frozenset({Trouble.ACCEPTED, Trouble.BACKORDERED})
_NEEDS_AN_OPERATOR = frozenset({Trouble.ACCESS_DENIED, Trouble.NO_CREDIT})


def title(order: Order, *, paused: Pause | None = None, got: int | None = None) -> Rich:
    """What stands first on a card: `Order 1042 · Waiting for approval`, in bold but for a name.

    Args:
        order: The order.
        paused: What stops all buying, if anything does.
        got: How many numbers were bought, where that is known.
    """
    if got and is_late(order, got):
        return bold(f"{order_name(order)} · Ended: {got:,} of {order.quantity:,} bought")
    if order.state is State.CANCELLED and order.decided_by:
        head = bold(f"{order_name(order)} · Cancelled")
        return say(head, f" by {name(order.decided_by.name)}: nothing bought")
    count = got is not None and order.state in WITH_NUMBERS
    bought = f": {got:,} of {order.quantity:,} bought" if count else ""
    changed = " (changed)" if order.state is State.AWAITING_APPROVAL and order.changed_by else ""
    return bold(f"{order_name(order)} · {state(order, paused)}{changed}{bought}")


def state(order: Order, paused: Pause | None = None) -> str:
    """The state in words, without anybody's name: `Waiting for approval`."""
    trouble = order.hold.trouble if order.hold else None
    match order.state:
        case State.APPROVED if paused is not None or trouble is Trouble.PAUSED:
            return "Approved, on hold"
        case State.APPROVED if trouble is not None:
            return "Approved, not bought yet"
        case State.FAILED if is_given_up(order):
            return "Ended: perhaps bought"
        case State.REFUSED if trouble is not None:
            return _REFUSED.get(trouble, _TITLES[order.state])
        case _:
            return _TITLES[order.state]


def trouble(hold: Hold, house: House) -> Rich:
    """What stands in the way, in one sentence."""
    if hold.detail and hold.trouble not in _IN_OUR_WORDS:
        return say(cut(hold.detail, 300))
    match hold.trouble:
        case Trouble.PAUSED:
            return say(paused(Pause(hold.detail)), ".")
        case Trouble.ANSWER_LOST:
            return say(f"{house.carrier}'s answer was lost.")
        case _:
            return say(_DEFAULTS[hold.trouble].format(carrier=house.carrier))


def paused(pause: Pause) -> Rich:
    """`Olu has paused buying ("carrier maintenance")`, without a full stop."""
    who = f"{name(pause.by.name)} has paused buying" if pause.by.name else "Buying is paused"
    return say(who, say(" (", quoted(pause.why), ")") if pause.why else "")


_DEFAULTS = {
    Trouble.CARRIER_AWAY: "{carrier} can't be reached.",
    Trouble.RATE_LIMITED: "{carrier} asks us to slow down.",
    Trouble.ACCESS_DENIED: "{carrier} does not accept our credentials.",
    Trouble.NO_CREDIT: "{carrier}: the account's balance is too low.",
    Trouble.CARRIER_REFUSED: "{carrier} refused the order.",
    Trouble.SOLD_OUT: "{carrier} had no more.",
    Trouble.GIVEN_UP: "{carrier}'s answer was lost: perhaps more was bought than I know of.",
    Trouble.PLACE_UNKNOWN: "{carrier} knows no such place.",
    Trouble.NOTHING_FREE: "{carrier} has no such number free.",
    Trouble.ACCEPTED: "{carrier} has accepted the order; its numbers are not confirmed yet.",
    Trouble.BACKORDERED: "{carrier} has too few just now and waits for more, which can take days.",
    Trouble.NO_BUDGET: "A budget has no room for it.",
    Trouble.MAY_NOT_ASK: "The policy does not allow this request.",
}


def waiting(picture: Picture) -> Rich:
    """Why an approved order is not bought yet, and what happens next."""
    hold, bought = _hold(picture), len(picture.numbers)
    if hold is None:
        return say(f"Nothing is bought yet; it goes to {picture.house.carrier} next.")
    count = f"{bought:,} of {picture.order.quantity:,} bought" if bought else "Nothing is bought"
    return say(obstacle(picture), f" {count}", _next(picture, hold))


def obstacle(picture: Picture) -> Rich:
    """What stands in the way of buying just now, in one sentence; nothing where nothing does."""
    hold = _hold(picture)
    if hold is None:
        return say()
    if hold.trouble is Trouble.PAUSED and picture.paused is not None:
        return say(paused(picture.paused), ".")
    return trouble(hold, picture.house)


def _hold(picture: Picture) -> Hold | None:
    """The order's own hold, or a pause of all buying."""
    hold = picture.order.hold
    if picture.paused is None or (hold and hold.trouble is Trouble.ACCESS_DENIED):
        return hold
    return Hold(Trouble.PAUSED, picture.paused.why)


def _next(picture: Picture, hold: Hold) -> Rich:
    if hold.trouble is Trouble.PAUSED:
        return say("; it goes on by itself once buying is resumed.")
    if hold.trouble is Trouble.ACCESS_DENIED:
        return say("; it goes on once that is mended and buying is resumed.", told(picture))
    when = say("; next try ", clock(hold.next_try_at)) if hold.next_try_at else say()
    return say(when, ".", told(picture) if hold.trouble in _NEEDS_AN_OPERATOR else "")


def failed(picture: Picture) -> Rich:
    """Why an order ended without its numbers."""
    hold = picture.order.hold
    if hold is None:
        return say("Nothing to pay.")
    if hold.trouble is Trouble.GIVEN_UP:
        return say(trouble(hold, picture.house), beware(picture))
    who = told(picture) if hold.trouble in _NEEDS_AN_OPERATOR else ""
    return say(trouble(hold, picture.house), " Nothing to pay.", who)


def overdue(picture: Picture) -> str:
    """That an accepted order takes so long that a person has to look; nothing of any other."""
    hold = picture.order.hold
    if hold is None or hold.trouble not in ON_ITS_WAY:
        return ""
    carrier = picture.house.carrier
    return f"{carrier} accepted the order a day ago, and has not said yet what came of it."


def refused(picture: Picture) -> Rich:
    """Why managers were not asked at all."""
    order, carrier = picture.order, picture.house.carrier
    criteria = order.request.criteria
    hold = order.hold or Hold(Trouble.NOTHING_FREE)
    match hold.trouble:
        case Trouble.NOTHING_FREE:
            why = say(f"{carrier} has no free ", unfound(criteria), ".")
        case Trouble.PLACE_UNKNOWN:
            why = say(f"{carrier} knows no such place: ", place(criteria), ".")
        case Trouble.NO_BUDGET:
            why = no_room(hold, order, picture.names)
        case Trouble.MAY_NOT_ASK:
            why = refusals.standing(picture, hold.detail)
        case _:
            why = trouble(hold, picture.house)
    # A revision grows only after the managers' card was posted.
    return say(why, "" if order.revision > 1 else " Managers were not asked.", _instead(order))


def _instead(order: Order) -> Rich:
    """What could be had instead, and how much of it there was a moment ago."""
    perhaps = {0: "", 1: " Perhaps this?"}.get(len(order.suggestions), " Perhaps one of these?")
    counted = [each for each in order.suggestions if each.free is not None]
    if not counted:
        return say(perhaps)
    free = "; ".join(f"{each.label}: {_count(each)} free" for each in counted)
    return say(perhaps, f" {free} (checked ", clock(order.changed_at), ").")


def _count(suggestion: Suggestion) -> str:
    return f"{'at least ' if suggestion.more else ''}{suggestion.free or 0:,}"


def decided(order: Order) -> Rich:
    """`Approved by Mei 10:51`; nothing while nobody decided."""
    by = decider(order)
    return say(verb(order), by) if by.plain else by


def verb(order: Order) -> str:
    """What the decider did."""
    return _VERBS.get(order.state, "Approved")


def decider(order: Order, who: str = "") -> Rich:
    """` by Mei 10:51`, with the space before it; nothing while nobody decided."""
    if order.decided_by is None or order.decided_at is None:
        return say()
    at = clock(order.decided_at, since=order.created_at)
    return say(f" by {who or who_decided(order)} ", at)


def voters(picture: Picture) -> str:
    """The names of those who approved together; nothing where one was enough."""
    given = [each.approver for each in picture.approvals]
    together = picture.order.state not in _VERBS and len(given) > 1
    return names(person_name(picture, each) for each in given) if together else ""


def who_decided(order: Order) -> str:
    """`Mei`, or `the rule “small orders of support”`; nothing while nobody decided."""
    if order.decided_by is None:
        return ""
    return f"the {rule(order)}" if order.is_automatic else name(order.decided_by.name)


def rule(order: Order) -> str:
    """`rule “small orders of support”`."""
    return f"rule “{name(order.auto_rule)}”"


_VERBS = {State.DENIED: "Denied", State.CANCELLED: "Cancelled"}


def history(picture: Picture) -> Rich:
    """The last three things that happened, for the small print."""
    order = picture.order
    begun = order.created_at
    steps = [(begun, f"asked by {requester(picture)}")]
    steps += [
        (each.at, f"changed by {person_name(picture, each.by)}")
        for each in picture.revisions
        if each.by and each.at
    ]
    steps += [
        (each.at, f"approved by {person_name(picture, each.approver)}")
        for each in picture.approvals
    ]
    if order.is_automatic and order.decided_at:
        steps.append((order.decided_at, f"approved by {who_decided(order)}"))
    if order.state in FINAL:
        steps.append((order.changed_at, _ENDS[order.state]))
    return joined(say(clock(at, since=begun), f" {step}") for at, step in steps[-3:])


_ENDS = {
    State.COMPLETED: "bought",
    State.PARTIAL: "partly bought",
    State.FAILED: "failed",
    State.REFUSED: "refused",
    State.DENIED: "denied",
    State.CANCELLED: "cancelled",
    State.EXPIRED: "expired",
}
