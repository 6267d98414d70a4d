"""What can be typed, and what happens then."""

from bot.domain.budgeting import Room
from bot.domain.picture import House
from bot.domain.rules import Limits
from bot.slack.views.blocks import Message, message
from bot.slack.views.budget import left_for_you
from bot.slack.views.text import Rich, bold, code, joined, say
from bot.slack.views.words import not_before, numbers, practice


def help_card(
    house: House, limits: Limits, refusal: Rich | None = None, room: Room | None = None
) -> Message:
    """The answer to `help`.

    Args:
        house: The command's name, and where to ask.
        limits: What one order may ask for.
        refusal: Why this reader may ask for nothing; None where nothing is known against it.
        room: The reader's tightest budget, where that is known.
    """
    lines = [
        *how_to_ask(house),
        *_examples(),
        refusal or _may(limits, room),
    ]
    contact = [say(f"Questions: {house.contact}")] if house.contact else []
    return message(lines, footer=[joined([*contact, *practice(house)])])


def how_to_ask(house: House) -> list[Rich]:
    """What to type, in two lines."""
    title = bold(f"Order US phone numbers. {not_before(house)}")
    places = joined(
        [
            say(code(f"{house.command} Cary NC 2"), " city"),
            say(code("NC 5"), " state"),
            say(code("27513 2"), " ZIP"),
            say(code("919 2"), " area code"),
            say(code("toll-free 2")),
        ]
    )
    return [title, places]


def _examples() -> list[Rich]:
    return [
        say("Add a reason: ", code("Cary NC 2 for spring campaign")),
        say("Choose digits: ", code("919 2 ending 2020"), " or ", code("containing CALL")),
        say("Near a number you know: ", code("919-555 2 nearby")),
        say("Spelled out: ", code('city="St. Louis" state=MO quantity=2')),
        say("For approvers: ", joined([code("away until 2026-12-02"), code("back")])),
        say("Your orders: ", joined([code("mine"), code("status 1042"), code("cancel 1042")])),
    ]


def _may(limits: Limits, room: Room | None) -> Rich:
    """How many may be asked for, where, and for how much."""
    most, default = numbers(limits.quantity), limits.default_quantity
    lists = [
        ("Only in", limits.states),
        ("Not in", limits.forbidden_states),
        ("Only area codes", limits.area_codes),
        ("Not area codes", limits.forbidden_area_codes),
    ]
    said = [f" {start} {', '.join(sorted(listed))}." for start, listed in lists if listed]
    money = f"; {left_for_you(room)}" if room else ""
    start = f"You may ask for up to {most} at a time; without a quantity it is {default}{money}."
    return say(start, *said)
