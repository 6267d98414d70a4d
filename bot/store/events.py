"""The record: one chain of events a stream, each sealed over the one before it."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from bot.store.columns import canonical
from bot.store.tables import events

_STREAM = events.c.stream == bindparam("of_stream")
_HEAD = select(events.c.seq, events.c.hash).where(_STREAM).order_by(events.c.seq.desc()).limit(1)
_ALL = select(events).where(_STREAM).order_by(events.c.seq)
_APPEND = insert(events)


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals events.

    Attributes:
        key: The secret of the HMAC-SHA256; without one it is a plain SHA-256, which shows
            an accident but not a forger.
    """

    key: bytes | None

    def seal(self, stream: str, seq: int, prev: str, body: str) -> str:
        """The hash, in hexadecimal, over the event's place, its predecessor's hash and its text."""
        message = "\n".join((prev, str(seq), stream, body)).encode()
        if self.key is None:
            return hashlib.sha256(message).hexdigest()
        return hmac.digest(self.key, message, "sha256").hex()


def append(
    connection: Connection, sealer: Sealer, stream: str, body: Mapping[str, Any], *, first: bool
) -> None:
    """Append an event to a stream's chain.

    Args:
        connection: Inside a unit of work.
        sealer: Seals it.
        stream: An order's id, or a person's.
        body: What happened; stored as canonical JSON, which is what is sealed.
        first: Whether the stream is surely new, so that its head need not be looked up.
    """
    seq, prev = (0, "") if first else _head(connection, stream)
    text = canonical(body)
    row = {"stream": stream, "seq": seq + 1, "prev": prev, "body": text}
    row["hash"] = sealer.seal(stream, seq + 1, prev, text)
    connection.execute(_APPEND, row)


def bodies(connection: Connection, stream: str) -> Sequence[Mapping[str, Any]]:
    """The stream's events, oldest first."""
    rows = connection.execute(_ALL, {"of_stream": stream}).mappings()
    return [json.loads(row["body"]) for row in rows]


def first_break(connection: Connection, sealer: Sealer, stream: str) -> int | None:
    """The first place in a stream's chain whose seal does not fit, or None when all do."""
    prev = ""
    rows = connection.execute(_ALL, {"of_stream": stream}).mappings()
    for seq, row in enumerate(rows, start=1):
        seal = sealer.seal(stream, seq, prev, row["body"])
        if (row["seq"], row["prev"]) != (seq, prev) or not hmac.compare_digest(row["hash"], seal):
            return seq
        prev = seal
    return None


def _head(connection: Connection, stream: str) -> tuple[int, str]:
    row = connection.execute(_HEAD, {"of_stream": stream}).one_or_none()
    return (0, "") if row is None else (row.seq, row.hash)
