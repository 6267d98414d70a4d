"""A command that could not be read: what was read, what is wrong, and what it could mean."""

from collections.abc import Mapping

from bot.domain.criteria import CriteriaError
from bot.domain.picture import House
from bot.slack.ids import ActionId, numbered
from bot.slack.views.blocks import Message, button, message
from bot.slack.views.order_form import open_button
from bot.slack.views.text import Rich, bold, code, cut, say

MAX_READINGS = 5
_WORDS = {
    "zip": "ZIP",
    "areaCode": "area code",
    "localNumber": "local number",
    "inLocalCallingArea": "nearby",
    "tollFree": "toll-free",
}
_SWITCHES = frozenset({"inLocalCallingArea", "tollFree"})


def unreadable(error: CriteriaError, house: House, text: str) -> Message:
    """The private answer; each button is one whole reading, but the last, which opens the form.

    Args:
        error: What is wrong, and what was understood.
        house: What is the same for all.
        text: What was typed; the form is filled in with what can be read of it.
    """
    readings = error.readings[:MAX_READINGS]
    buttons = [
        button(numbered(ActionId.PLACE, index), reading.label, reading.text)
        for index, reading in enumerate(readings, start=1)
    ]
    buttons.append(open_button(text))
    return message(
        [sentence(error)], buttons, [say("Example: ", code(f"{house.command} Cary NC 2"))]
    )


def sentence(error: CriteriaError) -> Rich:
    """What was read, and what is wrong."""
    wrong = cut(error.user_message, 500)
    return say(bold("I didn't order anything."), _read(error.read), f" {wrong}")


def _read(read: Mapping[str, str]) -> Rich:
    said = ", ".join(_pair(name, value) for name, value in read.items())
    return say(f" I read: {said}.") if said else say()


def _pair(name: str, value: str) -> str:
    word = _WORDS.get(name, cut(name, 40))
    return word if name in _SWITCHES else f"{word} {cut(value, 40)}"
