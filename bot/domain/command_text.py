"""A request as the command that asks for it."""

from bot.domain.criteria import (
    CityCriteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    Request,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)


def command_text(request: Request) -> str:
    """The text after the slash command that reads as just this request."""
    criteria = request.criteria
    words = [_place_words(criteria.place, criteria.quantity), _digit_words(criteria.digits)]
    if request.purpose:
        words.append(f"for {request.purpose}")
    return " ".join(word for word in words if word)


def _place_words(place: Place, quantity: int) -> str:
    match place:
        case CityCriteria(city, state):
            return f"{city}, {state} {quantity}"
        case StateCriteria(state):
            return f"{state} {quantity}"
        case ZipCriteria(zip_code):
            return f"{zip_code} {quantity}"
        case NpaCriteria(npa, local_number, nearby):
            where = f"{npa}-{local_number}" if local_number else npa
            return f"{where} {quantity}{' nearby' if nearby else ''}"
        case TollFreeCriteria():
            return f"toll-free {quantity}"


def _digit_words(digits: Digits | None) -> str:
    if digits is None:
        return ""
    if digits.match is Match.PATTERN:
        return f"pattern:{digits.text}"
    return f"{digits.match.value} {digits.text}"
