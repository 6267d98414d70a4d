"""A purchase: its parts, each attempt to buy one, and what was bought.

The carrier's reference of an attempt is `<ULID>-<part>-<try>`, at most 40 characters.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Offer:
    """A TN that the carrier says is free.

    Attributes:
        tn: E.164.
        price: US dollars a month; None where the carrier names none.
        city: The carrier's city or rate center; may be empty.
        state: Two letters; may be empty.
    """

    tn: str
    price: Decimal | None = None
    city: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Bought:
    """A TN that the carrier has confirmed as bought.

    Attributes:
        tn: E.164.
        carrier_id: The carrier's own id of it; may be empty.
        price: US dollars a month as charged; None where the carrier names none.
        created_at: When the carrier says it was bought; None where it does not say.
        city: The carrier's city; may be empty.
        state: Two letters; may be empty.
        name: The name it bears at the carrier, which may be an attempt's reference.
    """

    tn: str
    carrier_id: str = ""
    price: Decimal | None = None
    created_at: datetime | None = None
    city: str = ""
    state: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one call buys.

    Attributes:
        index: 1 for the first part of the plan.
        quantity: How many TNs.
        tns: The TNs chosen beforehand, E.164; empty lets the carrier pick by the criteria.
    """

    index: int
    quantity: int
    tns: tuple[str, ...] = ()


class AttemptState(StrEnum):
    """What is known of one call to buy."""

    SENDING = "sending"
    UNKNOWN = "unknown"
    PLACED = "placed"
    REFUSED = "refused"
    ABSENT = "absent"


LIVE = frozenset({AttemptState.SENDING, AttemptState.UNKNOWN, AttemptState.PLACED})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call to buy one part; written before the call goes out.

    Attributes:
        order_id: The order's ULID.
        part: What is bought.
        tries: 1 for the first try of this part.
        state: What is known of it.
        sent_at: When the intent was committed, UTC.
        answer: What came back, in short, for the evidence; empty until then.
    """

    order_id: str
    part: Part
    tries: int
    state: AttemptState
    sent_at: datetime
    answer: str = ""

    @property
    def client_ref(self) -> str:
        """The reference under which the carrier keeps it, where it takes one."""
        return f"{self.order_id}-{self.part.index}-{self.tries}"
