"""Private answers to who pauses buying, or goes on."""

from bot.domain.picture import ReplyKind
from bot.slack.views import reasons
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, say


def _paused(said: Said) -> Rich:
    cards = "" if said.detail in {"", "0"} else "; their cards say why"
    return say(f"Done: buying is paused. Approved orders that wait: {said.detail or 0}{cards}.")


def _resumed(said: Said) -> Rich:
    return say(f"Done: buying goes on. Approved orders that waited: {said.detail or 0}.")


def _already_paused(said: Said) -> Rich:
    paused = said.reply.paused
    was = reasons.paused(paused) if paused else say("Buying was paused")
    return say(was, " already. Nothing changed.")


def _not_paused(_said: Said) -> Rich:
    return say("Buying is not paused. Nothing changed.")


SENTENCES: Sentences = {
    ReplyKind.PAUSED: _paused,
    ReplyKind.RESUMED: _resumed,
    ReplyKind.ALREADY_PAUSED: _already_paused,
    ReplyKind.NOT_PAUSED: _not_paused,
}
