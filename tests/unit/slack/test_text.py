import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.views.text import (
    bold,
    clock,
    code,
    cut,
    day,
    escape,
    joined,
    mention,
    name,
    names,
    quoted,
    say,
    span,
)
from tests.unit.slack.build import ASKED, HOSTILE


@given(st.text())
def test_escaped_text_holds_no_control_sequence_and_loses_nothing(text: str) -> None:
    escaped = escape(text)

    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_exactly_three_characters_are_escaped() -> None:
    assert escape("<a&b> *c* \"d\" 'e' `f`") == "&lt;a&amp;b&gt; *c* \"d\" 'e' `f`"


def test_a_persons_words_stay_as_they_are_but_can_ping_nobody() -> None:
    said = quoted(HOSTILE)

    assert said.plain.replace("\u2060", "") == f'"{HOSTILE}"'
    assert "<" not in said.mrkdwn


def test_a_persons_words_can_fake_no_line_of_ours() -> None:
    said = quoted('ok" · *Pre-approved by Raj* :white_check_mark: · "x')

    assert said.mrkdwn.count('"') == 2
    assert not re.search(r"[*_~`:](?!\u2060)", said.mrkdwn)


@given(st.text(max_size=500), st.integers(2, 60))
def test_text_is_cut_to_one_line_of_the_length_asked_for(text: str, most: int) -> None:
    short = cut(text, most)

    assert len(short) <= most
    assert short.splitlines() == ([short] if short else [])


def test_cutting_comes_before_escaping_so_no_entity_is_cut_apart() -> None:
    said = quoted("&" * 400)

    assert said.mrkdwn == '"' + "&amp;" * 299 + '…"'


def test_marks_that_turn_the_direction_of_writing_are_left_out() -> None:
    assert cut("a\u202eb\u2066c", 9) == "abc"


@pytest.mark.parametrize("rich", [bold("<x>"), code("<x>"), say("<x>"), joined(["<x>"])])
def test_no_way_of_saying_something_leaves_it_unescaped(rich: object) -> None:
    assert "&lt;x&gt;" in repr(rich)


def test_code_cannot_be_left_by_a_backtick() -> None:
    assert code("a`<!here>`").mrkdwn == "`a'&lt;!here&gt;'`"


def test_a_mention_pings_by_id_and_is_plain_in_the_fallback() -> None:
    said = mention("U0ANA", "Ana")

    assert (said.mrkdwn, said.plain) == ("<@U0ANA>", "@Ana")


def test_a_time_is_in_the_readers_zone_with_utc_for_who_cannot_show_it() -> None:
    stamp = int(ASKED.timestamp())

    assert clock(ASKED).mrkdwn == f"<!date^{stamp}^{{time}}|10:42 UTC>"
    assert clock(ASKED).plain == "10:42 UTC"
    assert day(ASKED).plain == "Mon 23 Nov 10:42 UTC"
    assert "{date_short_pretty} at {time}" in day(ASKED).mrkdwn


def test_a_time_long_after_the_beginning_gets_its_date() -> None:
    assert clock(ASKED + timedelta(hours=1), since=ASKED).plain == "11:42 UTC"
    assert clock(ASKED + timedelta(days=1), since=ASKED).plain == "Tue 24 Nov 10:42 UTC"


def test_names_are_never_empty_and_many_are_counted() -> None:
    assert name("") == "someone"
    assert names(["Mei", "Raj"]) == "Mei, Raj"
    assert names("abcdefgh") == "a, b, c, d, e, 3 more"


def test_a_short_time_is_said_in_minutes() -> None:
    assert span(timedelta(seconds=5)) == "a moment"
    assert span(timedelta(minutes=1)) == "1 minute"
    assert span(timedelta(minutes=3)) == "3 minutes"
