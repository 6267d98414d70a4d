"""What a look at the account says of a lost answer."""

from datetime import UTC, datetime

import pytest

from bot.domain.purchase import Attempt, AttemptState, Bought, Part
from bot.domain.reconciliation import Finding, judge

ATTEMPT = Attempt(
    "01J", Part(1, 2), 1, AttemptState.UNKNOWN, datetime(2026, 11, 23, 10, 51, tzinfo=UTC)
)
CHOSEN = Attempt("01J", Part(1, 1, ("+19195550142",)), 1, AttemptState.UNKNOWN, ATTEMPT.sent_at)
NAMED = Bought("+19195550142", name="01J-1-1")
BARE = Bought("+19195550142")
OTHER = Bought("+19195550177")

CASES: list[tuple[str, Attempt, list[Bought], bool, bool, Finding]] = [
    ("named after the attempt", ATTEMPT, [NAMED], False, False, Finding.OURS),
    ("nothing yet", ATTEMPT, [], False, True, Finding.WAIT),
    ("something, too early to say", ATTEMPT, [BARE, OTHER], False, True, Finding.WAIT),
    ("just the quantity, ours alone", ATTEMPT, [BARE, OTHER], True, True, Finding.OURS),
    ("just the quantity, a shared account", ATTEMPT, [BARE, OTHER], True, False, Finding.DOUBTFUL),
    ("fewer than asked, ours alone", ATTEMPT, [BARE], True, True, Finding.DOUBTFUL),
    ("nothing at all, ours alone", ATTEMPT, [], True, True, Finding.DOUBTFUL),
    ("a chosen TN that is not there", CHOSEN, [], True, False, Finding.NOT_BOUGHT),
    ("a chosen TN too early to say", CHOSEN, [], False, False, Finding.WAIT),
    ("a chosen TN under another name", CHOSEN, [BARE], True, True, Finding.DOUBTFUL),
]


@pytest.mark.parametrize(
    ("attempt", "candidates", "settled", "ours_alone", "finding"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_look_is_judged(
    attempt: Attempt,
    candidates: list[Bought],
    settled: bool,  # noqa: FBT001 - a column of the table
    ours_alone: bool,  # noqa: FBT001 - a column of the table
    finding: Finding,
) -> None:
    found = judge(attempt, candidates, settled=settled, certain=False, ours_alone=ours_alone)

    assert found is finding


SETTLED = [(False, Finding.WAIT), (True, Finding.NOT_BOUGHT)]


@pytest.mark.parametrize(("settled", "finding"), SETTLED)
def test_where_references_are_kept_no_trace_means_not_bought_once_settled(
    *, settled: bool, finding: Finding
) -> None:
    assert judge(ATTEMPT, [], settled=settled, certain=True, ours_alone=False) is finding
