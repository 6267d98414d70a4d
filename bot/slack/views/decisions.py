"""Private answers to who asks, looks, approves, denies or cancels."""

from bot.domain.order import State
from bot.domain.picture import ReplyKind
from bot.slack.views.reasons import rule, state
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, code, day, say, when


def _approved(said: Said) -> Rich:
    return say(f"Done: {said.order} approved.")


def _denied(said: Said) -> Rich:
    return say(f"Done: {said.order} denied. {said.requester} can read why.")


def _cancelled(said: Said) -> Rich:
    return say(f"Done: {said.order} cancelled. Nothing is bought.")


_DECISIONS = {
    State.DENIED: "denied",
    State.CANCELLED: "cancelled",
}


def _already(said: Said) -> Rich:
    """Who decided before; to who did it themselves, that they did."""
    order = said.reply.order
    if order is None or order.decided_by is None or order.decided_at is None:
        now = f" ({state(order).lower()})" if order else ""
        return say(f"{said.order} is not waiting for a decision{now}. Nothing changed.")
    what = _DECISIONS.get(order.state, "approved")
    at = when(order.decided_at, since=order.created_at)
    if said.speaks_to(order.decided_by):
        return say(f"You {what} {said.order} ", at, " already. Nothing changed.")
    who = f"The {rule(order)}" if order.is_automatic else said.name_of(order.decided_by)
    return say(f"{who} decided {said.order} ", at, f" ({what}). Nothing changed.")


def _expired(said: Said) -> Rich:
    order = said.reply.order
    then = say(" ", day(order.expires_at)) if order else say()
    who = "You" if said.to_requester else said.requester
    return say(f"{said.order} expired", then, f". {who} can ask again.")


def _own_request(said: Said) -> Rich:
    who = f": {said.people}" if said.people else ""
    return say(f"{said.own}, so someone else must approve{who}.")


def _not_approver(said: Said) -> Rich:
    who = f" ({said.people})" if said.people else ""
    return say(f"Only approvers can decide{who}. Nothing changed.")


def _not_yours(said: Said) -> Rich:
    return say(f"Only the person who asked for {said.order}, and approvers, can do this.")


_PAST_CANCELLING = {
    State.ORDERING: "it is being bought right now",
    State.COMPLETED: "it is bought",
    State.PARTIAL: "a part of it is bought",
    State.NEEDS_REVIEW: "a person is checking whether it was bought",
}


def _too_late(said: Said) -> Rich:
    order = said.reply.order
    why = _PAST_CANCELLING.get(order.state, "it has ended") if order else "it has ended"
    return say(f"{said.order} can't be cancelled any more: {why}. Nothing changed.")


def _still_checking(said: Said) -> Rich:
    return say(f"{said.order} is still being checked. Please decide on its new card.")


def _still_working(_said: Said) -> Rich:
    return say("Still working on your click: it counts.")


def _cant_check(said: Said) -> Rich:
    what = "approve" if said.reply.order else "do this"
    why = f"I can't check who may {what} right now, so I refuse to be safe."
    return say(f"{why} Try again in a minute.")


def _no_such_order(said: Said) -> Rich:
    number = f" {said.detail}" if said.detail else ""
    return say(f"There is no order{number}. Yours: ", code(f"{said.house.command} mine"))


def _unexpected(said: Said) -> Rich:
    reference = f" It has the reference {said.detail}." if said.detail else ""
    ask = f" If it happens again, ask {said.house.contact}." if said.house.contact else ""
    return say(f"Something went wrong on our side.{reference} Please try again.{ask}")


SENTENCES: Sentences = {
    ReplyKind.RECEIVED: _no_such_order,
    ReplyKind.APPROVED: _approved,
    ReplyKind.DENIED: _denied,
    ReplyKind.CANCELLED: _cancelled,
    ReplyKind.ALREADY_DECIDED: _already,
    ReplyKind.EXPIRED: _expired,
    ReplyKind.OWN_REQUEST: _own_request,
    ReplyKind.NOT_APPROVER: _not_approver,
    ReplyKind.NOT_YOURS: _not_yours,
    ReplyKind.TOO_LATE: _too_late,
    ReplyKind.STILL_CHECKING: _still_checking,
    ReplyKind.STILL_WORKING: _still_working,
    ReplyKind.CANT_CHECK: _cant_check,
    ReplyKind.STATUS: _no_such_order,
    ReplyKind.NO_SUCH_ORDER: _no_such_order,
    ReplyKind.UNEXPECTED: _unexpected,
}
