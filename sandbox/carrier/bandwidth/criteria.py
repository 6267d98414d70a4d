"""What may be searched and ordered by, and the API's rules for it.

The same criteria come as parameters of a search and as elements of an order; names are in lower
case here, as clients differ in theirs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.carrier.inventory import Mask
from sandbox.carrier.places import STATES
from sandbox.carrier.telephone import KEYPAD
from sandbox.carrier.where import (
    AllOf,
    InAreaCode,
    InCity,
    InLata,
    InRateCenter,
    InState,
    InZip,
    Place,
    TollFree,
    Where,
)

MAXIMUM = 5000
"""Most numbers of a search or an order, and as many as are meant where no quantity is given."""

Given = Mapping[str, str]

_DIGITS = ("areacode", "npanxx", "npanxxx")
_LOCAL = (*_DIGITS, "ratecenter", "city", "state", "zip", "lata")
_TOLL_FREE = ("tollfreevanity", "tollfreewildcardpattern")
_WITH_VANITY = {"areacode", "state"}
# A local calling area is drawn around one of these, and nothing else may be asked with it.
_WITH_AREA = ({"npanxx"}, {"npanxxx"}, {"ratecenter", "state"})
_SORTABLE = {"npanxx", "npanxxx", "ratecenter", "city", "zip", *_TOLL_FREE}
_SORTED_BY = {"fullnumber": 10, "npanxxx": 7, "npanxx": 6, "areacode": 3}
_PROTECTED = ("none", "only", "mixed")

_NPA = r"[2-9](?!11)[0-9]{2}"
_QUANTITY = re.compile(r"[0-9]{1,9}")
_BOOLEANS = {"true": True, "false": False}
# The newest guide: 3 to 7 characters, `*` for any run of digits and `_` for one.
_VANITY = re.compile(r"[A-Za-z0-9*_]{3,7}")
_TOLL_FREE_VANITY = re.compile(r"[A-Za-z0-9]{4,7}")
_WILD_CARD = re.compile(r"8[0-9*]\*")
_FORMS: Mapping[str, tuple[re.Pattern[str], int]] = {
    "areacode": (re.compile(_NPA), 4000),
    "npanxx": (re.compile(_NPA + r"[2-9][0-9]{2}"), 4002),
    "npanxxx": (re.compile(_NPA + r"[2-9][0-9]{3}"), 4002),
    "zip": (re.compile(r"[0-9]{5}(-?[0-9]{4})?"), 4007),
    "lata": (re.compile(r"[0-9]{1,5}"), 4008),
    "localvanity": (_VANITY, 4010),
    "tollfreevanity": (_TOLL_FREE_VANITY, 4003),
    "tollfreewildcardpattern": (_WILD_CARD, 4004),
}


class CriteriaError(Exception):
    """A rule is broken.

    Args:
        code: As a search says it; an order says 5002.
        description: A sentence.
    """

    def __init__(self, code: int, description: str) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True)
class Wanted:
    """Numbers that somebody searches or orders.

    Attributes:
        where: The place.
        quantity: Most of them.
        mask: What the digits must look like.
        nearby: What fills up where fewer fit exactly.
        sorted_by: The leading digits that they are sorted by; 0 leaves the carrier's order.
    """

    where: Where
    quantity: int
    mask: Mask | None = None
    nearby: Where | None = None
    sorted_by: int = 0


def wanted(given: Given) -> Wanted:
    """Read criteria.

    Raises:
        CriteriaError: A rule of the API is broken.
    """
    for name, (form, code) in _FORMS.items():
        if name in given and not form.fullmatch(given[name]):
            raise CriteriaError(code, f"{name} cannot be {given[name]}.")
    if any(name in given for name in _TOLL_FREE):
        found = _toll_free(given)
    elif "localvanity" in given:
        found = _vanity(given)
    else:
        found = _local(given)
    return replace(found, quantity=_quantity(given), sorted_by=_sorted_by(given))


def flag(given: Given, name: str, *, default: bool) -> bool:
    """A parameter that is true or false.

    Raises:
        CriteriaError: It is neither.
    """
    if name not in given:
        return default
    if given[name].lower() not in _BOOLEANS:
        raise CriteriaError(4010, f"{name} must be true or false.")
    return _BOOLEANS[given[name].lower()]


def _toll_free(given: Given) -> Wanted:
    if any(name in given for name in (*_LOCAL, "localvanity")) or all(
        name in given for name in _TOLL_FREE
    ):
        raise _unsupported()
    if "tollfreevanity" in given:
        return Wanted(TollFree(), 0, _digits_within(given["tollfreevanity"]))
    return Wanted(TollFree(), 0, Mask(given["tollfreewildcardpattern"]))


def _vanity(given: Given) -> Wanted:
    if not set(_LOCAL).intersection(given) <= _WITH_VANITY:
        raise _unsupported()
    where = AllOf(_places(given))
    mask = _digits_within(given["localvanity"], ends=flag(given, "endsin", default=False))
    # By default such a search also brings numbers of the place without those digits.
    return Wanted(where, 0, mask, where if flag(given, "lca", default=True) else None)


def _local(given: Given) -> Wanted:
    places = _places(given)
    if not places:
        raise CriteriaError(4010, "There is nothing to search by.")
    if "endsin" in given:
        raise CriteriaError(4010, "endsIn goes with localVanity only.")
    has_area = set(_LOCAL).intersection(given) in _WITH_AREA
    asked = flag(given, "lca", default=has_area)
    if asked and not has_area:
        raise CriteriaError(4010, "LCA is not supported for these criteria.")
    return Wanted(AllOf(places), 0, None, AllOf(_places(given, nearby=True)) if asked else None)


def _places(given: Given, *, nearby: bool = False) -> tuple[Place, ...]:
    """What is asked of the place, each criterion in its turn."""
    if sum(name in given for name in _DIGITS) > 1:
        raise _unsupported()
    places: list[Place] = [
        InAreaCode(given[name][:3], given[name][3:], nearby) for name in _DIGITS if name in given
    ]
    if "ratecenter" in given:
        state = _state(given, "rateCenter", 4001)
        places.append(InRateCenter(given["ratecenter"], state, nearby))
    if "city" in given:
        places.append(InCity(given["city"], _state(given, "city", 4005)))
    if "zip" in given:
        places.append(InZip(given["zip"][:5]))
    if "lata" in given:
        places.append(InLata(given["lata"]))
    if "state" in given:
        places.append(InState(_state(given, "state", 4006)))
    return tuple(places)


def _state(given: Given, name: str, code: int) -> str:
    state = given.get("state", "").upper()
    if not state:
        raise CriteriaError(code, f"{name} needs a state.")
    if state not in STATES:
        raise CriteriaError(4006, f"{given['state']} is not a two-letter code of a US state.")
    return state


def _digits_within(vanity: str, *, ends: bool = False) -> Mask:
    """Those digits among the last seven."""
    glob = vanity.upper().translate(KEYPAD).replace("_", "?")
    return Mask(f"*{glob}" if ends else f"*{glob}*", 4)


def _quantity(given: Given) -> int:
    text = given.get("quantity", str(MAXIMUM))
    if not _QUANTITY.fullmatch(text) or not 1 <= int(text) <= MAXIMUM:
        raise CriteriaError(4010, f"quantity must be 1 to {MAXIMUM}.")
    protected = given.get("protected", "none").lower()
    if protected not in _PROTECTED:
        raise CriteriaError(4022, "protected must be NONE, ONLY or MIXED.")
    # None of the carrier's numbers is protected.
    return 0 if protected == "only" else int(text)


def _sorted_by(given: Given) -> int:
    if "orderby" not in given:
        return 0
    if given["orderby"].lower() not in _SORTED_BY:
        raise CriteriaError(4020, "orderBy must be fullNumber, npaNxxx, npaNxx or areaCode.")
    if not _SORTABLE.intersection(given):
        raise CriteriaError(4021, "orderBy is not supported for these criteria.")
    return _SORTED_BY[given["orderby"].lower()]


def _unsupported() -> CriteriaError:
    return CriteriaError(4010, "These criteria cannot be combined.")
