"""Private answers to what people did, and alarms to operators: one sentence for each kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.order import Order, State
from bot.domain.picture import House, Reply, ReplyKind
from bot.slack.views.blocks import Message, message
from bot.slack.views.reasons import title
from bot.slack.views.receipts import received
from bot.slack.views.status import status
from bot.slack.views.text import Rich, clock, code, cut, day, joined, name, names, say
from bot.slack.views.words import asked_fully, order_name, quoted_price


@dataclass(frozen=True, slots=True)
class _Said:
    """A reply with all that its sentence may name."""

    reply: Reply
    known: Mapping[str, str]
    house: House

    @property
    def order(self) -> str:
        return order_name(self.reply.order) if self.reply.order else "This order"

    @property
    def requester(self) -> str:
        order = self.reply.order
        if order is None:
            return "someone"
        return name(self.known.get(order.requester.id) or order.requester.name)

    @property
    def people(self) -> str:
        return names(self.known.get(each, "") for each in self.reply.people)

    @property
    def detail(self) -> str:
        return cut(self.reply.detail, 300)


def answer(reply: Reply, names_by_id: Mapping[str, str], house: House) -> Message:
    """The words of a reply.

    Args:
        reply: Its kind, and what it is about.
        names_by_id: Display names by user id; who is missing is "someone".
        house: What is the same for all.
    """
    if reply.order is not None and reply.kind is ReplyKind.STATUS:
        return status(reply.order, house)
    if reply.order is not None and reply.kind is ReplyKind.RECEIVED:
        return received(reply.order, house)
    line = _SENTENCES[reply.kind](_Said(reply, names_by_id, house))
    return message([line])


def _too_many(_said: _Said) -> Rich:
    return say("I didn't order anything: that is more than one order may ask for.")


def _approved(said: _Said) -> Rich:
    return say(f"Done: {said.order} approved.")


def _denied(said: _Said) -> Rich:
    return say(f"Done: {said.order} denied. {said.requester} can read why.")


def _cancelled(said: _Said) -> Rich:
    return say(f"Done: {said.order} cancelled. Nothing is bought.")


_DECISIONS = {
    State.DENIED: "denied",
    State.CANCELLED: "cancelled",
}


def _already(said: _Said) -> Rich:
    order = said.reply.order
    if order is None or order.decided_by is None or order.decided_at is None:
        state = f" ({title(order).partition(' · ')[2].lower()})" if order else ""
        return say(f"{said.order} is not waiting for a decision{state}. Nothing changed.")
    who = name(said.known.get(order.decided_by.id) or order.decided_by.name)
    what = _DECISIONS.get(order.state, "approved")
    at = clock(order.decided_at, since=order.created_at)
    return say(f"{who} decided {said.order} at ", at, f" ({what}). Nothing changed.")


def _expired(said: _Said) -> Rich:
    order = said.reply.order
    when = say(" ", day(order.expires_at)) if order else say()
    return say(f"{said.order} expired", when, f". {said.requester} can ask again.")


def _changed(said: _Said) -> Rich:
    order = said.reply.order
    now = _asked(order) if order else say()
    start = say(f"{said.order} changed since the card you saw. Now it is: ", now)
    return say(start, ". Nothing was decided; please look at the card again.")


def _asked(order: Order) -> Rich:
    return joined([asked_fully(order.request.criteria), quoted_price(order)])


def _own_request(said: _Said) -> Rich:
    who = f": {said.people}" if said.people else ""
    return say(f"You asked for this yourself, so someone else must approve{who}.")


def _not_approver(said: _Said) -> Rich:
    who = f" ({said.people})" if said.people else ""
    return say(f"Only approvers can decide{who}. Nothing changed.")


def _not_yours(said: _Said) -> Rich:
    return say(f"Only the person who asked for {said.order}, and approvers, can do this.")


_PAST_CANCELLING = {
    State.ORDERING: "it is being bought right now",
    State.COMPLETED: "it is bought",
    State.PARTIAL: "a part of it is bought",
    State.FAILED: "it has ended, and nothing was bought",
    State.NEEDS_REVIEW: "a person is checking whether it was bought",
}


def _too_late(said: _Said) -> Rich:
    order = said.reply.order
    why = _PAST_CANCELLING.get(order.state, "it has ended") if order else "it has ended"
    return say(f"{said.order} can't be cancelled any more: {why}. Nothing changed.")


def _still_checking(said: _Said) -> Rich:
    return say(f"{said.order} is still being checked. Please decide on its new card.")


def _still_working(_said: _Said) -> Rich:
    return say("Still working on your click: it counts.")


def _cant_check(_said: _Said) -> Rich:
    why = "I can't check who may approve right now, so I refuse to be safe."
    return say(f"{why} Try again in a minute.")


def _no_such_order(said: _Said) -> Rich:
    number = f" {said.detail}" if said.detail else ""
    return say(f"There is no order{number}. Yours: ", code(f"{said.house.command} mine"))


def _approval_channel_missing(said: _Said) -> Rich:
    reason = f" ({said.detail})" if said.detail else ""
    start = f"{said.order} has not reached a manager: I can't post in the approval channel{reason}."
    cure = "An operator has to invite me there, or to set APPROVAL_CHANNEL."
    return say(f"{start} Nothing is lost; I try again every few minutes. {cure}")


def _not_operator(said: _Said) -> Rich:
    who = f" ({said.people})" if said.people else ""
    return say(f"Only an operator can settle this{who}. Nothing changed.")


def _adopted(said: _Said) -> Rich:
    return say(f"Done: the numbers are recorded as {said.order}'s.")


def _ordered_again(said: _Said) -> Rich:
    return say(f"Done: {said.order} is sent again.")


def _gave_up(said: _Said) -> Rich:
    return say(f"Done: {said.order} has ended. {said.requester} is told in the thread.")


def _evidence_changed(_said: _Said) -> Rich:
    start = "The account shows other numbers now than the card that you saw."
    return say(f"{start} Nothing was decided; the card shows them.")


def _cant_list(said: _Said) -> Rich:
    return say(f"{said.house.carrier} can't be asked right now. Nothing changed; try again soon.")


def _too_early(_said: _Said) -> Rich:
    start = "It was sent only minutes ago and may still turn up. Nothing changed;"
    return say(f"{start} try again in a quarter of an hour.")


def _part_size(said: _Said) -> Rich:
    start = f"{said.house.carrier} takes at most {said.detail} numbers in one order"
    return say(
        f"{start}, so {said.order} goes on in smaller parts. To begin with that, set ",
        code(f"CATAPULT_ORDER_MAX={said.detail}"),
        ".",
    )


def _access_denied(said: _Said) -> Rich:
    why = said.detail or f"{said.house.carrier} does not accept our credentials."
    start = f"Buying is paused. {why} {said.order} waits; nothing was bought."
    return say(f"{start} When it is mended: ", code("order-numbers resume"))


def _no_credit(said: _Said) -> Rich:
    why = said.detail or f"{said.house.carrier}: the account's balance is too low."
    return say(f"{why} {said.order} waits and is tried again by itself; nothing was bought.")


def _late_answer(said: _Said) -> Rich:
    start = f"{said.house.carrier} confirmed a purchase for {said.order} after the order had ended"
    rest = "Its numbers are recorded; they are on the account and cost money. Please look at them."
    return say(start, " (", code(said.detail), f"). {rest}")


def _unexpected(said: _Said) -> Rich:
    reference = f" It has the reference {said.detail}." if said.detail else ""
    ask = f" If it happens again, ask {said.house.contact}." if said.house.contact else ""
    return say(f"Something went wrong on our side.{reference} Please try again.{ask}")


_SENTENCES: Mapping[ReplyKind, Callable[[_Said], Rich]] = {
    ReplyKind.RECEIVED: _no_such_order,
    ReplyKind.TOO_MANY: _too_many,
    ReplyKind.APPROVED: _approved,
    ReplyKind.DENIED: _denied,
    ReplyKind.CANCELLED: _cancelled,
    ReplyKind.ALREADY_DECIDED: _already,
    ReplyKind.EXPIRED: _expired,
    ReplyKind.CHANGED: _changed,
    ReplyKind.OWN_REQUEST: _own_request,
    ReplyKind.NOT_APPROVER: _not_approver,
    ReplyKind.NOT_YOURS: _not_yours,
    ReplyKind.TOO_LATE: _too_late,
    ReplyKind.STILL_CHECKING: _still_checking,
    ReplyKind.STILL_WORKING: _still_working,
    ReplyKind.CANT_CHECK: _cant_check,
    ReplyKind.STATUS: _no_such_order,
    ReplyKind.NO_SUCH_ORDER: _no_such_order,
    ReplyKind.APPROVAL_CHANNEL_MISSING: _approval_channel_missing,
    ReplyKind.NOT_OPERATOR: _not_operator,
    ReplyKind.ADOPTED: _adopted,
    ReplyKind.ORDERED_AGAIN: _ordered_again,
    ReplyKind.GAVE_UP: _gave_up,
    ReplyKind.EVIDENCE_CHANGED: _evidence_changed,
    ReplyKind.CANT_LIST: _cant_list,
    ReplyKind.TOO_EARLY: _too_early,
    ReplyKind.ALERT_PART_SIZE: _part_size,
    ReplyKind.ALERT_ACCESS_DENIED: _access_denied,
    ReplyKind.ALERT_NO_CREDIT: _no_credit,
    ReplyKind.ALERT_LATE_ANSWER: _late_answer,
    ReplyKind.UNEXPECTED: _unexpected,
}
