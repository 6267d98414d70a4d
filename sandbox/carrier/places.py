"""Cities, states, ZIPs and area codes of the US, as PyPI's `zipcodes` knows them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

import zipcodes

LATAS: Mapping[str, str | None] = {
    "AL": "476", "AK": "832", "AZ": "666", "AR": "528", "CA": "730", "CO": "656", "CT": "920",
    "DC": "236", "DE": "228", "FL": "460", "GA": "438", "GU": "871", "HI": "834", "IA": "632",
    "ID": "652", "IL": "358", "IN": "336", "KS": "532", "KY": "462", "LA": "490", "MA": "128",
    "MD": "238", "ME": "120", "MI": "340", "MN": "628", "MO": "520", "MP": "870", "MS": "482",
    "MT": "648", "NC": "426", "ND": "636", "NE": "644", "NH": "122", "NJ": "224", "NM": "664",
    "NV": "720", "NY": "132", "OH": "320", "OK": "536", "OR": "672", "PA": "228", "PR": "820",
    "RI": "130", "SC": "434", "SD": "640", "TN": "470", "TX": "552", "UT": "660", "VA": "248",
    "VI": "822", "VT": "124", "WA": "674", "WI": "356", "WV": "256", "WY": "654",
    # Samples of the carrier lack `lata` here and there, so one territory has none.
    "AS": None,
}  # fmt: skip
"""A LATA for each state and territory: that of its chief city stands for all of it."""

STATES = frozenset(LATAS)
"""Two-letter codes of the states, DC and the territories."""

# zipcodes lists area codes by distance, so towns at the border carry Canadian ones.
_CANADIAN = (
    "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 "
    "438 450 460 468 474 506 514 519 537 548 579 581 584 587 600 604 613 639 647 672 683 705 "
    "709 742 753 778 780 782 807 819 825 867 873 879 902 905 942"
)

# An area code counts as a city's when at least one in five of its ZIPs has it.
_LEAST_SHARE = 0.2

_ABBREVIATED = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


@dataclass(frozen=True, slots=True)
class City:
    """A place that numbers belong to.

    Attributes:
        name: As `zipcodes` writes it, such as `Winston Salem`.
        state: Two letters.
        zips: All its ZIPs.
        area_codes: How many of its ZIPs have each area code of its own state.
        aliases: Other names that the postal service accepts for it.
    """

    name: str
    state: str
    zips: tuple[str, ...]
    area_codes: Mapping[str, int]
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Zip:
    code: str
    city: str
    state: str
    area_codes: tuple[str, ...]
    aliases: tuple[str, ...]


def city_key(name: str) -> str:
    """A city's name without case, accents, blanks, punctuation and abbreviation.

    `St. Louis` is `saintlouis`, and `O'Fallon` is the `O Fallon` of the postal service.
    """
    plain = normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words: list[str] = re.findall(r"[a-z0-9]+", plain)
    return "".join(_ABBREVIATED.get(word, word) for word in words)


def read_cities() -> list[City]:
    """Every US city with a ZIP in use, by state and name."""
    zips = [row for state in sorted(STATES) for row in _read_zips(state)]
    homes = _home_states(zips)
    together: dict[tuple[str, str], list[_Zip]] = defaultdict(list)
    for row in zips:
        together[row.state, row.city].append(row)
    return [_city(rows, homes) for _, rows in sorted(together.items())]


def _read_zips(state: str) -> Iterable[_Zip]:
    rows = zipcodes.filter_by_state(state)  # pyright: ignore[reportUnknownMemberType] - untyped
    for row in rows:
        if row["active"]:
            yield _Zip(
                row["zip_code"],
                row["city"],
                state,
                tuple(code for code in row["area_codes"] if code not in _CANADIAN),
                tuple(row["acceptable_cities"]),
            )


def _home_states(zips: Iterable[_Zip]) -> dict[str, str]:
    """The state of each area code: where most of the ZIPs that list it are."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in zips:
        for code in row.area_codes:
            counts[code][row.state] += 1
    return {code: states.most_common(1)[0][0] for code, states in counts.items()}


def _city(rows: list[_Zip], homes: Mapping[str, str]) -> City:
    state = rows[0].state
    counts = Counter(code for row in rows for code in row.area_codes if homes[code] == state)
    least = len(rows) * _LEAST_SHARE
    return City(
        rows[0].city,
        state,
        tuple(sorted(row.code for row in rows)),
        {code: count for code, count in sorted(counts.items()) if count >= least},
        frozenset(alias for row in rows for alias in row.aliases),
    )
