"""What follows from a carrier's answer to a purchase: the answer table, and nothing else.

Source: docs/carriers.md, "What an answer means"; error types in `bot.domain.errors`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierUnavailableError,
    NoCreditError,
    NumberTakenError,
    OutcomeUnknownError,
    PartTooLargeError,
)
from bot.domain.order import Hold, Trouble
from bot.domain.purchase import AttemptState

SMALL_PART = 10  # What newer Catapult accounts allow in one order (docs/carriers.md).
_LONGEST_PAUSE_S = 300
_CREDIT_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do after an answer that brought no numbers.

    Attributes:
        attempt: What is known of the attempt now.
        trouble: What stands in the way, for the card.
        ends: Whether the order ends here: failed, or partial after bought parts.
        pauses: Whether buying stops for everybody until an operator has mended it.
        part_size: The largest part to plan with from now on; 0 leaves it.
        replan: Whether what is still to be bought is planned again.
    """

    attempt: AttemptState
    trouble: Trouble
    ends: bool = False
    pauses: bool = False
    part_size: int = 0
    replan: bool = False


_REFUSED = Rule(AttemptState.REFUSED, Trouble.CARRIER_REFUSED, ends=True)
_RULES: tuple[tuple[type[CarrierError], Rule], ...] = (
    (OutcomeUnknownError, Rule(AttemptState.UNKNOWN, Trouble.ANSWER_LOST)),
    (CarrierUnavailableError, Rule(AttemptState.ABSENT, Trouble.CARRIER_AWAY)),
    (AccessDeniedError, Rule(AttemptState.ABSENT, Trouble.ACCESS_DENIED, pauses=True)),
    (NoCreditError, Rule(AttemptState.ABSENT, Trouble.NO_CREDIT)),
    (
        PartTooLargeError,
        Rule(AttemptState.REFUSED, Trouble.CARRIER_REFUSED, part_size=SMALL_PART, replan=True),
    ),
    (NumberTakenError, Rule(AttemptState.REFUSED, Trouble.SOLD_OUT, replan=True)),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule, and the hold that says so on the cards.

    Attributes:
        rule: The row of the table.
        hold: What the cards say.
        code: The carrier's own code, for the record; empty where it gave none.
    """

    rule: Rule
    hold: Hold
    code: str = ""


def outcome_of(error: CarrierError, *, tries: int, now: datetime) -> Outcome:
    """The row of the answer table for this error.

    Args:
        error: What the carrier's client raised.
        tries: How often this part has been tried, this time included; sets the pause.
        now: Business time.
    """
    rule = next((rule for kind, rule in _RULES if isinstance(error, kind)), _REFUSED)
    if isinstance(error, CarrierUnavailableError):
        return Outcome(rule, away(error, tries=tries, now=now), error.code)
    next_try = now + _CREDIT_PAUSE if isinstance(error, NoCreditError) else None
    return Outcome(rule, Hold(rule.trouble, error.user_message, next_try), error.code)


def away(error: CarrierUnavailableError, *, tries: int, now: datetime) -> Hold:
    """The hold while a carrier can't be reached: a growing pause, or the time it named."""
    pause = timedelta(seconds=min(2.0 ** min(tries, 16), _LONGEST_PAUSE_S))
    next_try = max(error.retry_at or now, now + pause)
    trouble = Trouble.RATE_LIMITED if error.retry_at else Trouble.CARRIER_AWAY
    return Hold(trouble, error.user_message, next_try)
