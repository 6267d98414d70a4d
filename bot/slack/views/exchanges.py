"""Private answers to who changes a request, asks about it, or answers; and to who missed that."""

from bot.domain.order import State
from bot.domain.picture import ReplyKind
from bot.slack.views.changes import differences
from bot.slack.views.reasons import state
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, quoted, say

_UNDECIDED = frozenset({State.CHECKING, State.AWAITING_APPROVAL})


def _changed(said: Said) -> Rich:
    """What is new since the card that was clicked; the new card follows, once there is one."""
    order = said.reply.order
    start = say(f"{said.order} changed since the card you saw", _new(said))
    if order is not None and order.state is State.CHECKING:
        return say(start, ". Nothing was decided; it is being checked again.")
    return say(start, ". Nothing was decided. Here is the new one.")


def _change_made(said: Said) -> Rich:
    then = "It is checked again, and then needs an approval on its card."
    return say(f"Done: {said.order} changed", _new(said), f". {then}")


def _new(said: Said) -> Rich:
    """` (quantity 10 → 4)`; nothing where nobody can tell."""
    picture, seen = said.reply.picture, said.reply.detail
    new = differences(picture, int(seen)) if picture is not None else say()
    return say(" (", new, ")") if new.plain else new


def _own_change(said: Said) -> Rich:
    who = f": {said.people}" if said.people else ""
    start = f"{said.own}, so someone else must change it{who}."
    return say(f"{start} Or cancel it and ask again.")


def _asked(said: Said) -> Rich:
    who = said.requester
    return say(f"Done: {who} is asked in the thread of {said.order}. I'll bring you the answer.")


def _not_asked(said: Said) -> Rich:
    return say(f"Only {said.people or said.requester} can answer this. Nothing changed.")


def _answer_taken(said: Said) -> Rich:
    late = _meanwhile(said)
    return say(f"Thank you: your answer is {f'recorded.{late}' if late else 'on the card.'}")


def _answered(said: Said) -> Rich:
    words = quoted(said.reply.detail)
    return say(f"{said.requester} answers about {said.order}: ", words, _meanwhile(said))


def _meanwhile(said: Said) -> str:
    """That the order was decided before the answer came, with the space before it."""
    order = said.reply.order
    if order is None or order.state in _UNDECIDED:
        return ""
    return f" {said.order} was decided meanwhile ({state(order).lower()})."


SENTENCES: Sentences = {
    ReplyKind.CHANGED: _changed,
    ReplyKind.CHANGE_MADE: _change_made,
    ReplyKind.OWN_CHANGE: _own_change,
    ReplyKind.ASKED: _asked,
    ReplyKind.NOT_ASKED: _not_asked,
    ReplyKind.ANSWER_TAKEN: _answer_taken,
    ReplyKind.ANSWERED: _answered,
}
