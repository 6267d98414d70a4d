"""Who saw what a bot did about its purchases, in a file that outlives every kill.

The campaign needs to know how many answers of the carrier were really lost, and neither the
carrier nor the bot's ledger can say: the one does not know what the bot still wrote down, and the
other is what is being tested.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Line: TypeAlias = dict[str, Any]
INTENT = "Fulfilling._plan_and_send/_intend"
ANSWER = "carrier.buy"
_RECORDS = (
    "after:Fulfilling._send/_receive",
    "after:Fulfilling._answered_badly/_record",
    "after:Fulfilling._too_slow/_record",
)
BOUGHT, REFUSED, NOT_SENT, LOST = "bought", "refused", "not_sent", "lost"


@dataclass(slots=True)
class Witness:
    """Writes one line for each point that a purchase passes, straight to the file."""

    file: int

    @classmethod
    def at(cls, path: Path) -> "Witness":
        """A witness that appends to this file, as the other replicas' do."""
        return cls(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))

    def saw(self, point: str, came: str) -> None:
        """A point was passed; only what a purchase does is written down."""
        job = _job()
        if job.startswith("buy:"):
            self._write({"job": job, "point": point, "came": came})

    def fell(self, point: str, fate: str) -> None:
        """The bot dies or freezes here."""
        self._write({"job": _job(), "point": point, "fate": fate})

    def _write(self, line: Line) -> None:
        stamped = {"at": time.time(), "pid": os.getpid(), **line}
        os.write(self.file, json.dumps(stamped).encode() + b"\n")


def read(path: Path) -> list[Line]:
    """All lines of a witness's file; a bot that died leaves no half line, as each is one write."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def lost_answers(lines: Iterable[Line], *, late_after_s: float) -> list[str]:
    """The orders of the attempts whose answer did not reach the bot's ledger, or came too late.

    Args:
        lines: As `read`.
        late_after_s: A lease: after so long another worker may have taken the attempt for lost.

    Returns:
        One order id for each attempt.
    """
    open_intents: dict[tuple[int, str], Line] = {}
    lost: list[str] = []
    for line in lines:
        if "fate" in line:
            continue
        run = (line["pid"], line["job"])
        if line["point"] == f"before:{INTENT}":
            if run in open_intents:
                lost.append(_order(line))
            open_intents[run] = {**line, "answer": ""}
        elif run in open_intents:
            _follow(open_intents, lost, line, late_after_s)
    return lost + [_order(intent) for intent in open_intents.values()]


def _follow(
    open_intents: dict[tuple[int, str], Line], lost: list[str], line: Line, late_after_s: float
) -> None:
    """What one more line says of an attempt that is under way."""
    run = (line["pid"], line["job"])
    intent = open_intents[run]
    if line["point"] == f"after:{INTENT}" and line["came"] == "nothing":
        del open_intents[run]
    elif line["point"] == f"after:{ANSWER}":
        intent["answer"] = line["came"]
    elif line["point"] in _RECORDS:
        del open_intents[run]
        if intent["answer"] == LOST or line["at"] - intent["at"] > late_after_s:
            lost.append(_order(line))


def _order(line: Line) -> str:
    return line["job"].partition(":")[2]


def _job() -> str:
    """The key of the job that runs; the worker gives its task that name."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return ""
    return task.get_name() if task else ""
