"""Private answers to what people did, and alarms to operators: one sentence for each kind."""

from collections.abc import Mapping

from bot.domain.order import State
from bot.domain.picture import House, Picture, Reply, ReplyKind
from bot.slack.views import (
    absences,
    alarms,
    decisions,
    exchanges,
    refusals,
    reminders,
    settlements,
    switches,
    votes,
)
from bot.slack.views.approval import approval
from bot.slack.views.blocks import Message, message
from bot.slack.views.order_form import not_opened
from bot.slack.views.receipts import received
from bot.slack.views.said import Said, Sentences
from bot.slack.views.status import status
from bot.slack.views.text import say

_ACTS = (decisions, votes, exchanges, refusals, settlements, switches)
_PARTS = (*_ACTS, reminders, absences, alarms)
_SENTENCES: Sentences = {kind: said for part in _PARTS for kind, said in part.SENTENCES.items()}


def answer(
    reply: Reply, names_by_id: Mapping[str, str], house: House, *, reader: str = ""
) -> Message:
    """The words of a reply.

    Args:
        reply: Its kind, and what it is about.
        names_by_id: Display names by user id; who is missing is "someone".
        house: What is the same for all.
        reader: The user id of who reads it, where that is known: it speaks to them.
    """
    if reply.order is not None and reply.kind is ReplyKind.STATUS:
        return status(reply.order, house, reply.numbers)
    if reply.order is not None and reply.kind is ReplyKind.RECEIVED:
        return received(reply.order, house)
    if reply.kind is ReplyKind.FORM_NOT_OPENED:
        return not_opened(house, reply.detail)
    said = _SENTENCES[reply.kind](Said(reply, names_by_id, house, reader))
    absent = absences.away(names_by_id, reply.away)
    sentences = say(said, " ", absent, ".") if absent.plain else said
    line = message([sentences], votes.buttons(reply))
    if reply.kind is ReplyKind.CHANGED and reply.picture is not None and _asks(reply.picture):
        return Message(line.text, (*line.blocks, *approval(reply.picture).blocks))
    return line


def _asks(picture: Picture) -> bool:
    return picture.order.state is State.AWAITING_APPROVAL
