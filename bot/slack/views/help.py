"""What can be typed, and what happens then."""

from bot.domain.budgeting import Room
from bot.domain.picture import House
from bot.slack.views.blocks import Message, message
from bot.slack.views.budget import left_for_you
from bot.slack.views.text import Rich, bold, code, joined, say
from bot.slack.views.words import numbers, practice


def help_card(house: House, *, most: int, default: int, room: Room | None = None) -> Message:
    """The answer to `help`.

    Args:
        house: The command's name, and where to ask.
        most: How many numbers one order may ask for.
        default: How many it asks for when it says nothing.
        room: The reader's tightest budget, where that is known.
    """
    most_at_once = f"You may ask for up to {numbers(most)} at a time"
    money = f"; {left_for_you(room)}" if room else ""
    lines = [
        *how_to_ask(house),
        *_examples(),
        say(f"{most_at_once}; without a quantity it is {default}{money}."),
    ]
    contact = [say(f"Questions: {house.contact}")] if house.contact else []
    return message(lines, footer=[joined([*contact, *practice(house)])])


def how_to_ask(house: House) -> list[Rich]:
    """What to type, in two lines."""
    title = bold("Order US phone numbers. Nothing is bought until a manager approves.")
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
        say("Your orders: ", joined([code("mine"), code("status 1042"), code("cancel 1042")])),
    ]
