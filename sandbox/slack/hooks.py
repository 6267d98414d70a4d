"""What the launcher lends to the local Slack: the carrier, the bot's process, time."""

import inspect
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from sandbox.slack.courier import Timing
from sandbox.slack.shapes import Json

_T = TypeVar("_T")
# A plain function or a coroutine function.
Either: TypeAlias = Awaitable[_T] | _T


def _none() -> list[Json]:
    return []


@dataclass(frozen=True, slots=True)
class Hooks:
    """The rest of the sandbox, as the control API reaches it.

    Attributes:
        carrier_fault: Takes a fault for the carrier: `{call, kind, times, ...}`;
            a KeyError or ValueError says that there is no such fault.
        carrier_clear: Forgets the carrier's faults.
        ledger: The carrier's own truth.
        bot: Does `kill`, `stop` or `start` to the bot's process.
        bot_state: `running` or `stopped`.
        reset_carrier: Lets the carrier, and whoever else keeps orders, start over.
        carrier_faults: The carrier's faults that still wait.
        clock: Seconds since 1970.
        timing: How patient this Slack is.
    """

    carrier_fault: Callable[[Json], Either[object]]
    carrier_clear: Callable[[], Either[object]]
    ledger: Callable[[], Either[Any]]
    bot: Callable[[str], Either[object]]
    bot_state: Callable[[], str]
    reset_carrier: Callable[[], Either[object]]
    carrier_faults: Callable[[], list[Json]] = _none
    clock: Callable[[], float] = time.time
    timing: Timing = field(default_factory=Timing)


async def finished(result: Either[_T]) -> _T:
    """The result of a hook, whichever kind of function it is."""
    if inspect.isawaitable(result):
        return await result
    return result
