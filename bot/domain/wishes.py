"""What stands in the fields of the order form: read as a request, or refused field by field."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.domain.criteria import CriteriaError, Digits, Match, Request
from bot.domain.errors import BotError
from bot.domain.fields import Field
from bot.domain.grammar import OrderCommand, read_command
from bot.domain.grammar_text import clean_purpose, split
from bot.domain.parameters import from_parameters, read_quantity, to_parameters
from bot.domain.people import Person
from bot.domain.places import Gazetteer
from bot.domain.us_states import state_code

Typed = Mapping[str, str]
"""What stands in each field; a field that is empty, or not shown, may be missing."""


NO_COST_CENTER = '""'
"""The choice of none; no cost center's name has quotation marks."""


class Kind(StrEnum):
    """What the place is told by; each is called as the API's parameter is."""

    CITY = "city"
    STATE = "state"
    ZIP = "zip"
    AREA_CODE = "areaCode"
    TOLL_FREE = "tollFree"


PLACES: Mapping[Kind, tuple[Field, ...]] = MappingProxyType(
    {
        Kind.CITY: (Field.CITY, Field.STATE),
        Kind.STATE: (Field.STATE,),
        Kind.ZIP: (Field.ZIP,),
        Kind.AREA_CODE: (Field.AREA_CODE, Field.LOCAL_NUMBER, Field.NEARBY),
        Kind.TOLL_FREE: (),
    }
)
COMING_AND_GOING = frozenset({field for fields in PLACES.values() for field in fields}) | {
    Field.DIGITS
}
"""The fields that other fields show and hide."""
_MISSING = {
    Field.CITY: "Which city?",
    Field.STATE: "Which state?",
    Field.ZIP: "Which ZIP code?",
    Field.AREA_CODE: "Which area code?",
    Field.DIGITS: "Which digits or letters? Such as 2020.",
}
# What else the API wants to hear, so that one field can be looked at alone.
_BESIDE: Mapping[Field, Mapping[str, str]] = {
    Field.CITY: {"state": "NC"},
    Field.LOCAL_NUMBER: {"areaCode": "919"},
}


class WishError(BotError):
    """The requester's turn: fields are empty or can't be read.

    Attributes:
        errors: What is wrong, by field.
    """

    def __init__(self, errors: Mapping[Field, str]) -> None:
        """Keep each field's sentence."""
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def kind_of(typed: Typed) -> Kind:
    """What the place is told by; by the city where nothing was chosen."""
    chosen = typed.get(Field.KIND, "")
    return Kind(chosen) if chosen in set(Kind) else Kind.CITY


def match_of(typed: Typed) -> Match | None:
    """Where the digits have to stand; None where any will do."""
    chosen = typed.get(Field.MATCH, "")
    return Match(chosen) if chosen in set(Match) else None


def read_digits(typed: Typed) -> Digits | None:
    """The digits that the fields ask for; None where any will do.

    Raises:
        CriteriaError: They can't be read.
    """
    match = match_of(typed)
    asked = {match.value: typed.get(Field.DIGITS, "").strip()} if match else {}
    return from_parameters({"state": "NC", "quantity": "1", **asked}).digits


def fields_for(typed: Typed) -> tuple[Field, ...]:
    """The fields that what was chosen calls for, in the order in which a form shows them."""
    digits = (Field.DIGITS,) if match_of(typed) else ()
    rest = (Field.QUANTITY, Field.MATCH, *digits, Field.PURPOSE)
    return (Field.KIND, *PLACES[kind_of(typed)], *rest)


def read_wish(typed: Typed, default_quantity: int) -> Request:
    """The request that the fields make.

    Args:
        typed: What stands in them; what is not called for does not count.
        default_quantity: How many TNs when the quantity is left empty, 1 to 5000.

    Raises:
        WishError: Fields are empty or can't be read.
    """
    fields = fields_for(typed)
    shown = {str(field): typed.get(field, "").strip() for field in fields}
    said = {field: _complaint(field, shown[field], typed) for field in fields}
    errors = {field: complaint for field, complaint in said.items() if complaint}
    if errors:
        raise WishError(errors)
    given = bool(shown[Field.QUANTITY])
    count = shown[Field.QUANTITY] or str(default_quantity)
    try:
        criteria = from_parameters({**_parameters(shown), "quantity": count})
    except CriteriaError as error:
        # Each field alone is right: one goes only with another, and that is empty.
        raise WishError({PLACES[kind_of(typed)][-1]: error.user_message}) from error
    purpose, whom = clean_purpose(shown[Field.PURPOSE]), typed.get(Field.FOR_WHOM, "")
    pays = typed.get(Field.COST_CENTER, "").replace(NO_COST_CENTER, "")
    return Request(criteria, purpose, given, Person(whom) if whom else None, pays)


def written(request: Request) -> dict[str, str]:
    """What stands in the fields of a form that asks for just this."""
    parameters = to_parameters(request.criteria)
    if not request.quantity_given:
        del parameters["quantity"]
    whom = request.for_whom
    about = {
        Field.PURPOSE: request.purpose,
        Field.FOR_WHOM: whom.id if whom else "",
        Field.COST_CENTER: request.cost_center,
    }
    return _fields(parameters) | {field.value: said for field, said in about.items() if said}


def understood(text: str, gazetteer: Gazetteer) -> dict[str, str]:
    """What of a command can stand in the form's fields, however little of it could be read."""
    try:
        command = read_command(text, default_quantity=1, gazetteer=gazetteer)
    except CriteriaError as error:
        purpose = _purpose(text)
        return _fields(error.read) | ({Field.PURPOSE: purpose} if purpose else {})
    return written(command.request) if isinstance(command, OrderCommand) else {}


def _complaint(field: Field, value: str, typed: Typed) -> str:
    """What is wrong with a field by itself; nothing where nothing is."""
    if not value:
        return _MISSING.get(field, "")
    try:
        _check(field, value, typed)
    except CriteriaError as error:
        return error.user_message
    return ""


def _check(field: Field, value: str, typed: Typed) -> None:
    match field:
        case Field.QUANTITY:
            read_quantity(value)
        case Field.PURPOSE:
            clean_purpose(value)
        case Field.DIGITS:
            read_digits(typed)
        case Field.CITY | Field.STATE | Field.ZIP | Field.AREA_CODE | Field.LOCAL_NUMBER:
            from_parameters({**_BESIDE.get(field, {}), "quantity": "1", field: value})
        case _:
            pass


def _parameters(shown: Typed) -> dict[str, str]:
    """Place and digits under the API's names."""
    place = {field.value: shown[field] for field in PLACES[kind_of(shown)]}
    if kind_of(shown) is Kind.TOLL_FREE:
        place = {Kind.TOLL_FREE.value: "true"}
    match = match_of(shown)
    return place | ({match.value: shown[Field.DIGITS]} if match else {})


def _fields(parameters: Mapping[str, str]) -> dict[str, str]:
    """The fields of parameters by their API names, of which some may be missing."""
    kind = next((kind for kind in Kind if kind in parameters), None)
    match = next((match for match in Match if match in parameters), None)
    names = (*COMING_AND_GOING, Field.QUANTITY)
    found = {str(name): parameters[name] for name in names if name in parameters}
    if Field.STATE in found:
        found[Field.STATE] = state_code(found[Field.STATE]) or ""
    if kind is not None:
        found[Field.KIND] = kind
    if match is not None:
        found |= {Field.MATCH: match, Field.DIGITS: parameters[match]}
    return found


def _purpose(text: str) -> str:
    try:
        return split(text).purpose or ""
    except CriteriaError:
        return ""
