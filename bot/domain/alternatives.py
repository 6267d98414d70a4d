"""What could be asked for instead, when nothing is free."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.domain.criteria import (
    CityCriteria,
    NpaCriteria,
    Place,
    Request,
    StateCriteria,
    Suggestion,
    ZipCriteria,
)
from bot.domain.grammar_writing import command_text, suggestion_label
from bot.domain.places import Gazetteer
from bot.domain.us_codes import area_codes_of, state_of_area_code, state_of_zip

MOST = 3
COUNTED = 8  # So many searches at most, all at once.
_ALIKE, _NEAR, _AREA_CODES = 2, 2, 3


def alternatives(request: Request, gazetteer: Gazetteer) -> tuple[Request, ...]:
    """Requests for nearly the same, nearest first, at most `COUNTED`."""
    places = dict.fromkeys(_places(request.criteria.place, gazetteer))
    places.pop(request.criteria.place, None)
    found = [replace(request, criteria=replace(request.criteria, place=place)) for place in places]
    if request.criteria.digits is not None:
        found.insert(0, replace(request, criteria=replace(request.criteria, digits=None)))
    return tuple(found[:COUNTED])


def suggested(request: Request, free: int | None = None, *, more: bool = False) -> Suggestion:
    """The request as it is offered, with what was counted of it."""
    return Suggestion(suggestion_label(request.criteria), command_text(request), free, more)


def best(counted: Sequence[Suggestion], quantity: int) -> tuple[Suggestion, ...]:
    """Those worth a button, at most three: enough free first, then fewer, then not counted."""
    worth = [each for each in counted if each.free != 0]
    return tuple(sorted(worth, key=partial(_rank, quantity))[:MOST])


def _rank(quantity: int, suggestion: Suggestion) -> int:
    if suggestion.free is None:
        return 2
    return 0 if suggestion.more or suggestion.free >= quantity else 1


def _places(place: Place, gazetteer: Gazetteer) -> list[Place]:
    match place:
        case CityCriteria(city, state):
            return _about_city(city, state, gazetteer)
        case ZipCriteria(zip_code):
            home = gazetteer.city_of(zip_code)
            if home is not None:
                return [CityCriteria(*home), *_about_city(*home, gazetteer)]
            return _anywhere(state_of_zip(zip_code))
        case NpaCriteria(npa, local_number, _):
            wider: list[Place] = []
            if local_number:
                wider = [NpaCriteria(npa, local_number, nearby=True), NpaCriteria(npa)]
            state = state_of_area_code(npa)
            others = area_codes_of(state)[:_AREA_CODES] if state else ()
            return [*wider, *map(NpaCriteria, others), *_anywhere(state)]
        case _:
            return []


def _about_city(city: str, state: str, gazetteer: Gazetteer) -> list[Place]:
    """Cities of that name or near it, the city's area codes, and the whole state."""
    alike, near = gazetteer.cities_like(city, state)[:_ALIKE], gazetteer.cities_near(city, state)
    cities: list[Place] = [CityCriteria(name, state) for name in (*alike, *near[:_NEAR])]
    codes = gazetteer.area_codes_in(city, state)[:_AREA_CODES]
    return [*cities, *map(NpaCriteria, codes), StateCriteria(state)]


def _anywhere(state: str | None) -> list[Place]:
    return [StateCriteria(state)] if state else []
