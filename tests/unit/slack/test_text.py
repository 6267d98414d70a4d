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
    when,
)
from tests.unit.slack.build import ASKED


@given(st.text())
def test_escaped_text_holds_no_control_sequence_and_loses_nothing(text: str) -> None:
    escaped = escape(text)

    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_exactly_three_characters_are_escaped() -> None:
    assert escape("<a&b> *c* \"d\" 'e' `f`") == "&lt;a&amp;b&gt; *c* \"d\" 'e' `f`"


def test_a_persons_words_stay_as_they_are_but_can_ping_nobody() -> None:
    words = "<!channel> & <https://x.example> for snake_case at 5 pm: 2*3*4"

    said = quoted(words)

    assert said.plain.replace("\u2060", "") == f'"{words}"'
    assert "<" not in said.mrkdwn


@pytest.mark.parametrize("text", ["*b*", "_i_", "~s~", "`c`", "(*b*)", "__i__", "a *b c*", "!*b*"])
def test_a_persons_marks_begin_no_format_and_still_look_alike(text: str) -> None:
    said = quoted(text).mrkdwn

    assert not re.search(r"(?:^|[^a-z0-9])[*_~][^\s]|`", said[1:-1])
    assert len(said) == len(text) + 2


def test_a_persons_words_can_fake_no_line_of_ours() -> None:
    said = quoted('ok" · *Pre-approved by Raj* :white_check_mark: · "x')

    assert said.mrkdwn.count('"') == 2
    assert "*Pre" not in said.mrkdwn
    assert ":white" not in said.mrkdwn


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


def test_a_moment_ends_a_sentence_with_its_day_once_that_is_not_plain() -> None:
    assert when(ASKED + timedelta(hours=1), since=ASKED).plain == "at 11:42 UTC"
    assert when(ASKED + timedelta(days=1), since=ASKED).plain == "Tue 24 Nov 10:42 UTC"


def test_names_are_never_empty_and_many_are_counted() -> None:
    assert name("") == "someone"
    assert names(["Mei", "Raj"]) == "Mei, Raj"
    assert names("abcdefgh") == "a, b, c, d, e, 3 more"


def test_a_short_time_is_said_in_minutes() -> None:
    assert span(timedelta(seconds=5)) == "a moment"
    assert span(timedelta(minutes=1)) == "1 minute"
    assert span(timedelta(minutes=3)) == "3 minutes"
    assert span(timedelta(minutes=119)) == "119 minutes"
    assert span(timedelta(hours=5)) == "5 hours"
    assert span(timedelta(hours=60)) == "2 days"
