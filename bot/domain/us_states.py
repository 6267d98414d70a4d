"""US states, DC and the territories of the North American Numbering Plan, by their codes.

Source: USPS Publication 28, appendix B; the territories are those of NANPA.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from types import MappingProxyType

CODE_LENGTH = 2
_CLOSE = 0.85

STATES = MappingProxyType(
    {
        "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
        "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
        "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
        "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
        "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
        "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
        "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
        "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
        "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
        "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
        "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
        "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
        "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands",
        "PR": "Puerto Rico", "VI": "US Virgin Islands",
    }
)  # fmt: skip
CODES_BY_NAME = MappingProxyType({name.lower(): code for code, name in STATES.items()})
LONGEST_NAME = max(len(name.split()) for name in CODES_BY_NAME)
_CODES = MappingProxyType(
    {code.lower(): code for code in STATES}
    | CODES_BY_NAME
    | {"d c": "DC", "virgin islands": "VI", "northern marianas": "MP"}
)


def state_code(text: str) -> str | None:
    """The two-letter code of a state by its code or name, such as `N.C.`; None for another text."""
    return _CODES.get(" ".join(text.replace(".", "").split()).lower())


def nearest_states(typed: str, among: Sequence[str]) -> tuple[str, ...]:
    """The states that a mistyped code or name may mean, nearest first; perhaps none.

    Args:
        typed: What is no state.
        among: The codes that come into question; for a mistyped name, empty means all.
    """
    code = typed.replace(".", "").upper()
    if len(code) != CODE_LENGTH:
        names = [STATES[state].lower() for state in among or STATES]
        close = get_close_matches(typed.lower(), names, n=3, cutoff=_CLOSE)
        return tuple(CODES_BY_NAME[name] for name in close)
    near = [state for state in among if state[0] == code[0] or state[1] == code[1]]
    swapped = [state for state in among if state == code[::-1]]
    ranked = dict.fromkeys([*swapped, *sorted(near, key=lambda state: state[0] != code[0])])
    return tuple(ranked)


# States whose name ends the name of some city, as in Port Washington, NY (PyPI's zipcodes).
NAMES_THAT_END_CITIES = frozenset({"DE", "FL", "NY", "TX", "VA", "WA", "WY"})
# A name alone that people use for a city as for the state; the city is in the state given here.
CITIES_NAMED_LIKE_STATES = MappingProxyType({"new york": "NY", "washington": "DC"})
