"""Run again what surely was not written, a bounded number of times."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.store.orders import LostRaceError
from bot.store.trouble import DRIVER_ERRORS, StoreAwayError, is_away, is_conflict

T = TypeVar("T")

# About 2 s together: a server that restarts is back by then, and Slack waits 3 s for an ack.
_PAUSES_S = (0.01, 0.03, 0.1, 0.2, 0.5, 1.2)
_MOST_CONFLICTS = 4  # Who meets one more has most likely brought it along.


async def persist(attempt: Callable[[], Awaitable[T]]) -> T:
    """The value of an attempt that meets no other transaction and finds its server.

    Args:
        attempt: Writes all or nothing, and raises `CommitLostError` when it can't tell which.

    Raises:
        StoreAwayError: The database stays out of reach; nothing was written.
        Exception: Whatever else the attempt raised, a conflict that stays included.
    """
    for failed, pause_s in enumerate(_PAUSES_S):
        try:
            return await attempt()
        except (LostRaceError, *DRIVER_ERRORS) as error:
            if not (is_away(error) or (is_conflict(error) and failed < _MOST_CONFLICTS)):
                raise
            structlog.get_logger().debug("unit_runs_again", reason=str(error))
        await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, no secret
    try:
        return await attempt()
    except DRIVER_ERRORS as error:
        if is_away(error):
            raise StoreAwayError("The database can't be reached just now.") from error
        raise
