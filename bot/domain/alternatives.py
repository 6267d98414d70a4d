"""What could be asked for instead, when nothing is free."""

from dataclasses import replace

from bot.domain.criteria import CityCriteria, NpaCriteria, Place, Request, StateCriteria
from bot.domain.grammar_writing import command_text
from bot.domain.places import Gazetteer

MOST = 3


def alternatives(request: Request, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Commands that ask for nearly the same, nearest first, at most three."""
    found = [
        replace(request, criteria=replace(request.criteria, place=place))
        for place in _places(request.criteria.place, gazetteer)
    ]
    if request.criteria.digits is not None:
        found.insert(0, replace(request, criteria=replace(request.criteria, digits=None)))
    return tuple(command_text(each) for each in found[:MOST])


def _places(place: Place, gazetteer: Gazetteer) -> list[Place]:
    match place:
        case CityCriteria(city, state):
            alike = gazetteer.cities_like(city, state)
            others = [CityCriteria(each, state) for each in alike if each != city]
            return [*others[: MOST - 1], StateCriteria(state)]
        case NpaCriteria(npa, local_number, nearby) if local_number:
            wider: list[Place] = [NpaCriteria(npa)]
            return wider if nearby else [NpaCriteria(npa, local_number, nearby=True), *wider]
        case _:
            return []
