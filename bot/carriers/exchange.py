"""One call to a carrier and its answer, as plain values: what codec and transport share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import quote, urlencode

_NO_OFFSET = timedelta()


class Group(StrEnum):
    """Which calls share a rate limit at the carrier."""

    ORDER = "order"
    SEARCH = "search"
    MANAGE = "manage"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent.

    Attributes:
        name: What the call does, for telemetry and for the table of refusals.
        method: The HTTP method.
        path: The encoded path, from the version segment on.
        group: Which rate limit it counts toward.
        query: Parameters in order, not encoded.
        body: What is sent along, or empty.
        content_type: What the body is.
    """

    name: str
    method: str
    path: str
    group: Group
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = "application/json"

    @property
    def buys(self) -> bool:
        """Whether it buys: then it is never repeated, and an unclear answer stays unknown."""
        return self.group is Group.ORDER

    @property
    def target(self) -> str:
        """Path and query, everything but letters, digits and `_.-~` percent-encoded."""
        query = urlencode(self.query, quote_via=quote, safe="")
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: The HTTP status.
        headers: By lower-case name.
        body: As sent, bounded by the transport.
        received_at: Business time at which it was read, UTC.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime

    @property
    def clock_offset(self) -> timedelta:
        """How far the carrier's clock is ahead of ours; zero where it sent no readable Date."""
        try:
            date = parsedate_to_datetime(self.headers.get("date", ""))
            return date.replace(tzinfo=date.tzinfo or UTC) - self.received_at
        except (ValueError, OverflowError):
            return _NO_OFFSET
