"""The real clocks, and ids made from them."""

import secrets
import time
from datetime import UTC, datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class SystemClock:
    """Business time, from the machine."""

    def now(self) -> datetime:
        """This moment, UTC."""
        return datetime.fromtimestamp(time.time(), UTC)


def uptime() -> float:
    """Seconds on a clock that counts suspension where the system has one."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


def new_ulid() -> str:
    """A ULID: 48 bits of milliseconds and 80 random bits, in Crockford's base 32.

    Source: the ULID specification, github.com/ulid/spec.
    """
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -5, -5))
