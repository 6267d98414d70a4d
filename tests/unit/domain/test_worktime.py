"""Working time: days off and changes of the clocks, by examples and for all times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deadlines import deadline, earliest_end, lead, warning_at
from bot.domain.rules import Times
from bot.domain.worktime import after, before, is_quiet, is_work_day, next_loud

NEW_YORK = Times(ZoneInfo("America/New_York"), holidays=frozenset({date(2026, 12, 25)}))
UTC_TIMES = Times()
HOUR = timedelta(hours=1)
# Clocks change at 2:00, at midnight (Cairo and Havana skip or repeat it), by half an hour, never.
ZONES = ["America/New_York", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "UTC"]

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy wants them bare
lengths = st.timedeltas(timedelta(0), timedelta(days=10))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
rules = st.builds(
    Times,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    work_days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2028, 3, 1)), max_size=20),
    quiet_from=clocks,
    quiet_until=clocks,
    expires_after=lengths,
)


def new_york(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=NEW_YORK.zone)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 10:42", 0, "2026-11-23 10:42"),
        ("2026-11-23 10:42", 72, "2026-11-26 10:42"),
        ("2026-11-26 10:42", 72, "2026-12-01 10:42"),  # over a weekend
        ("2026-11-27 12:00", 12, "2026-11-30 00:00"),  # what ends with Friday ends on Monday
        ("2026-11-28 12:00", 1, "2026-11-30 01:00"),  # asked on a Saturday
        ("2026-12-24 12:00", 24, "2026-12-28 12:00"),  # over a holiday and a weekend
        ("2026-03-06 12:00", 24, "2026-03-09 12:00"),  # the clocks change on the Sunday between
    ],
)
def test_working_time_passes_on_work_days_alone(start: str, hours: int, end: str) -> None:
    assert after(new_york(start), hours * HOUR, NEW_YORK) == new_york(end)


def test_a_work_day_counts_with_the_hours_that_it_has() -> None:
    every_day = Times(NEW_YORK.zone, work_days=frozenset(range(7)))
    spring, autumn = new_york("2026-03-08 00:00"), new_york("2026-11-01 00:00")

    assert after(spring, 23 * HOUR, every_day) == new_york("2026-03-09 00:00")
    assert after(autumn, 25 * HOUR, every_day) == new_york("2026-11-02 00:00")


@given(moments, lengths, rules)
def test_no_working_time_ends_on_a_day_off(start: datetime, length: timedelta, of: Times) -> None:
    end = after(start, length, of)

    assert end >= start + length
    assert is_work_day(end.astimezone(of.zone).date(), of)


@given(moments, lengths, lengths, rules)
def test_working_time_adds_up(start: datetime, one: timedelta, two: timedelta, of: Times) -> None:
    assert after(after(start, one, of), two, of) == after(start, one + two, of)


@given(moments, moments, lengths, rules)
def test_what_starts_later_never_ends_earlier(
    one: datetime, two: datetime, length: timedelta, of: Times
) -> None:
    first, second = sorted([one, two])

    assert after(first, length, of) <= after(second, length, of)


@given(moments, lengths, rules)
def test_counting_back_leads_to_where_counting_on_began(
    start: datetime, length: timedelta, of: Times
) -> None:
    end = after(start, timedelta(0), of)

    assert after(before(end, length, of), length, of) == end


@pytest.mark.parametrize(
    ("at", "loud"),
    [
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 17:59", "2026-11-23 17:59"),
        ("2026-11-23 18:00", "2026-11-24 08:00"),
        ("2026-11-24 03:00", "2026-11-24 08:00"),
        ("2026-11-27 18:00", "2026-11-30 08:00"),  # Friday evening
        ("2026-11-28 12:00", "2026-11-30 08:00"),  # Saturday noon
        ("2026-12-24 20:00", "2026-12-28 08:00"),  # Christmas
    ],
)
def test_people_are_disturbed_on_work_days_by_day_alone(at: str, loud: str) -> None:
    assert next_loud(new_york(at), NEW_YORK) == new_york(loud)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "quiet"),
    [
        (time(12), time(13), [12]),
        (time(22), time(2), [0, 1, 22, 23]),
        (time(8), time(8), []),
        (time(0), time(6), [0, 1, 2, 3, 4, 5]),
    ],
)
def test_quiet_hours_may_go_over_midnight_or_be_none(
    quiet_from: time, quiet_until: time, quiet: list[int]
) -> None:
    times = Times(quiet_from=quiet_from, quiet_until=quiet_until)
    monday = datetime(2026, 11, 23, tzinfo=UTC)

    assert [hour for hour in range(24) if is_quiet(monday + hour * HOUR, times)] == quiet


@given(moments, rules)
def test_the_next_loud_moment_is_loud(at: datetime, of: Times) -> None:
    loud = next_loud(at, of)

    assert loud >= at
    assert not is_quiet(loud, of)


@given(moments, rules)
def test_a_warning_or_a_reminder_comes_as_long_before_the_end(at: datetime, of: Times) -> None:
    ends = deadline(at, of)

    assert earliest_end(warning_at(ends, of), of) == ends


def test_people_are_told_a_working_day_before_of_short_waits_a_third() -> None:
    assert lead(UTC_TIMES) == timedelta(days=1)
    assert lead(Times(expires_after=timedelta(seconds=24))) == timedelta(seconds=8)
