"""A request as the command that asks for it: what `read_command` reads back as the same."""

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Request,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.grammar_text import LONGEST_LABEL
from bot.domain.parameters import to_parameters

_AMBIGUOUS_FROM = 200  # A bare number from here on can be an exchange or a prefix.
# Words of a city's name that the plain form would take for its own.
_KEYWORDS = frozenset(
    {
        "for", "in", "nearby", "overlay", "number", "numbers", "toll", "tollfree", "toll-free",
        "containing", "contains", "ending", "ends", "starting", "starts", "pattern",
        "with",
    }
)  # fmt: skip


def command_text(request: Request) -> str:
    """The text after the slash command that reads as just this request, quantity and all."""
    return _text(request, str(request.criteria.quantity))


def command_text_as_given(request: Request) -> str:
    """The same; but a quantity that nobody gave is left to the default again."""
    return command_text(request) if request.quantity_given else _text(request, "")


def label(criteria: Criteria, *, quantity_given: bool) -> str:
    """A button's words for the criteria, at most 24 characters."""
    count = f"{criteria.quantity} " if quantity_given else ""
    joined = f"{count}in " if quantity_given else ""
    match criteria.place:
        case CityCriteria(city, state):
            room = LONGEST_LABEL - len(joined) - len(f", {state}")
            return f"{joined}{_cut(city, room)}, {state}"
        case StateCriteria(state):
            return f"{joined}{state}" if joined else f"Anywhere in {state}"
        case ZipCriteria(zip_code):
            return f"{joined}ZIP {zip_code}"
        case NpaCriteria(npa, local_number):
            return f"{joined}{npa}-{local_number}" if local_number else f"{joined}{npa}"
        case TollFreeCriteria():  # pragma: no branch - pyright proves that it is the last
            return f"{count}toll-free" if count else "Toll-free"


def suggestion_label(criteria: Criteria) -> str:
    """The same for a place that nobody has typed, with the digits that go along."""
    match criteria.place:
        case StateCriteria(state):
            place = f"{criteria.quantity} anywhere in {state}"
        case NpaCriteria(npa, ""):
            place = f"{criteria.quantity} in area code {npa}"
        case NpaCriteria(_, _, True):
            place = f"{label(criteria, quantity_given=True)} nearby"
        case _:
            place = label(criteria, quantity_given=True)
    return _cut(f"{place} {_digit_words(criteria.digits)}".strip(), LONGEST_LABEL)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _text(request: Request, count: str) -> str:
    criteria = request.criteria
    if _has_keyword(criteria) or request.circumstances:
        words = [_pairs(criteria, count), *_circumstances(request)]
    else:
        words = [_place_words(criteria, count), _digit_words(criteria.digits)]
    if request.purpose:
        words.append(f"for {request.purpose}")
    return " ".join(word for word in words if word)


def _has_keyword(criteria: Criteria) -> bool:
    """Whether a word of the city's name, or the digits, would be read as something else."""
    city = criteria.place.city if isinstance(criteria.place, CityCriteria) else ""
    digits = criteria.digits.text if criteria.digits else ""
    return bool(_KEYWORDS & {*city.lower().split(), digits.lower()})


def _pairs(criteria: Criteria, count: str) -> str:
    parameters = to_parameters(criteria)
    if not count:
        del parameters["quantity"]
    return " ".join(f'{name}="{value}"' for name, value in parameters.items())


def _circumstances(request: Request) -> list[str]:
    whom, pays = request.for_whom, request.cost_center
    said = {"for_whom": whom.id if whom else "", "cost_center": pays}
    return [f'{name}="{value}"' for name, value in said.items() if value]


def _place_words(criteria: Criteria, count: str) -> str:
    marked = f"x{count}" if count and criteria.quantity >= _AMBIGUOUS_FROM else count
    match criteria.place:
        case CityCriteria(city, state):
            words = f"{city}, {state} {count}"
        case StateCriteria(state):
            words = f"{state} {count}"
        case ZipCriteria(zip_code):
            words = f"{zip_code} {count}"
        case NpaCriteria(npa, "", _):
            # A lone 200 or 300 is a quantity.
            words = f"{npa} {marked}" if marked or not npa.endswith("00") else f"({npa})"
        case NpaCriteria(npa, local_number, nearby):
            words = f"{npa}-{local_number} {count}{' nearby' if nearby else ''}"
        case TollFreeCriteria():  # pragma: no branch - pyright proves that it is the last
            words = f"toll-free {marked}"
    return words.strip()


def _digit_words(digits: Digits | None) -> str:
    if digits is None:
        return ""
    if digits.match is Match.PATTERN:
        return f"pattern:{digits.text}"
    return f"{digits.match.value} {digits.text}"
