"""Who is away, and the private answers to who goes away or comes back."""

from collections.abc import Mapping
from datetime import date

from bot.domain.picture import Picture, ReplyKind
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, code, joined, name, names, say

_NAMED = 5


def away(names_by_id: Mapping[str, str], people: Mapping[str, date]) -> Rich:
    """`Raj is away until 2 Dec`, of at most five people."""
    shown = list(people.items())[:_NAMED]
    said = [f"{name(names_by_id.get(who, ''))} is away until {_day(on)}" for who, on in shown]
    left = len(people) - len(shown)
    more = f"{left} more {'is' if left == 1 else 'are'} away" if left else ""
    return joined([*said, more], by=", ")


def can_only_wait(picture: Picture) -> Rich:
    """Whose absence keeps an order from being approved."""
    absent = away(picture.names, picture.away)
    stand_ins = "are too few stand-ins" if picture.only else "is no stand-in"
    return say(absent, f" and there {stand_ins}.")


def who_can(only: int, missing: int) -> str:
    """`nobody can approve now`, `only 1 of the 2 approvals needed can be given now`."""
    if only == 0:
        return "nobody can approve now"
    return f"only {only} of the {missing} approvals needed can be given now"


def backups(picture: Picture) -> Rich:
    """Who was asked beside the approvers; nothing if nobody was."""
    asked = names(picture.names.get(each, "") for each in picture.backups)
    return say(f"Backups were asked too: {asked}." if asked else "")


def _day(on: date) -> str:
    return f"{on.day} {on:%b}"


def _away(said: Said) -> Rich:
    until = _date(said)
    start = f"You are away until {until}: no reminders before that day."
    still = "If you do decide something, it counts."
    return say(f"{start} {still} Back earlier? ", code(f"{said.house.command} back"))


def _back(_said: Said) -> Rich:
    return say("Welcome back: you are reminded again of what waits.")


def _nothing(_said: Said) -> Rich:
    return say("You approve no orders here, so this changes nothing.")


def _when(said: Said) -> Rich:
    example = code(f"{said.house.command} away until {said.detail}")
    return say("Until when? A day after today and at most a year ahead, such as ", example)


def _date(said: Said) -> str:
    try:
        return _day(date.fromisoformat(said.detail))
    except ValueError:
        return "later on"


SENTENCES: Sentences = {
    ReplyKind.AWAY: _away,
    ReplyKind.BACK: _back,
    ReplyKind.AWAY_NOTHING: _nothing,
    ReplyKind.AWAY_WHEN: _when,
}
