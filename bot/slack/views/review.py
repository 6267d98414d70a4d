"""The card of an order that only a person can settle: the evidence, and three decisions."""

from dataclasses import dataclass

from bot.domain.order import State
from bot.domain.picture import Picture
from bot.domain.purchase import Attempt, AttemptState
from bot.domain.telephone import national
from bot.slack.ids import ActionId
from bot.slack.views.approval import approval
from bot.slack.views.blocks import Block, Message, button, confirm, message
from bot.slack.views.text import Rich, bold, clock_s, code, cut, joined, say
from bot.slack.views.words import (
    asked_fully,
    numbers,
    operators,
    order_name,
    practice,
    ref,
    unfound,
)

_SHOWN = 25


@dataclass(frozen=True, slots=True)
class _Decision:
    """A button that asks once more."""

    action: ActionId
    label: str
    text: str
    yes: str


_RETRY = _Decision(
    ActionId.RETRY,
    "Nothing bought: retry",
    "The account is looked at once more. If it still shows nothing, the order is sent again.",
    "Send again",
)
_GIVE_UP = _Decision(
    ActionId.GIVE_UP,
    "Give up",
    "The order ends without them. Numbers that were bought all the same stay on the account.",
    "Give up",
)
_DOUBTFUL = frozenset({AttemptState.SENDING, AttemptState.UNKNOWN})


def review(picture: Picture) -> Message:
    """What is known of a purchase whose answer was lost; one line once that is settled."""
    if picture.order.state is not State.NEEDS_REVIEW:
        return approval(picture)
    doubtful = [each for each in picture.attempts if each.state in _DOUBTFUL]
    lines = [_question(picture, doubtful), _sent(picture, doubtful), *_account(picture, doubtful)]
    lines.append(_who(picture))
    footer = [_attempt(each) for each in picture.attempts[-8:]]
    return message(lines, _buttons(picture, doubtful), [*footer, *practice(picture.house)])


def _buttons(picture: Picture, doubtful: list[Attempt]) -> list[Block]:
    """What can be decided; "these are ours" only of what is shown and fits."""
    order, found = picture.order, len(picture.candidates)
    decisions = [_RETRY, _GIVE_UP]
    if 0 < found <= min(_in_doubt(picture, doubtful), _SHOWN):
        these = "This 1 is ours" if found == 1 else f"These {found} are ours"
        text = "They are recorded as bought for this order, and it ends with them."
        decisions = [_Decision(ActionId.ADOPT, these, text, "They are ours"), _GIVE_UP]
    return [
        button(
            each.action,
            each.label,
            ref(order),
            confirm=confirm(title=each.label, text=each.text, yes=each.yes, no="Not yet"),
        )
        for each in decisions
    ]


def _in_doubt(picture: Picture, doubtful: list[Attempt]) -> int:
    left = picture.order.quantity - len(picture.numbers)
    return sum(each.part.quantity for each in doubtful) or left


def _question(picture: Picture, doubtful: list[Attempt]) -> Rich:
    count = _in_doubt(picture, doubtful)
    were = "was 1 number" if count == 1 else f"were {numbers(count)}"
    return bold(f"{order_name(picture.order)} needs a person: {were} bought?")


def _sent(picture: Picture, doubtful: list[Attempt]) -> Rich:
    carrier = picture.house.carrier
    whole = say("Asked for: ", asked_fully(picture.order.request.criteria), ".")
    if not doubtful:
        return say(whole, " Nothing will be sent again by itself.")
    sent = say(f" Sent to {carrier} ", clock_s(doubtful[0].sent_at), "; no usable answer came.")
    return say(whole, sent, " Nothing will be sent again by itself.")


def _account(picture: Picture, doubtful: list[Attempt]) -> list[Rich]:
    """The numbers on the account that may be this order's, and what they most likely are."""
    none, found = unfound(picture.order.request.criteria), picture.candidates
    if not found:
        return [say("On the account since then, wanted by no other order: no ", none, ".")]
    listed = ", ".join(national(tn) for tn in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    seen = say(f"On the account since then, wanted by no other order: {listed}{more}.")
    if len(found) != _in_doubt(picture, doubtful):
        return [seen]
    return [seen, say("Most likely: these are ours.")]


def _who(picture: Picture) -> Rich:
    who = operators(picture) or "A manager who did not ask for them"
    return say(f"{who} decides; the account is looked at again at the click.")


def _attempt(attempt: Attempt) -> Rich:
    """One line of evidence."""
    what = f"{numbers(attempt.part.quantity)}, {attempt.state.value}"
    answer = cut(attempt.answer, 200)
    return joined([code(attempt.client_ref), clock_s(attempt.sent_at), what, answer])
