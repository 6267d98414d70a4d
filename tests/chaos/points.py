"""Points at which a bot can be made to die: before and after whatever it does outside itself.

A point is `before:` or `after:` and one of

- `Fulfilling._plan_and_send/_intend`: a unit of work, by where it is handed over and what it
  calls first;
- `queue.done`: a commit of the worker's own;
- `carrier.buy`: a call to the carrier;
- `slack.chat.postMessage`, `slack.response_url`: a call to Slack.
"""

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from tests.chaos.witness import Witness

FROZEN_S = 4.0


class Fate(StrEnum):
    """What happens at a point."""

    DIE = "die"
    FREEZE = "freeze"


@dataclass(frozen=True, slots=True)
class Trap:
    """Something that happens to the bot when it passes a point.

    Attributes:
        at: The point, or a pattern with `*`.
        nth: At which passing, from 1.
        fate: What happens then.
    """

    at: str
    nth: int = 1
    fate: Fate = Fate.DIE

    @property
    def text(self) -> str:
        """As a word of a command line."""
        return f"{self.fate}@{self.nth}@{self.at}"

    @classmethod
    def read(cls, text: str) -> "Trap":
        """The trap that was written so."""
        fate, nth, at = text.split("@")
        return cls(at, int(nth), Fate(fate))


@dataclass(slots=True)
class Points:
    """Tells the witness of every passing, and springs the traps."""

    witness: Witness
    traps: Sequence[Trap] = ()
    _passed: Counter[Trap] = field(default_factory=Counter[Trap])

    def before(self, name: str) -> None:
        """Just before something is done outside."""
        self._pass(f"before:{name}")

    def after(self, name: str, came: str = "") -> None:
        """Just after it, before anything is made of it.

        Args:
            name: What was done.
            came: What came back, in a word.
        """
        self._pass(f"after:{name}", came)

    def _pass(self, point: str, came: str = "") -> None:
        self.witness.saw(point, came)
        for trap in self.traps:
            if fnmatchcase(point, trap.at):
                self._passed[trap] += 1
                if self._passed[trap] == trap.nth:
                    self.witness.fell(point, trap.fate)
                    _FATES[trap.fate]()


def unit_name(unit: Callable[..., object]) -> str:
    """Where a unit of work is handed over, and what it calls first.

    `lambda books: self._intend(books, …)` in `_plan_and_send` is
    `Fulfilling._plan_and_send/_intend`; a method that is handed over is its own name.
    """
    place, local, _ = unit.__qualname__.partition(".<locals>")
    return f"{place}/{unit.__code__.co_names[0]}" if local else place


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _freeze() -> None:
    """Stop as a suspended machine does; another process lets it go on."""
    pid = os.getpid()
    wake = ("sh", "-c", f"sleep {FROZEN_S}; kill -CONT {pid}")
    subprocess.Popen(wake, start_new_session=True)  # noqa: S603 - our own words
    os.kill(pid, signal.SIGSTOP)


_FATES: dict[Fate, Callable[[], None]] = {Fate.DIE: _die, Fate.FREEZE: _freeze}
