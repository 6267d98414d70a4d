"""Until when a request can be decided: counted in working time, and moved by reminders."""

from datetime import datetime, timedelta

from bot.domain.rules import Times
from bot.domain.worktime import WORKING_DAY, after, before, next_loud


def deadline(asked_at: datetime, times: Times) -> datetime:
    """Until when a request that was asked then can be decided."""
    return after(asked_at, times.expires_after, times)


def warning_at(expires_at: datetime, times: Times) -> datetime:
    """When the requester is warned that nobody has decided yet."""
    return before(expires_at, lead(times), times)


def earliest_end(reminded_at: datetime, times: Times) -> datetime:
    """No request expires before that after a reminder was delivered: people get their time."""
    return after(reminded_at, lead(times), times)


def escalation_at(offered_at: datetime, times: Times) -> datetime | None:
    """When backups are asked too, of a request that was offered then; None is never.

    Nobody is disturbed in quiet hours.
    """
    if not times.escalate_after:
        return None
    return next_loud(after(offered_at, times.escalate_after, times), times)


def lead(times: Times) -> timedelta:
    """How long before the end people are told: a working day, of short waits a third."""
    return min(WORKING_DAY, times.expires_after / 3)
