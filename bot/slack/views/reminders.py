"""Private answers to who asks to have the managers reminded."""

from datetime import datetime

from bot.domain.picture import ReplyKind
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, day, say


def _reminded(said: Said) -> Rich:
    done = f"Done: the managers are reminded of {said.order}"
    return (
        say(f"{done}. Again from ", _when(said), ".") if said.detail else say(f"{done} once more.")
    )


def _again(said: Said) -> Rich:
    start = f"You had the managers reminded of {said.order} not long ago."
    return say(f"{start} You can again from ", _when(said), ".")


def _enough(said: Said) -> Rich:
    start = f"The managers have had their last reminder of {said.order}: they decide by "
    return say(start, _when(said), ".")


def _later(said: Said) -> Rich:
    return say("The managers are not disturbed now. Please press again from ", _when(said), ".")


def _off(_said: Said) -> Rich:
    return say("Reminders are turned off here. Nobody was reminded.")


def _not_yours(said: Said) -> Rich:
    return say(f"Only the person who asked for {said.order} can have the managers reminded of it.")


def _when(said: Said) -> Rich:
    try:
        return day(datetime.fromisoformat(said.detail))
    except ValueError:
        return say("later on")


SENTENCES: Sentences = {
    ReplyKind.REMINDED: _reminded,
    ReplyKind.REMIND_AGAIN: _again,
    ReplyKind.REMIND_LATER: _later,
    ReplyKind.REMINDED_ENOUGH: _enough,
    ReplyKind.REMINDERS_OFF: _off,
    ReplyKind.NOT_YOUR_REMINDER: _not_yours,
}
