"""How an order becomes calls to Catapult, and which of the account's numbers may be its fruit."""

from collections.abc import Sequence

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
)
from bot.domain.purchase import Bought, Offer, Part
from bot.domain.telephone import TOLL_FREE_NPAS

TOLL_FREE_ORDER_MAX = 10  # Catapult's maximum for a toll-free order (docs/carriers.md).


def equal_parts(criteria: Criteria, *, first: int, size: int) -> tuple[Part, ...]:
    """Parts of so many TNs each, the last perhaps smaller; the carrier picks the TNs."""
    if isinstance(criteria.place, TollFreeCriteria):
        size = min(size, TOLL_FREE_ORDER_MAX)
    starts = range(0, criteria.quantity, size)
    return tuple(
        Part(first + index, min(size, criteria.quantity - start))
        for index, start in enumerate(starts)
    )


def chosen_parts(offers: Sequence[Offer], *, first: int) -> tuple[Part, ...]:
    """A part for each of these TNs."""
    return tuple(Part(first + index, 1, (offer.tn,)) for index, offer in enumerate(offers))


def fitting(criteria: Criteria, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The offers that really have the asked-for digits in place."""
    digits = criteria.digits
    return tuple(offer for offer in offers if digits is None or digits.accepts(offer.tn))


def list_filters(criteria: Criteria) -> dict[str, str]:
    """How far the API itself narrows a list of the account's numbers to this place."""
    match criteria.place:
        case CityCriteria(_, state) | StateCriteria(state):
            return {"state": state}
        case _:
            return {}


def could_be(criteria: Criteria, bought: Bought) -> bool:
    """Whether an order by these criteria may have brought this TN.

    What the carrier's record leaves open (its city, a ZIP, what is nearby) counts as possible.
    """
    if criteria.digits is not None and not criteria.digits.accepts(bought.tn):
        return False
    toll_free = bought.tn[2:5] in TOLL_FREE_NPAS
    if toll_free or isinstance(criteria.place, TollFreeCriteria):
        return toll_free and isinstance(criteria.place, TollFreeCriteria)
    return _in_place(criteria.place, bought)


def _in_place(place: Place, bought: Bought) -> bool:
    match place:
        case CityCriteria(city, state):
            return _same(bought.state, state) and _same(bought.city, city)
        case StateCriteria(state):
            return _same(bought.state, state)
        case NpaCriteria(npa, local_number, nearby):
            return nearby or bought.tn[2:].startswith(npa + local_number)
        case _:
            return True


def _same(told: str, asked: str) -> bool:
    return not told or " ".join(told.split()).casefold() == " ".join(asked.split()).casefold()
