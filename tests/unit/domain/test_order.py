"""The table of transitions is the only authority."""

from itertools import product
from pathlib import Path

import pytest

from bot.domain.errors import IllegalTransitionError
from bot.domain.order import FINAL, TRANSITIONS, Move, State, next_state
from bot.domain.order_states import as_markdown

PAIRS = list(product(State, Move))
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("state", "move"), [pair for pair in PAIRS if pair in TRANSITIONS])
def test_a_move_in_the_table_leads_where_the_table_says(state: State, move: Move) -> None:
    assert next_state(state, move) is TRANSITIONS[state, move]


@pytest.mark.parametrize(("state", "move"), [pair for pair in PAIRS if pair not in TRANSITIONS])
def test_a_move_that_is_not_in_the_table_is_refused(state: State, move: Move) -> None:
    with pytest.raises(IllegalTransitionError, match=state.value):
        next_state(state, move)


def test_final_states_are_those_that_nothing_leaves() -> None:
    left = {state for state, _ in TRANSITIONS}

    assert not FINAL & left
    assert FINAL | left == set(State)


def test_nothing_is_bought_without_an_approval_before_it() -> None:
    before = [state for (state, _), to in TRANSITIONS.items() if to is State.ORDERING]

    assert before == [State.APPROVED]


def test_the_page_of_order_states_is_printed_from_the_table() -> None:
    page = (ROOT / "docs" / "order-states.md").read_text(encoding="utf-8")

    assert page == as_markdown(), "run: .venv/bin/python -m bot.domain.order_states"
