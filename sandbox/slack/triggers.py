"""Trigger ids: three seconds, one use, one person."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.errors import SlackError
from sandbox.slack.stamps import trigger_text

# "Expires three seconds after it was sent, and can be used once" (Slack, modals guide).
LIFE_S = 3.0


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an interaction allows: one modal for this person.

    Attributes:
        view_id: The modal in which the interaction happened, if it did in one.
    """

    user: str
    view_id: str
    expires: float


class Triggers:
    """The trigger ids that were sent and not used."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open: dict[str, Trigger] = {}
        self._used: set[str] = set()

    def issue(self, user: str, view_id: str = "") -> str:
        """A new trigger id, which expires from now."""
        trigger_id = trigger_text(self._clock)
        self._open[trigger_id] = Trigger(user, view_id, self._clock() + LIFE_S)
        return trigger_id

    def check(self, trigger_id: str) -> Trigger:
        """The trigger behind an id, not yet used up.

        Raises:
            SlackError: It is unknown, expired or used.
        """
        if trigger_id in self._used:
            raise SlackError("exchanged_trigger_id")
        trigger = self._open.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if self._clock() > trigger.expires:
            raise SlackError("expired_trigger_id")
        return trigger

    def use(self, trigger_id: str) -> None:
        """Use it up."""
        self._used.add(trigger_id)

    def clear(self) -> None:
        """Forget every trigger."""
        self._open.clear()
        self._used.clear()
