"""Response URLs: five uses within thirty minutes of the interaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox.slack.stamps import secret

# "Up to 5 times within 30 minutes" (Slack, handling user interaction).
_USES = 5
_LIFE_S = 1800.0


@dataclass(frozen=True, slots=True)
class Reply:
    """Where a response URL leads.

    Attributes:
        ts: The message that was acted on; empty for a slash command.
    """

    channel: str
    user: str
    ts: str
    expires: float = 0.0
    left: int = _USES


class Responses:
    """The response URLs that were given out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, Reply] = {}

    def issue(self, reply: Reply) -> str:
        """The secret word of a new response URL."""
        word = secret()
        self._given[word] = replace(reply, expires=self._clock() + _LIFE_S)
        return word

    def use(self, word: str) -> Reply | str:
        """The place to answer to, or the name of the reason why not."""
        reply = self._given.get(word)
        if reply is None or self._clock() > reply.expires:
            return "expired_url"
        if not reply.left:
            return "used_url"
        self._given[word] = replace(reply, left=reply.left - 1)
        return reply

    def clear(self) -> None:
        """Forget every URL."""
        self._given.clear()
