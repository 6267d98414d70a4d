"""What a look at the carrier's account says of a purchase whose answer was lost."""

from collections.abc import Sequence
from enum import StrEnum

from bot.domain.criteria import (
    CityCriteria,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
)
from bot.domain.purchase import Attempt, Bought

_IN_A_STATE = (CityCriteria, StateCriteria)


class Finding(StrEnum):
    """What is known after the look."""

    OURS = "ours"
    NOT_BOUGHT = "not_bought"
    WAIT = "wait"
    DOUBTFUL = "doubtful"


def judge(
    attempt: Attempt,
    candidates: Sequence[Bought],
    *,
    settled: bool,
    certain: bool,
    ours_alone: bool,
) -> Finding:
    """What the numbers that appeared on the account since the attempt mean.

    Args:
        attempt: The one in doubt.
        candidates: Numbers in its place, created since, that no order of ours owns.
        settled: Whether so much time has passed that a late purchase would be visible.
        certain: Whether the carrier's books would show the purchase under our reference.
        ours_alone: Whether no other person and no other open attempt could have bought them.
    """
    if candidates and all(bought.name == attempt.client_ref for bought in candidates):
        return Finding.OURS
    if not settled:
        return Finding.WAIT
    if certain or attempt.part.tns:
        # A chosen TN can't be bought twice: the carrier answers `duplicate-number`.
        return Finding.NOT_BOUGHT if not candidates else Finding.DOUBTFUL
    if ours_alone and len(candidates) == attempt.part.quantity:
        return Finding.OURS
    return Finding.DOUBTFUL


def may_overlap(one: Place, other: Place) -> bool:
    """Whether the same number could answer a request for either place."""
    if isinstance(one, TollFreeCriteria) or isinstance(other, TollFreeCriteria):
        return isinstance(one, TollFreeCriteria) and isinstance(other, TollFreeCriteria)
    if isinstance(one, NpaCriteria) and isinstance(other, NpaCriteria):
        # Nearby numbers may have another area code.
        return one.npa == other.npa or one.nearby or other.nearby
    states = {place.state for place in (one, other) if isinstance(place, _IN_A_STATE)}
    both = isinstance(one, _IN_A_STATE) and isinstance(other, _IN_A_STATE)
    return not both or len(states) == 1
