"""The answer table, row by row."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NoCreditError,
    NumberTakenError,
    OutcomeUnknownError,
    PartTooLargeError,
)
from bot.domain.order import Trouble
from bot.domain.outcome import away, outcome_of
from bot.domain.purchase import AttemptState

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
ROWS: list[tuple[type[CarrierError], AttemptState, Trouble, set[str]]] = [
    (OutcomeUnknownError, AttemptState.UNKNOWN, Trouble.ANSWER_LOST, set()),
    (CarrierUnavailableError, AttemptState.ABSENT, Trouble.CARRIER_AWAY, set()),
    (AccessDeniedError, AttemptState.ABSENT, Trouble.ACCESS_DENIED, {"pauses"}),
    (NoCreditError, AttemptState.ABSENT, Trouble.NO_CREDIT, set()),
    (PartTooLargeError, AttemptState.REFUSED, Trouble.CARRIER_REFUSED, {"replan", "part_size"}),
    (NumberTakenError, AttemptState.REFUSED, Trouble.SOLD_OUT, {"replan"}),
    (CarrierRefusedError, AttemptState.REFUSED, Trouble.CARRIER_REFUSED, {"ends"}),
]


@pytest.mark.parametrize(("kind", "attempt", "trouble", "flags"), ROWS)
def test_each_answer_leads_where_the_table_says(
    kind: type[CarrierError], attempt: AttemptState, trouble: Trouble, flags: set[str]
) -> None:
    rule = outcome_of(kind("said"), tries=1, now=NOW).rule

    raised = {name for name in ("ends", "pauses", "part_size", "replan") if getattr(rule, name)}
    assert (rule.attempt, rule.trouble, raised) == (attempt, trouble, flags)


def test_a_carrier_that_is_away_is_tried_again_after_a_growing_pause() -> None:
    pauses = [
        away(CarrierUnavailableError("away"), tries=tries, now=NOW).next_try_at
        for tries in (1, 2, 3, 1000)
    ]

    assert pauses == [NOW + timedelta(seconds=each) for each in (2, 4, 8, 300)]


def test_a_time_that_the_carrier_named_is_never_undercut() -> None:
    reset = NOW + timedelta(minutes=9)

    hold = away(CarrierUnavailableError("slow down", retry_at=reset), tries=1, now=NOW)

    assert (hold.trouble, hold.next_try_at) == (Trouble.RATE_LIMITED, reset)


def test_credit_is_looked_for_again_later() -> None:
    hold = outcome_of(NoCreditError("low"), tries=1, now=NOW).hold

    assert hold.next_try_at == NOW + timedelta(minutes=15)
