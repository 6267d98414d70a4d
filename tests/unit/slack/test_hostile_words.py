import pytest

from bot.domain.order import State
from bot.slack.views import card, enclosures
from tests.unit.slack.build import worst
from tests.unit.slack.reading import check


@pytest.mark.parametrize("state", State)
def test_hostile_words_ping_nobody_and_the_longest_fit(state: State) -> None:
    drawn = worst(state)

    for kind in ("root", "approval", "review", "own"):
        check(card(drawn, kind))


@pytest.mark.parametrize("state", ["completed", "partial", "failed", "needs_review", "denied"])
def test_the_worst_case_of_a_notice_fits(state: str) -> None:
    drawn = worst(State(state))

    for message in (card(drawn, f"notice:{state}"), *enclosures(drawn, f"notice:{state}")):
        check(message)
