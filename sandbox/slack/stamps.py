"""Message timestamps, trigger ids and other identities, none of them ever given twice."""

import secrets
from collections.abc import Callable

from sandbox.slack.cast import TEAM_ID


class Stamps:
    """Slack's `ts`: seconds with six digits, growing, and unique in the workspace."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """The next timestamp."""
        self._last = max(self._last + 1, int(self._clock() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def never_before(self, ts: str) -> None:
        """Make the next timestamp later than this one."""
        seconds, _, micros = ts.partition(".")
        self._last = max(self._last, int(seconds) * 1_000_000 + int(micros))


def identity(prefix: str) -> str:
    """A random id of Slack's form, such as `V1A2B3C4D5`."""
    return prefix + secrets.token_hex(5).upper()


def secret() -> str:
    """A word that nobody can guess: trigger ids, response URLs, tickets."""
    return secrets.token_hex(16)


def view_hash(clock: Callable[[], float]) -> str:
    """The mark of one version of a view."""
    return f"{int(clock())}.{secrets.token_hex(4)}"


def trigger_text(clock: Callable[[], float]) -> str:
    """A trigger id of Slack's form."""
    return f"{int(clock() * 1000)}.{TEAM_ID}.{secret()}"
