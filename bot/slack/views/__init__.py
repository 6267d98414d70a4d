"""What people read, state by state: pure functions from domain values to Block Kit."""

from bot.domain.picture import Picture
from bot.slack.views import changes, questions
from bot.slack.views.approval import approval
from bot.slack.views.blocks import Message
from bot.slack.views.notices import enclosures as notice_enclosures
from bot.slack.views.notices import notice
from bot.slack.views.own import own_approval
from bot.slack.views.review import review
from bot.slack.views.root import root
from bot.slack.views.whom import whom

__all__ = ["Message", "card", "enclosures"]

_CARDS = {
    "root": root,
    "approval": approval,
    "asked": approval,
    "review": review,
    "own": own_approval,
    "whom": whom,
}


def card(picture: Picture, kind: str) -> Message:
    """A card of an order.

    Args:
        picture: All that it shows.
        kind: As a `Card` names it.
    """
    match kind.split(":"):
        case ["notice", "changed", revision]:
            return changes.notice(picture, int(revision))
        case ["lapsed", revision, voter]:
            return changes.lapsed(picture, int(revision), voter)
        case ["notice", "question", number]:
            return questions.notice(picture, int(number))
        case ["notice" | "whom" as readers, told, *_]:
            whom = picture.order.request.for_whom if readers == "whom" else None
            return notice(picture, told, whom)
        case _:
            return _CARDS[kind.partition(":")[0]](picture)


def enclosures(picture: Picture, kind: str) -> tuple[Message, ...]:
    """What follows the card in further messages, because one has no room for it."""
    match kind.split(":"):
        case ["notice" | "whom", told]:
            return notice_enclosures(picture, told)
        case _:
            return ()
