"""What the campaign makes of an order, by the carrier's ledger and the words in Slack."""

from collections.abc import Sequence

import pytest

from tests.chaos.people import Wish
from tests.chaos.stock import Ask
from tests.chaos.verdict import Story, is_sound, state_of, verdict

TNS = ("+19195550100", "+19195550101")


def story(
    state: str = "completed",
    *,
    sold: Sequence[str] = TNS,
    told: Sequence[str] = TNS,
    roots: int = 1,
    reviews: int = 0,
    notices: int = 1,
) -> Story:
    wish = Wish(Ask("campaign-00000", "Cary", "NC", 2), receipt=True, order_id="order", acked=20)
    words = [" ".join(told)] * notices
    kind = f"notice:{state}"
    return Story(wish, state, roots, reviews, 1, tuple(sold), {kind: words} if words else {})


def figures(*stories: Story, lost: Sequence[str] = ()) -> dict[str, int]:
    return verdict([story(), *stories], lost)


def test_an_order_that_was_bought_and_told_is_sound() -> None:
    assert is_sound(figures())


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("double", story(sold=(*TNS, "+19195550102"), told=(*TNS, "+19195550102"))),
        ("lost", story(sold=TNS[:1], told=TNS)),
        ("lost", story(sold=TNS[:1], told=TNS[:1])),
        ("lost", story("failed", sold=TNS[:1])),
        ("lost", story("", roots=0)),
        ("silent", story("")),
        ("notices_missing", story(notices=0)),
        ("notices_missing", story("needs_review")),
        ("reviews_without_cause", story("needs_review", reviews=1)),
    ],
)
def test_what_must_not_be_is_counted_and_not_sound(name: str, wrong: Story) -> None:
    counted = figures(wrong)

    assert counted[name] == 1
    assert not is_sound(counted)


def test_a_review_of_a_lost_answer_is_sound() -> None:
    counted = figures(story("needs_review", reviews=1), lost=["order"])

    assert counted["needs_review"] == 1
    assert is_sound(counted)


def test_where_the_carrier_keeps_references_no_review_is_sound() -> None:
    counted = figures(story("needs_review", reviews=1), lost=["order"])

    assert not is_sound(counted, certain=True)


def test_a_notice_that_is_there_twice_is_counted_and_sound() -> None:
    counted = figures(story(notices=2))

    assert counted["notices_duplicate"] == 1
    assert is_sound(counted)


def test_a_campaign_in_which_nothing_happened_is_not_sound() -> None:
    assert not is_sound(verdict([], []))


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("Done: 2 of 2 bought", "completed"),
        ("Partly done: 1 of 2 bought", "partial"),
        ("Failed: nothing bought", "failed"),
        ("Being checked by a person", "needs_review"),
        ("Cancelled by Ana: nothing bought", "cancelled"),
        ("Waiting for approval", ""),
        ("Approved, not bought yet", ""),
    ],
)
def test_a_root_cards_title_tells_the_state(title: str, state: str) -> None:
    assert state_of([{"text": f"Order 1001 · {title} · 2 numbers in Cary, NC"}]) == state
