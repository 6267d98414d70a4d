"""Troubles on request: what Slack does wrong, for which call, how often."""

from dataclasses import dataclass, replace

from sandbox.slack.errors import RefusedError
from sandbox.slack.shapes import Json, count, word

# The acts of a person that reach the bot as a delivery; every other call is an API method.
DELIVERIES = frozenset(
    {"command", "click", "submit", "close", "shortcut", "options", "home", "event"}
)
_DELIVERY_ONLY = frozenset({"duplicate_delivery", "socket_refresh"})
_BOTH = frozenset({"slow", "drop_after_effect"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One trouble.

    Attributes:
        call: A method such as `chat.postMessage`, a delivery such as `click`, or `*`.
        kind: `rate_limited_429`, `error_500`, `slow`, `drop_after_effect`,
            `duplicate_delivery`, `socket_refresh`, or a Slack error by name.
        times: How many calls it still strikes; None until it is cleared.
        after: How many matching calls it still lets pass first.
    """

    call: str
    kind: str
    times: int | None
    after: int

    def matches(self, call: str) -> bool:
        """Whether this trouble concerns that call."""
        if self.call not in {"*", call}:
            return False
        if call in DELIVERIES:
            return self.kind in _DELIVERY_ONLY or (self.kind in _BOTH and self.call == call)
        return self.kind not in _DELIVERY_ONLY


class Faults:
    """The troubles that wait for their call, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, body: Json) -> Fault:
        """Take one as the control API gives it.

        Raises:
            RefusedError: No kind is named, or it cannot happen to that call.
        """
        fault = Fault(
            call=word(body, "call") or "*",
            kind=word(body, "kind"),
            times=_times(body),
            after=count(body, "after", 0),
        )
        _require_sense(fault)
        self._waiting.append(fault)
        return fault

    def strike(self, call: str) -> str | None:
        """The kind of trouble that this call meets, if any; counts it as used."""
        for index, fault in enumerate(self._waiting):
            if fault.matches(call):
                return self._use(index, fault)
        return None

    def _use(self, index: int, fault: Fault) -> str | None:
        if fault.after:
            self._waiting[index] = replace(fault, after=fault.after - 1)
            return None
        if fault.times == 1:
            del self._waiting[index]
        elif fault.times is not None:
            self._waiting[index] = replace(fault, times=fault.times - 1)
        return fault.kind

    def active(self) -> list[Json]:
        """What still waits, as the control API lists it."""
        return [
            {"target": "slack", "call": f.call, "kind": f.kind, "times": f.times, "after": f.after}
            for f in self._waiting
        ]

    def clear(self) -> None:
        """Forget all troubles."""
        self._waiting.clear()


def _times(body: Json) -> int | None:
    """Once unless said; 0 or null until cleared."""
    if "times" in body and body["times"] is None:
        return None
    return count(body, "times", 1) or None


def _require_sense(fault: Fault) -> None:
    if not fault.kind:
        raise RefusedError("Name the fault's kind, such as rate_limited_429.")
    delivered = fault.call in DELIVERIES
    if delivered and fault.kind not in _DELIVERY_ONLY | _BOTH:
        raise RefusedError(f"{fault.kind} cannot happen to a {fault.call}; it happens to methods.")
    if not delivered and fault.call != "*" and fault.kind in _DELIVERY_ONLY:
        raise RefusedError(f"{fault.kind} happens to deliveries such as command, not to methods.")
