"""US dollars as exact decimals."""

from decimal import Decimal

UNITS_PER_DOLLAR = 100_000
_CENT = Decimal("0.01")


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
