"""A person approves what they asked for themselves: why, and that everybody can read it."""

from bot.domain.order import Order, State
from bot.domain.picture import Picture
from bot.domain.tiers import owners_of
from bot.slack.ids import CallbackId, OrderRef
from bot.slack.views.blocks import Block, Message, message
from bot.slack.views.deny import reason_form
from bot.slack.views.text import Rich, quoted, say
from bot.slack.views.words import asked_fully, order_name, person_name, practice

_READERS = "You asked for this, or it is for you. All approvers will read why you approve it."
_CAME_TO_NOTHING = frozenset({State.DENIED, State.CANCELLED, State.EXPIRED, State.REFUSED})
NO_REASON = "Say why you approve it yourself."


def own_form(order: Order, ref: OrderRef) -> Block:
    """The modal for `views.open`.

    Args:
        order: As the ledger has it now.
        ref: As the button that was pressed has it: the approval is of that revision.
    """
    return reason_form(CallbackId.OWN_REASON, ref, "Approve", order, _READERS)


def own_approval(picture: Picture) -> Message:
    """What the approvers read under the card."""
    order = picture.order
    askers = owners_of(order) | {*order.changed_by}
    given = [each.approver for each in picture.approvals if each.approver.id in askers]
    who = person_name(picture, given[0] if given else order.requester)
    what = say(f"{order_name(order)} (", asked_fully(order.request.criteria), ")")
    whom = order.request.for_whom
    theirs = bool(given) and whom is not None and given[0].id == whom.id
    which = "is for them" if theirs else "they asked for themselves"
    line = say(f"{who} approved ", what, f", which {which}: ")
    return message([say(line, quoted(picture.own_reason))], footer=practice(picture.house))


def own_line(picture: Picture) -> Rich:
    """`self-approved: "…"`; nothing where others approved, or it came to nothing."""
    if not picture.own_reason or picture.order.state in _CAME_TO_NOTHING:
        return say()
    return say("self-approved: ", quoted(picture.own_reason))
