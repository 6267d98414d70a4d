from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.element_values import chosen
from sandbox.slack.errors import RefusedError
from sandbox.slack.journal import without_secrets
from sandbox.slack.manifest import read_manifest
from sandbox.slack.messages import between
from sandbox.slack.shapes import Json
from sandbox.slack.stamps import Stamps

ROOT = Path(__file__).parents[3]


@given(st.lists(st.floats(1_700_000_000, 1_900_000_000), min_size=2, max_size=20))
def test_timestamps_grow_whatever_the_clock_does(times: list[float]) -> None:
    now = iter(times)
    stamps = Stamps(lambda: next(now))

    given_out = [stamps.next() for _ in times]

    assert given_out == sorted(set(given_out))


def test_timestamps_go_on_after_the_ones_that_were_kept() -> None:
    stamps = Stamps(lambda: 1_700_000_000.0)

    stamps.never_before("1800000000.000009")

    assert stamps.next() == "1800000000.000010"


def test_our_own_manifest_can_be_read() -> None:
    manifest = read_manifest(ROOT / "manifest.yml")

    assert "/order-numbers" in manifest.commands
    assert "chat:write" in manifest.scopes


@pytest.mark.parametrize("text", ["- a list", "a: [", ""])
def test_a_file_that_is_no_manifest_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r"manifest\.yml"):
        read_manifest(path)


@pytest.mark.parametrize(
    ("oldest", "latest", "inclusive", "found"),
    [
        ("", "", False, "1234"),
        ("2", "", False, "34"),
        ("2", "", True, "234"),
        ("", "3", False, "12"),
        ("", "3", True, "123"),
        ("2", "3", True, "23"),
        ("2", "2", False, ""),
    ],
)
def test_a_window_of_messages_has_open_bounds_unless_asked(
    oldest: str, latest: str, *, inclusive: bool, found: str
) -> None:
    messages = [{"ts": ts} for ts in "1234"]

    window = between(messages, oldest, latest, inclusive=inclusive)

    assert "".join(message["ts"] for message in window) == found


def test_secrets_leave_the_journal_at_every_depth() -> None:
    kept = without_secrets({"token": "x", "a": [{"token": "y", "b": 1}]})

    assert kept == {"a": [{"b": 1}]}


@pytest.mark.parametrize("value", ["NC", {"selected_option": {"value": "NC"}}, {"value": "NC"}])
def test_a_choice_is_read_from_its_value_its_option_or_its_state(value: object) -> None:
    option = {"text": {"type": "plain_text", "text": "North Carolina"}, "value": "NC"}
    element = {"type": "static_select", "action_id": "state", "options": [option]}

    state = chosen(element, value, lambda _value: None)

    assert state == {"type": "static_select", "selected_option": option}


def test_a_choice_that_is_not_offered_is_refused() -> None:
    element: Json = {"type": "checkboxes", "action_id": "which", "options": []}

    with pytest.raises(RefusedError, match="no option 'x'"):
        chosen(element, ["x"], lambda _value: None)
