"""The card of an order that only a person can settle: the evidence, and three decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.order import State
from bot.domain.picture import Picture
from bot.domain.purchase import Attempt, AttemptState
from bot.domain.telephone import national
from bot.slack.ids import ActionId
from bot.slack.views import reasons
from bot.slack.views.approval import approval
from bot.slack.views.blocks import Block, Message, button, confirm, message
from bot.slack.views.text import Rich, bold, clock_s, code, cut, joined, say
from bot.slack.views.words import (
    asked_for,
    numbers,
    operators,
    order_name,
    practice,
    ref,
    unfound,
)

_A_PARAGRAPH = 150  # 16 characters each; a section holds 3000.
_SHOWN = 3 * _A_PARAGRAPH  # Slack refuses a message of much more than 11,000 characters.
_ATTEMPTS = 5


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
    "The order ends as it is. What was bought all the same stays on the account.",
    "Give up",
)
_DOUBTFUL = frozenset({AttemptState.SENDING, AttemptState.UNKNOWN})


def review(picture: Picture) -> Message:
    """What is known of a purchase whose answer was lost; one line once that is settled."""
    if picture.order.state is not State.NEEDS_REVIEW:
        return approval(picture)
    accepted = [each for each in picture.attempts if each.state is AttemptState.ACCEPTED]
    if accepted:
        return _unended(picture, accepted[0])
    doubtful = [each for each in picture.attempts if each.state in _DOUBTFUL]
    lines = [_question(picture, doubtful), _sent(picture, doubtful), *_account(picture, doubtful)]
    lines += [_who(picture), _paused(picture)]
    footer = [_attempt(each) for each in picture.attempts[-_ATTEMPTS:]]
    return message(lines, _buttons(picture, doubtful), [*footer, *practice(picture.house)])


def _unended(picture: Picture, attempt: Attempt) -> Message:
    """The card of an order that the carrier has accepted and does not end."""
    order, carrier = picture.order, picture.house.carrier
    whole = say("Asked for: ", asked_for(order), ".")
    sent = say(f" Accepted by {carrier} after ", clock_s(attempt.sent_at), ", as its order ")
    what = say(whole, sent, code(attempt.carrier_order), "; it has not said what came of it.")
    who = operators(picture) or "A manager who did not ask for this"
    lines = [
        bold(f"{order_name(order)} needs a person: {carrier} takes more than a day"),
        what,
        say(f"I go on asking, and record what comes. {who} can look there, and close it there."),
    ]
    footer = [_attempt(each) for each in picture.attempts[-_ATTEMPTS:]]
    buttons = [_button(picture, _GIVE_UP)]
    return message(lines, buttons, [*footer, *practice(picture.house)])


def _buttons(picture: Picture, doubtful: list[Attempt]) -> list[Block]:
    """What can be decided; "these are ours" only of no more than is in doubt."""
    found = len(picture.candidates)
    decisions = [_RETRY, _GIVE_UP]
    if 0 < found <= _in_doubt(picture, doubtful):
        decisions = [_adopt(found), _GIVE_UP]
    return [_button(picture, each) for each in decisions]


def _button(picture: Picture, decision: _Decision) -> Block:
    asked = confirm(title=decision.label, text=decision.text, yes=decision.yes, no="Not yet")
    return button(decision.action, decision.label, ref(picture.order), confirm=asked)


def _adopt(found: int) -> _Decision:
    if found == 1:
        text = "It is recorded as bought for this order."
        return _Decision(ActionId.ADOPT, "This 1 is ours", text, "It is ours")
    text = f"All {found:,} are recorded as bought for this order."
    return _Decision(ActionId.ADOPT, f"These {found:,} are ours", text, "They are ours")


def _in_doubt(picture: Picture, doubtful: list[Attempt]) -> int:
    left = picture.order.quantity - len(picture.numbers)
    return sum(each.part.quantity for each in doubtful) or left


def _question(picture: Picture, doubtful: list[Attempt]) -> Rich:
    count = _in_doubt(picture, doubtful)
    were = "was 1 number" if count == 1 else f"were {numbers(count)}"
    return bold(f"{order_name(picture.order)} needs a person: {were} bought?")


def _sent(picture: Picture, doubtful: list[Attempt]) -> Rich:
    carrier = picture.house.carrier
    whole = say("Asked for: ", asked_for(picture.order), ".")
    if not doubtful:
        return say(whole, " Nothing will be sent again by itself.")
    sent = say(f" Sent to {carrier} ", clock_s(doubtful[0].sent_at), "; no usable answer came.")
    return say(whole, sent, " Nothing will be sent again by itself.")


def _account(picture: Picture, doubtful: list[Attempt]) -> list[Rich]:
    """The numbers on the account that may be this order's, and what they most likely are."""
    none, found = unfound(picture.order.request.criteria), picture.candidates
    if not found:
        return [say("On the account since then, wanted by no other order: no ", none, ".")]
    seen = _listed(found)
    if len(found) != _in_doubt(picture, doubtful):
        return seen
    return [*seen, say(f"Most likely: {'this is' if len(found) == 1 else 'these are'} ours.")]


def _listed(found: Sequence[str]) -> list[Rich]:
    """The numbers in as many paragraphs as they need; of very many only the first."""
    starts = range(0, min(len(found), _SHOWN), _A_PARAGRAPH)
    parts = [", ".join(map(national, found[start : start + _A_PARAGRAPH])) for start in starts]
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    first = f"On the account since then, wanted by no other order: {parts[0]}"
    lines = [first, *parts[1:]]
    return [*(say(f"{line},") for line in lines[:-1]), say(f"{lines[-1]}{more}.")]


def _who(picture: Picture) -> Rich:
    who = operators(picture) or "A manager who did not ask for this"
    return say(f"{who} decides; the account is looked at again at the click.")


def _paused(picture: Picture) -> Rich:
    """That what is sent again has to wait."""
    if picture.paused is None:
        return say()
    return say(reasons.paused(picture.paused), ": what is sent again waits.")


def _attempt(attempt: Attempt) -> Rich:
    """One line of evidence."""
    what = f"{numbers(attempt.part.quantity)}, {attempt.state.value}"
    answer = cut(attempt.answer, 100)
    return joined([code(attempt.client_ref), clock_s(attempt.sent_at), what, answer])
