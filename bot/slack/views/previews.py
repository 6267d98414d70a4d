"""What the order form tells before it is sent: what the digits mean, and what is free."""

from bot.domain.criteria import CriteriaError, Digits, Match
from bot.domain.money import dollars
from bot.domain.picture import House, Reply, ReplyKind
from bot.domain.preview import Preview
from bot.domain.telephone import keypad, national
from bot.domain.wishes import Typed, read_digits
from bot.slack.views.reasons import trouble
from bot.slack.views.refusals import why
from bot.slack.views.text import Rich, bold, clock, code, say
from bot.slack.views.words import a_month, numbers, place, unfound

_SEND_ANYWAY = " You can send the form all the same: I ask again before any manager is asked."


def explanation(typed: Typed) -> Rich:
    """What the chosen digits mean, as they are typed; nothing where any will do."""
    try:
        digits = read_digits(typed)
    except CriteriaError as error:
        return say(error.user_message)
    return _meaning(digits) if digits else say()


def _meaning(digits: Digits) -> Rich:
    shown, read = code(digits.text), keypad(digits.text)
    match digits.match:
        case Match.CONTAINING:
            what = say("Numbers with ", shown, " anywhere in their ten digits.")
        case Match.STARTING:
            what = say("Numbers with ", shown, " right after the area code.")
        case Match.ENDING:
            what = say("Numbers that end in ", shown, ".")
        case Match.PATTERN:
            what = say("Numbers like ", shown, ": ? is one digit, * any number of digits.")
    same = read == digits.text
    return say(what, "" if same else f" On a phone's keypad, {digits.text} is {read}.")


def looking(house: House) -> list[Rich]:
    """While the carrier is asked."""
    return [say(f"Asking {house.carrier} what is free…")]


def nothing_checked() -> list[Rich]:
    """Where fields are empty or wrong, so that there is nothing to check."""
    return [say("Nothing is checked yet: please fill in the fields first.")]


def found(preview: Preview, house: House) -> list[Rich]:
    """What a check has found: how many are free, some of them, and what they cost."""
    if preview.refused is not None:
        kind, detail = ReplyKind(preview.refused.reason.value), preview.refused.detail
        return [why(Reply(kind, detail=detail), {}, house)]
    if preview.again_at is not None:
        return [say("That was checked often just now. Check again after ", clock(preview.again_at))]
    if preview.hold is not None:
        return [say(trouble(preview.hold, house), _SEND_ANYWAY)]
    if not preview.examples:
        return [say(f"{house.carrier} has no free ", unfound(preview.criteria), ".")]
    return [_free(preview), _examples(preview), _costs(preview)]


def _free(preview: Preview) -> Rich:
    quote, wanted = preview.quote, preview.criteria.quantity
    seen = quote.seen if quote and quote.seen else 0
    count = f"at least {seen:,}" if preview.more else f"{seen:,}"
    short = f", not {wanted:,}" if seen < wanted else ""
    verb = "is" if seen == 1 and not preview.more else "are"
    at = say(", checked ", clock(quote.checked_at)) if quote and quote.checked_at else say()
    return say(place(preview.criteria), bold(f": {count} {verb} free"), f"{short}", at, ".")


def _examples(preview: Preview) -> Rich:
    some = ", ".join(national(tn) for tn in preview.examples)
    return say(f"Such as {some}. Nothing is held, so others may come.")


def _costs(preview: Preview) -> Rich:
    each = preview.quote.each if preview.quote else None
    if each is None:
        return say("What they cost is not known yet.")
    what = numbers(preview.criteria.quantity)
    verb = "costs" if preview.criteria.quantity == 1 else "cost"
    one = "" if preview.criteria.quantity == 1 else f" ({dollars(each)} each)"
    return say(f"{what} {verb} {a_month(preview.monthly)}{one}.")
