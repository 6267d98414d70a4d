"""The tables agree with the post's data, which is too large to be read at every start."""

from collections import Counter, defaultdict
from typing import Any, cast

import pytest
import zipcodes

from bot.domain.us_codes import TOLL_FREE, state_of_area_code, state_of_zip
from bot.domain.us_states import STATES

ENTRIES = cast("list[dict[str, Any]]", cast("Any", zipcodes).list_all())
NO_PLACE = ("09", "340", "888")  # Military mail, and mail to nobody.


def test_every_zip_code_lies_in_the_state_that_the_post_says() -> None:
    said = {each["zip_code"]: each["state"] for each in ENTRIES}
    civil = {code: said[code] for code in said if not code.startswith(NO_PLACE)}

    found = {code: state_of_zip(code) for code in civil}

    assert found == {code: each if each in STATES else None for code, each in civil.items()}


def test_every_area_code_lies_where_most_of_its_zip_codes_do() -> None:
    """The data names neighbours too, and codes of Canada along the border."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in ENTRIES:
        for npa in each["area_codes"]:
            seen[npa][each["state"]] += 1

    wrong = [npa for npa, states in seen.items() if not _fits(npa, states)]

    assert wrong == []


def _fits(npa: str, states: Counter[str]) -> bool:
    ours = state_of_area_code(npa)
    return ours is None or ours == states.most_common(1)[0][0]


@pytest.mark.parametrize(
    ("npa", "state"), [("919", "NC"), ("212", "NY"), ("202", "DC"), ("787", "PR"), ("819", None)]
)
def test_an_area_code_lies_in_one_state(npa: str, state: str | None) -> None:
    assert state_of_area_code(npa) == state


def test_toll_free_codes_lie_nowhere() -> None:
    assert {state_of_area_code(npa) for npa in TOLL_FREE} == {None}
