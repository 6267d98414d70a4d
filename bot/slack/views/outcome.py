"""The one line that a decided request leaves in the managers' channel."""

from collections.abc import Callable, Mapping

from bot.domain.order import State
from bot.domain.picture import Picture
from bot.slack.views import changes, reasons
from bot.slack.views.afterwards import is_given_up, is_late
from bot.slack.views.own import own_line
from bot.slack.views.text import Rich, bold, joined, quoted, say
from bot.slack.views.words import (
    a_month,
    asked_fully,
    charged,
    cost_center,
    for_whom,
    order_name,
    place,
    requester,
)


def outcome(picture: Picture) -> Rich:
    """What became of the request, the state first and in bold, as on the requester's card."""
    order, got = picture.order, len(picture.numbers)
    if is_late(order, got):
        end = _begin(picture, f"Ended, {got:,} of {order.quantity:,} bought", ": ", _for(picture))
        return joined([end, _price(picture)])
    return joined(_LINES[order.state](picture))


def _begin(picture: Picture, state: str, *rest: Rich | str) -> Rich:
    """`Order 1042 · Done`, and what follows without a dot; people's words stay out of the bold."""
    return say(bold(f"{order_name(picture.order)} · {state}"), *rest)


def _for(picture: Picture) -> Rich:
    """`2 numbers in Cary, NC for Ana`, and which team pays."""
    what = say(asked_fully(picture.order.request.criteria), _whom(picture))
    return joined([what, cost_center(picture.order)])


def _whom(picture: Picture) -> str:
    """` for Ana`, or ` for Lee, asked by Ana`."""
    whom, who = for_whom(picture.order), requester(picture)
    return f"{whom}, asked by {who}" if whom else f" for {who}"


def _price(picture: Picture) -> str:
    return a_month(charged(picture.order, picture.numbers))


def _approver(picture: Picture) -> Rich:
    who = reasons.voters(picture) or reasons.who_decided(picture.order)
    return joined([f"approved by {who}" if who else "", own_line(picture)])


def _decided(picture: Picture) -> Rich:
    order = picture.order
    who = reasons.decider(order, reasons.voters(picture))
    return joined([_begin(picture, reasons.verb(order), who), own_line(picture)])


def _approved(picture: Picture) -> list[Rich | str]:
    why = reasons.obstacle(picture)
    now = say("not bought yet: ", why) if why.plain else "ordering next"
    return [_decided(picture), _for(picture), now]


def _ordering(picture: Picture) -> list[Rich | str]:
    hold = picture.order.hold
    now = reasons.trouble(hold, picture.house) if hold else "Ordering…"
    return [_decided(picture), _for(picture), now]


def _completed(picture: Picture) -> list[Rich | str]:
    done = _begin(picture, "Done", ": ", _for(picture))
    return [done, _price(picture), _approver(picture)]


def _partial(picture: Picture) -> list[Rich | str]:
    order, got = picture.order, len(picture.numbers)
    count = f": {got:,} of {order.quantity:,}, "
    done = _begin(picture, "Partly done", count, place(order.request.criteria), _whom(picture))
    return [done, cost_center(order), _price(picture), _approver(picture)]


def _failed(picture: Picture) -> list[Rich | str]:
    hold = picture.order.hold
    why = reasons.trouble(hold, picture.house) if hold else ""
    end = "Ended, perhaps bought" if is_given_up(picture.order) else "Failed, nothing bought"
    return [
        _begin(picture, end, ": ", _for(picture)),
        why,
        _approver(picture),
    ]


def _review(picture: Picture) -> list[Rich | str]:
    return [
        _begin(picture, "Being checked by a person", ": ", _for(picture)),
        _approver(picture),
    ]


def _denied(picture: Picture) -> list[Rich | str]:
    reason = picture.order.reason
    why = say(": ", quoted(reason)) if reason else say()
    return [say(_decided(picture), why), _for(picture)]


def _cancelled(picture: Picture) -> list[Rich | str]:
    return [_decided(picture), _for(picture)]


def _expired(picture: Picture) -> list[Rich | str]:
    return [_begin(picture, "Expired, nobody decided"), _for(picture)]


def _refused(picture: Picture) -> list[Rich | str]:
    refused = _begin(picture, "Not possible, nothing bought", ": ", _for(picture))
    return [refused, reasons.refused(picture)]


def _checking(picture: Picture) -> list[Rich | str]:
    return [_begin(picture, "Checking what is free"), _for(picture), changes.who_changed(picture)]


_LINES: Mapping[State, Callable[[Picture], list[Rich | str]]] = {
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
