"""Rate limits: how often each group of calls may be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.carrier.faults import Call

GROUPS: Mapping[Call, str] = {
    Call.ORDER: "order",
    Call.ALLOCATE: "order",
    Call.SEARCH: "search",
    Call.LIST: "manage",
    Call.GET: "manage",
    Call.UPDATE: "other",
    Call.RELEASE: "other",
    Call.ACCOUNT: "other",
    Call.TOKEN: "other",
    Call.RESERVE: "order",
    Call.UNRESERVE: "order",
    Call.ORDER_STATUS: "manage",
    Call.FIND_ORDER: "manage",
}
"""The group that each call counts in."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate that may be exceeded for a while.

    Attributes:
        sustained: Calls a period in the long run.
        burst: Calls at once after a quiet time.
        period_s: Seconds of a period.
    """

    sustained: int
    burst: int
    period_s: float


DOCUMENTED: Mapping[str, Limit] = {
    "order": Limit(100, 800, 60),
    "search": Limit(100, 800, 60),
    "manage": Limit(2000, 3000, 1),
    "other": Limit(1, 1, 1),
}
"""What the carrier documents; Source: its support article 360024033314 and API pages."""


class RateLimiter:
    """A bucket of permits for each group; a group without a limit is free.

    Args:
        limits: By group.
    """

    def __init__(self, limits: Mapping[str, Limit]) -> None:
        self._limits = limits
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait_s(self, call: Call, now_s: float) -> float:
        """Seconds until this call is allowed; 0 when it is, which uses up one permit."""
        group = GROUPS[call]
        limit = self._limits.get(group)
        if limit is None:
            return 0
        rate = limit.sustained / limit.period_s
        permits, since = self._buckets.get(group, (float(limit.burst), now_s))
        permits = min(limit.burst, permits + (now_s - since) * rate)
        allowed = permits >= 1
        self._buckets[group] = (permits - 1 if allowed else permits, now_s)
        return 0 if allowed else (1 - permits) / rate

    def reset(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()
