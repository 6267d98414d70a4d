"""Generated telephone numbers for real places, the same for the same seed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

from sandbox.carrier.places import City
from sandbox.carrier.telephone import TOLL_FREE_CODES

DEEP_AREA_CODE = "919"
"""The area code that has enough for the largest order and more."""

_DEEP_STOCK = 6000
_TOWN_STOCK = (0, 1, 2, 2, 2, 2, 3, 4)
_CITY_STOCK = 10
_STOCK_PER_ZIP = 2
_PER_EXCHANGE = 200
_TOLL_FREE_EXCHANGES = 3

# Cary keeps 919-555: 555-01xx is what documentation uses, 555-1xxx answers `919 5551`.
_EXAMPLE_CITY = ("Cary", "NC")
_EXAMPLE_EXCHANGE = "555"
_EXAMPLE_LINES = (*range(100, 200), *range(1000, 2000, 10))

# Lines that people ask for: 2020, CALL, HELP and easy ones, wherever there is a good stock.
_VANITY_LINES = (2020, 2255, 4357, 5000, 1234, 7777)
_GOOD_STOCK = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the stock.

    Attributes:
        tn: Ten digits.
        city: Index of its city, None for toll-free.
        rank: Its place in the order in which free numbers are offered.
    """

    tn: int
    city: int | None
    rank: int


def local_lines(cities: Sequence[City], seed: str) -> Iterator[Line]:
    """Numbers for every area code that the cities have."""
    by_code: dict[str, dict[int, int]] = defaultdict(dict)
    deep_zips = sum(city.area_codes.get(DEEP_AREA_CODE, 0) for city in cities)
    rng = _random(seed, "stock")
    for index, city in enumerate(cities):
        for code, quantity in _stock(city, deep_zips, rng).items():
            by_code[code][index] = quantity
    for code, wanted in sorted(by_code.items()):
        yield from _area_code_lines(code, wanted, cities, seed)


def toll_free_lines(seed: str) -> Iterator[Line]:
    """Numbers for every toll-free code."""
    for code in TOLL_FREE_CODES:
        rng = _random(seed, code)
        for exchange in _exchanges(rng)[:_TOLL_FREE_EXCHANGES]:
            for line in _line_numbers(_PER_EXCHANGE, rng):
                yield Line(int(f"{code}{exchange}{line:04}"), None, rng.getrandbits(31))


def _stock(city: City, deep_zips: int, rng: Random) -> Mapping[str, int]:
    """How many numbers the city has in each of its area codes."""
    zips = sum(city.area_codes.values())
    total = max(_CITY_STOCK, _STOCK_PER_ZIP * len(city.zips))
    if len(city.zips) == 1:
        total = rng.choice(_TOWN_STOCK)
    stock = {code: ceil(total * count / zips) for code, count in city.area_codes.items()}
    if deep := city.area_codes.get(DEEP_AREA_CODE):
        stock[DEEP_AREA_CODE] = ceil(_DEEP_STOCK * deep / deep_zips)
    return stock


def _area_code_lines(
    code: str, wanted: Mapping[int, int], cities: Sequence[City], seed: str
) -> Iterator[Line]:
    rng = _random(seed, code)
    exchanges = iter(_exchanges(rng))
    for index, quantity in wanted.items():
        if code == DEEP_AREA_CODE and (cities[index].name, cities[index].state) == _EXAMPLE_CITY:
            for line in _EXAMPLE_LINES:
                yield Line(int(f"{code}{_EXAMPLE_EXCHANGE}{line:04}"), index, rng.getrandbits(31))
        for start in range(0, quantity, _PER_EXCHANGE):
            exchange = next(exchanges)
            for line in _line_numbers(min(_PER_EXCHANGE, quantity - start), rng):
                yield Line(int(f"{code}{exchange}{line:04}"), index, rng.getrandbits(31))


def _exchanges(rng: Random) -> list[str]:
    """All NXX that may be assigned, shuffled: not N11, and not 555, which is for examples."""
    every = [f"{nxx}" for nxx in range(200, 1000) if nxx % 100 != 11 and nxx != 555]  # noqa: PLR2004 - explained above
    rng.shuffle(every)
    return every


def _line_numbers(quantity: int, rng: Random) -> list[int]:
    vanity = _VANITY_LINES if quantity >= _GOOD_STOCK else ()
    others = rng.sample(range(10_000), quantity)
    return list(dict.fromkeys((*vanity, *others)))[:quantity]


def _random(seed: str, part: str) -> Random:
    return Random(f"{seed}/{part}")  # noqa: S311 - a repeatable stock, no secret
