"""US dollars as exact decimals."""

from dataclasses import dataclass
from decimal import Decimal

from bot.domain.criteria import Place, TollFreeCriteria

UNITS_PER_DOLLAR = 100_000
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ListPrices:
    """US dollars a month for one TN where the carrier names no price; None where nobody does.

    Attributes:
        local: For a number in a place.
        toll_free: For a toll-free number.
    """

    local: Decimal | None = None
    toll_free: Decimal | None = None

    def of(self, place: Place) -> Decimal | None:
        """The price of a number there."""
        return self.toll_free if isinstance(place, TollFreeCriteria) else self.local


def dollars(amount: Decimal) -> str:
    """The amount as people read it: `$1.20`, `$1,440.00`; more digits only where they count."""
    shown = amount.normalize() if amount != amount.quantize(_CENT) else amount.quantize(_CENT)
    return f"${shown:,f}"


def to_units(amount: Decimal) -> int:
    """The amount in 1/100,000 of a dollar, which is how the ledger stores it."""
    return int((amount * UNITS_PER_DOLLAR).to_integral_value())


def from_units(units: int) -> Decimal:
    """The amount in dollars of a stored number of 1/100,000 dollars."""
    return (Decimal(units) / UNITS_PER_DOLLAR).normalize() + Decimal("0.00")
