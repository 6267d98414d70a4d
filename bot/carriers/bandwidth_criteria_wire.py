"""What is asked for, as parameters of a search and as the order type that buys the same.

Source: `availableNumbers` and `orders` of Bandwidth's Numbers API, docs/carriers.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.carriers.bounded_xml import Element
from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.purchase import Offer
from bot.domain.telephone import keypad

ANY_TOLL_FREE = "8**"

_VANITY = re.compile(r"[A-Z0-9]{4,7}", re.ASCII)
# By how many digits follow the area code; the API calls the digit after NPA and NXX an X.
_NPA_NAMES = {0: "areaCode", 3: "npaNxx", 4: "npaNxxx"}
# By the first parameter of the search that finds the same.
_ORDER_TYPES = {
    "city": "CitySearchAndOrderType",
    "state": "StateSearchAndOrderType",
    "zip": "ZIPSearchAndOrderType",
    "areaCode": "AreaCodeSearchAndOrderType",
    "npaNxx": "NPANXXSearchAndOrderType",
    "npaNxxx": "CombinedSearchAndOrderType",
    "tollFreeWildCardPattern": "TollFreeWildCharSearchAndOrderType",
}
_ELEMENTS = {
    "city": "City",
    "state": "State",
    "zip": "Zip",
    "areaCode": "AreaCode",
    "npaNxx": "NpaNxx",
    "npaNxxx": "NpaNxxX",
    "tollFreeWildCardPattern": "TollFreeWildCardPattern",
}


@dataclass(frozen=True, slots=True)
class Vanity:
    """Digits that the API itself looks for, among the last seven of a number.

    Attributes:
        text: 4 to 7 digits.
        ends: Whether they have to be the last.
    """

    text: str
    ends: bool


def search_query(criteria: Criteria) -> dict[str, str]:
    """The parameters of a search, without quantity; digits that have no equal are left out."""
    query = _place_query(criteria.place)
    vanity = vanity_of(criteria.digits)
    if vanity is None:
        return query
    match criteria.place:
        case TollFreeCriteria():
            return {"tollFreeVanity": vanity.text}
        case StateCriteria() | NpaCriteria(_, ""):
            return query | {"localVanity": vanity.text, "endsIn": str(vanity.ends).lower()}
        case _:
            return query  # The API combines a vanity with a state or an area code alone.


def order_type(criteria: Criteria, tns: Sequence[str]) -> Element:
    """What an order buys: these TNs, in the API's form, or so many that it finds itself."""
    if tns:
        listed = tuple(Element("TelephoneNumber", text=tn) for tn in tns)
        kind = "ExistingTelephoneNumberOrderType"
        return Element(kind, (Element("TelephoneNumberList", listed),))
    query = _place_query(criteria.place)
    fields = {_ELEMENTS[name]: value for name, value in query.items()}
    if "npaNxx" in query or "npaNxxx" in query:
        fields["EnableLCA"] = nearby(criteria.place)
    fields["Quantity"] = str(criteria.quantity)
    children = tuple(Element(name, text=value) for name, value in fields.items())
    return Element(_ORDER_TYPES[next(iter(query))], children)


def nearby(place: Place) -> str:
    """Whether numbers local to the exchange count too, as the API writes it.

    The API's own default is that they do.
    """
    return str(isinstance(place, NpaCriteria) and bool(place.local_number) and place.nearby).lower()


def vanity_of(digits: Digits | None) -> Vanity | None:
    """The API's equal of what was asked for; None where it has none.

    Its vanity is 4 to 7 digits, at the end or anywhere among the last seven.
    """
    match digits:
        case Digits(Match.ENDING, text):
            pattern = f"*{text}"
        case Digits(Match.CONTAINING, text):
            pattern = f"*{text}*"
        case Digits(Match.PATTERN, text):
            pattern = text
        case _:
            return None
    ends = not pattern.endswith("*")
    text = pattern.removeprefix("*").removesuffix("*")
    if not pattern.startswith("*") or not _VANITY.fullmatch(text):
        return None
    return Vanity(keypad(text), ends)


def fitting(criteria: Criteria, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The offers that really have the asked-for digits in place."""
    digits = criteria.digits
    return tuple(offer for offer in offers if digits is None or _accepts(digits, offer.tn))


def _accepts(digits: Digits, tn: str) -> bool:
    if digits.match is not Match.PATTERN:
        return digits.accepts(tn)
    pattern = _as_regex(digits.text)
    return bool(pattern.fullmatch(tn, 5) or pattern.fullmatch(tn, 2))


def _as_regex(pattern: str) -> re.Pattern[str]:
    """A pattern of the whole of a number's last seven digits, or of all ten."""
    # Runs of `*` are one, so that no pattern takes long to try.
    parts = {"*": "[0-9]*", "?": "[0-9]"}
    single = re.sub(r"\*+", "*", keypad(pattern))
    return re.compile("".join(parts.get(each, each) for each in single), re.ASCII)


def _place_query(place: Place) -> dict[str, str]:
    match place:
        case CityCriteria(city, state):
            return {"city": city, "state": state}
        case StateCriteria(state):
            return {"state": state}
        case ZipCriteria(zip_code):
            return {"zip": zip_code}
        case NpaCriteria(npa, local_number):
            return {_NPA_NAMES[len(local_number)]: npa + local_number}
        case TollFreeCriteria():  # pragma: no branch - pyright proves that it is the last
            return {"tollFreeWildCardPattern": ANY_TOLL_FREE}
