"""What a person sees of the numbers before they ask for any."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.criteria import Criteria
from bot.domain.order import Hold, Quote
from bot.domain.policy import Verdict


@dataclass(frozen=True, slots=True)
class Preview:
    """What a check of the order form found.

    Attributes:
        criteria: What it was about.
        quote: Price, and how many are free; None where the carrier was not asked or did not say.
        more: Whether more may be free than were seen.
        examples: A few of the TNs.
        refused: Why such numbers may not be asked for, where that is so.
        hold: Why the carrier did not say, where that is so.
        again_at: When to check again, where there were too many checks.
    """

    criteria: Criteria
    quote: Quote | None = None
    more: bool = False
    examples: tuple[str, ...] = ()
    refused: Verdict | None = None
    hold: Hold | None = None
    again_at: datetime | None = None

    @property
    def monthly(self) -> Decimal | None:
        """US dollars a month for as many as are wanted; None while nobody knows."""
        each = self.quote.each if self.quote else None
        return None if each is None else each * self.criteria.quantity
