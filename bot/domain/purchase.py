"""A purchase: its parts, each attempt to buy one, and what was bought.

The carrier's reference of an attempt is `<ULID>-<part>-<try>`, at most 40 characters.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.errors import CarrierError


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


class Stage(StrEnum):
    """How far a carrier has come with a purchase that it has accepted."""

    ACCEPTED = "accepted"
    BACKORDERED = "backordered"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the carrier says of a purchase that stands in its books.

    Attributes:
        bought: The TNs that it has brought.
        stage: Whether more of them may come.
        carrier_order: The carrier's own id of the purchase; empty where it gives none.
        short: Why it ended with fewer TNs than were asked for, where the carrier says why.
        twins: The carrier's ids of more purchases under the same reference: there should be none.
    """

    bought: tuple[Bought, ...] = ()
    stage: Stage = Stage.ENDED
    carrier_order: str = ""
    short: CarrierError | None = None
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traces:
    """What a look at the carrier's books shows of a purchase.

    Attributes:
        receipt: The purchase itself, found under our reference; None where it is not found so.
        candidates: TNs that may be its fruit, where the carrier keeps no reference.
    """

    receipt: Receipt | None = None
    candidates: tuple[Bought, ...] = ()


class AttemptState(StrEnum):
    """What is known of one call to buy."""

    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    PLACED = "placed"
    REFUSED = "refused"
    ABSENT = "absent"


LIVE = frozenset(AttemptState) - {AttemptState.REFUSED, AttemptState.ABSENT}


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
        carrier_order: The carrier's own id of the purchase; empty where it gave none.
    """

    order_id: str
    part: Part
    tries: int
    state: AttemptState
    sent_at: datetime
    answer: str = ""
    carrier_order: str = ""

    @property
    def client_ref(self) -> str:
        """The reference under which the carrier keeps it, where it takes one."""
        return f"{self.order_id}-{self.part.index}-{self.tries}"
