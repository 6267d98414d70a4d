"""Working time: what counts while something waits for people, and when nobody is disturbed.

Working time is all 24 hours of the policy's work days, holidays off, in the policy's zone. Days are
walked by their own beginnings, so that one on which the clocks change counts with the 23 or 25
hours that it has.
"""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.rules import Times

WORKING_DAY = timedelta(hours=24)
_DAY = timedelta(days=1)
_MIDNIGHT = time(0)


def after(start: datetime, length: timedelta, times: Times) -> datetime:
    """The moment, UTC, at which so much working time has passed since the start.

    It lies in working time itself: what would end with a Friday ends as the Monday begins.
    """
    at, left, day = start.astimezone(UTC), length, start.astimezone(times.zone).date()
    while True:
        ends = _moment(day + _DAY, _MIDNIGHT, times)
        if is_work_day(day, times):
            if left < ends - at:
                return at + left
            left -= ends - at
        at, day = ends, day + _DAY


def before(end: datetime, length: timedelta, times: Times) -> datetime:
    """The last moment, UTC, from which so much working time is left until the end."""
    at, left, day = end.astimezone(UTC), length, end.astimezone(times.zone).date()
    while True:
        begins = _moment(day, _MIDNIGHT, times)
        if is_work_day(day, times):
            if left <= at - begins:
                return at - left
            left -= at - begins
        at, day = begins, day - _DAY


def is_work_day(day: date, times: Times) -> bool:
    """Whether people work on that day of the policy's zone."""
    return day.weekday() in times.work_days and day not in times.holidays


def is_quiet(at: datetime, times: Times) -> bool:
    """Whether nobody is to be disturbed then: in quiet hours, and on days off."""
    there = at.astimezone(times.zone)
    if not is_work_day(there.date(), times):
        return True
    start, end, now = times.quiet_from, times.quiet_until, there.time()
    return start <= now < end if start <= end else not end <= now < start


def next_loud(at: datetime, times: Times) -> datetime:
    """The next moment at which people may be disturbed; this one, if they may."""
    if not is_quiet(at, times):
        return at
    day = at.astimezone(times.zone).date()
    while True:
        for clock in (_MIDNIGHT, times.quiet_until):
            moment = _moment(day, clock, times)
            if moment > at and not is_quiet(moment, times):
                return moment
        day += _DAY


def _moment(day: date, clock: time, times: Times) -> datetime:
    """That time of that day, UTC; one that the clocks skip comes as much later as they skip."""
    return datetime.combine(day, clock, times.zone).astimezone(UTC)
