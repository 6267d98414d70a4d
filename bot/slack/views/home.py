"""A person's Home: how to ask, their orders, and for operators the switch and what needs them."""

from bot.domain.order import Order
from bot.domain.picture import Home, House, Watch
from bot.slack.ids import ActionId
from bot.slack.views import reasons
from bot.slack.views.blocks import Block, Message, button, confirm, message
from bot.slack.views.help import how_to_ask
from bot.slack.views.order_form import BLANK, TITLE
from bot.slack.views.status import mine
from bot.slack.views.text import Rich, bold, code, day, joined, name, say
from bot.slack.views.words import asked_by, asked_fully, cost_center, order_name, practice


def home_view(home: Home, house: House) -> Block:
    """The view for `views.publish`."""
    ask = button(ActionId.OPEN_FORM, TITLE, BLANK)
    parts = [message(how_to_ask(house), [ask], practice(house)), mine(home.orders, house)]
    if home.watch is not None:
        parts += [_switch(home.watch), _needs(home.watch, house)]
    return {"type": "home", "blocks": [block for part in parts for block in part.blocks]}


def _switch(watch: Watch) -> Message:
    title = bold("For operators")
    if watch.paused is None:
        pause = button(ActionId.PAUSE, "Pause buying…", "pause")
        return message([title, say("Buying goes on: what is approved is bought at once.")], [pause])
    since = say("since ", day(watch.paused.since)) if watch.paused.since else ""
    waits = say("What is approved waits.")
    dialog = confirm(
        title="Resume buying?",
        text="What is approved and waits is bought at once.",
        yes="Resume buying",
        no="Not yet",
    )
    resume = button(ActionId.RESUME, "Resume buying", "resume", confirm=dialog)
    return message([title, joined([reasons.paused(watch.paused), since]), waits], [resume])


def _needs(watch: Watch, house: House) -> Message:
    """What only operators can mend."""
    return message([*_reviews(watch), _given_up(watch, house)])


def _reviews(watch: Watch) -> list[Rich]:
    if not watch.reviews:
        return [say("No order needs a person.")]
    more = ["There are more."] if watch.more_reviews else []
    title = bold("Orders that need a person")
    lines = [_review(order) for order in watch.reviews]
    return [title, *lines, say(" ".join([*more, "Their cards are in the managers' channel."]))]


def _review(order: Order) -> Rich:
    asker = asked_by(order, name(order.requester.name))
    since = say("since ", day(order.changed_at))
    what = [asked_fully(order.request.criteria), asker, cost_center(order)]
    return joined([order_name(order), *what, since])


def _given_up(watch: Watch, house: House) -> Rich:
    if not watch.given_up:
        return say("No job was given up.")
    jobs = "1 job was" if watch.given_up == 1 else f"{watch.given_up:,} jobs were"
    return say(f"{jobs} given up. To see them: ", code(f"{house.command[1:]} jobs"))
