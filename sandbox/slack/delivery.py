"""What goes to the bot and what comes back, whichever way it travels."""

from dataclasses import dataclass
from typing import Protocol

from sandbox.slack.shapes import Json

OK = "ok"
# Slack's own words for an app that does not answer in time, or cannot be reached.
TIMEOUT = "operation_timeout"
FAILED = "dispatch_failed"
NOT_RUNNING = "app_not_running"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery.

    Attributes:
        kind: `slash_commands`, `interactive` or `events_api`, as in Socket Mode.
        retry: 0 for the first try of an event.
        retry_reason: Slack's word for what went wrong before, such as `http_timeout`.
    """

    kind: str
    payload: Json
    retry: int = 0
    retry_reason: str = ""


@dataclass(frozen=True, slots=True)
class Ack:
    """The bot's answer.

    Attributes:
        status: `ok`, or Slack's word for what went wrong.
        payload: What the bot sent along, if anything.
        latency_ms: From the delivery to the answer.
    """

    status: str
    payload: Json | None = None
    latency_ms: float = 0.0


class Delivery(Protocol):
    """A way to the bot."""

    @property
    def mode(self) -> str:
        """`socket` or `http`."""
        ...

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        ...

    async def start(self) -> None:
        """Get ready to send."""
        ...

    async def send(self, envelope: Envelope, deadline_s: float) -> Ack:
        """Deliver to exactly one receiver and wait for its answer, at most this long."""
        ...

    async def refresh(self) -> None:
        """Ask the bot to renew its connection, in the middle of whatever it does."""
        ...

    async def stop(self) -> None:
        """Let go of every connection."""
        ...
