"""What can be typed, and what happens then."""

from collections.abc import Sequence

from bot.domain.picture import House
from bot.slack.views.blocks import Message, message
from bot.slack.views.text import Rich, bold, code, joined, names, say
from bot.slack.views.words import numbers, practice


def help_card(house: House, *, most: int, default: int, approvers: Sequence[str]) -> Message:
    """The answer to `help`.

    Args:
        house: The command's name, and where to ask.
        most: How many numbers one order may ask for.
        default: How many it asks for when it says nothing.
        approvers: Display names, as far as they are known without asking Slack.
    """
    lines = [
        bold("Order US phone numbers. Nothing is bought until a manager approves."),
        *_examples(house),
        _limits(most, default, approvers),
    ]
    contact = [say(f"Questions: {house.contact}")] if house.contact else []
    return message(lines, footer=[*contact, *practice(house)])


def _examples(house: House) -> list[Rich]:
    places = joined(
        [
            say(code(f"{house.command} Cary NC 2"), " city"),
            say(code("NC 5"), " state"),
            say(code("27513 2"), " ZIP"),
            say(code("919 2"), " area code"),
            say(code("toll-free 2"), " toll-free"),
        ]
    )
    return [
        places,
        say("Add a reason: ", code("Cary NC 2 for spring campaign")),
        say("Choose digits: ", code("919 2 ending 2020"), " or ", code("containing CALL")),
        say("Near an exchange: ", code("919-555 2 nearby")),
        say("By the API's names: ", code('city="St. Louis" state=MO quantity=2')),
        say("Your orders: ", joined([code("mine"), code("status 1042"), code("cancel 1042")])),
    ]


def _limits(most: int, default: int, approvers: Sequence[str]) -> Rich:
    who = names(approvers) if approvers else "The managers"
    verb = "approves" if len(approvers) == 1 else "approve"
    limit = f"You may ask for up to {numbers(most)} at a time; without a quantity it is {default}."
    return say(f"{limit} {who} {verb}.")
