"""Where Slack asked us to slow down, nothing is said until it may be; elsewhere all goes on.

Source: docs.slack.dev, "Rate limits": a limit is a method's, and posting is limited by channel.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.domain.errors import SlackUnavailableError


@dataclass(slots=True)
class Quiet:
    """Which method may not be called for which channel just now.

    Attributes:
        monotonic: Seconds that never go back.
    """

    monotonic: Callable[[], float] = time.monotonic
    _until: dict[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float])

    @contextmanager
    def kept(self, method: str, channel: str) -> Generator[None]:
        """Make the call inside: it is not made before Slack takes it, and what it hears is kept.

        Args:
            method: Such as `chat.postMessage`.
            channel: The conversation's id.

        Raises:
            SlackUnavailableError: Slack's wait is not over; `retry_after_s` is what is left of it.
        """
        where = method, channel
        left_s = self._until.get(where, 0.0) - self.monotonic()
        if left_s > 0:
            raise SlackUnavailableError("Slack asks us to slow down.", retry_after_s=left_s)
        try:
            yield
        except SlackUnavailableError as error:
            self._begin(where, error.retry_after_s)
            raise

    def _begin(self, where: tuple[str, str], wait_s: float) -> None:
        """Remember a wait of so many seconds, none of which is none, and forget those over."""
        now = self.monotonic()
        waits = {**self._until, where: max(self._until.get(where, 0.0), now + wait_s)}
        self._until = {place: until for place, until in waits.items() if until > now}
