"""One message about all that waits for a decision; what it says, and no wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.order import Order
from bot.domain.picture import Card, House


class Topic(StrEnum):
    """Why the message comes."""

    WAITING = "waiting"
    NUDGE = "nudge"
    BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Digest:
    """A reminder.

    Attributes:
        key: Names it, so that a later run finds what an earlier one posted.
        topic: Why it comes.
        begun_at: When its round was begun, UTC.
        at: Now, UTC; ages are counted to it.
        orders: What waits, oldest first; no more than are shown.
        more: How many wait beside those.
        house: What is the same for all.
        cards: The managers' card of each order, by the order's id.
        names: Display names by user id.
        away: Approvers who are away, with the day on which they are back.
        mention: The user group that is pinged; empty for none.
        personal: Whether it is one person's direct message.
    """

    key: str
    topic: Topic
    begun_at: datetime
    at: datetime
    orders: tuple[Order, ...]
    more: int
    house: House
    cards: Mapping[str, Card] = field(default_factory=dict[str, Card])
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    away: Mapping[str, date] = field(default_factory=dict[str, date])
    mention: str = ""
    personal: bool = False
