"""Private answers to who settles an order of which nobody knows whether it was bought."""

from bot.domain.picture import ReplyKind
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, say


def _not_operator(said: Said) -> Rich:
    who = f" ({said.people})" if said.people else ""
    return say(f"Only an operator can do this{who}. Nothing changed.")


def _adopted(said: Said) -> Rich:
    return say(f"Done: recorded as bought for {said.order}.")


def _ordered_again(said: Said) -> Rich:
    return say(f"Done: {said.order} is sent again.")


def _gave_up(said: Said) -> Rich:
    return say(f"Done: {said.order} has ended. {said.requester} is told in the thread.")


def _evidence_changed(_said: Said) -> Rich:
    start = "The account shows other numbers now than the card that you saw."
    return say(f"{start} Nothing was decided; the card shows them.")


def _cant_list(said: Said) -> Rich:
    return say(f"{said.house.carrier} can't be asked right now. Nothing changed; try again soon.")


def _found(said: Said) -> Rich:
    start = f"{said.order} stands in {said.house.carrier}'s books after all."
    return say(f"{start} What they say counts, and the cards show it.")


def _still_open(said: Said) -> Rich:
    start = f"{said.house.carrier} has accepted {said.order} and may still buy for it."
    return say(f"{start} Nothing changed. To send it again, close it there first.")


def _too_early(_said: Said) -> Rich:
    start = "It was sent only minutes ago and may still turn up. Nothing changed;"
    return say(f"{start} try again in a quarter of an hour.")


SENTENCES: Sentences = {
    ReplyKind.NOT_OPERATOR: _not_operator,
    ReplyKind.ADOPTED: _adopted,
    ReplyKind.ORDERED_AGAIN: _ordered_again,
    ReplyKind.GAVE_UP: _gave_up,
    ReplyKind.EVIDENCE_CHANGED: _evidence_changed,
    ReplyKind.CANT_LIST: _cant_list,
    ReplyKind.FOUND: _found,
    ReplyKind.STILL_OPEN: _still_open,
    ReplyKind.TOO_EARLY: _too_early,
}
