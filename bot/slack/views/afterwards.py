"""What is true of an order after its end: it was given up, or an answer came too late for it."""

from bot.domain.order import FINAL, Order, State, Trouble
from bot.domain.picture import House, Picture
from bot.slack.views.text import Rich, code, say
from bot.slack.views.words import operators

WITH_NUMBERS = frozenset({State.COMPLETED, State.PARTIAL})


def is_given_up(order: Order) -> bool:
    """Whether it ended though nobody knows what was bought of it."""
    return order.hold is not None and order.hold.trouble is Trouble.GIVEN_UP


def beware(picture: Picture) -> str:
    """Whom to see before it is asked for again, with a space before it."""
    return f" Before you ask again, see {operators(picture) or 'a manager'}."


def is_late(order: Order, got: int) -> bool:
    """Whether it ended without numbers and has got some since."""
    return got > 0 and order.state in FINAL - WITH_NUMBERS


def late(order: Order, house: House) -> Rich:
    """What that means, and where the numbers are listed."""
    start = f"{house.carrier} confirmed it after it had ended; what was bought costs money."
    return say(f"{start} To see it: ", code(f"{house.command} status {order.number}"))


def missing(order: Order, got: int, done: str = "") -> str:
    """`2 were not`, or `2 are in doubt`; what was not done may be said too: ` bought`."""
    count = order.quantity - got
    if is_given_up(order):
        return f"{count:,} {'is' if count == 1 else 'are'} in doubt"
    return f"{count:,} {'was' if count == 1 else 'were'} not{done}"
