"""How numbers are written: ten digits in version 1 of the API, E.164 in version 2."""

from dataclasses import dataclass

from aiohttp import web

from sandbox.carrier.telephone import e164, parse_e164, parse_ten_digits


@dataclass(frozen=True, slots=True)
class Dialect:
    """One of the two forms.

    Attributes:
        international: Whether numbers start with `+1`.
    """

    international: bool

    def write(self, tn: int) -> str:
        """The number as this version writes it."""
        return e164(tn) if self.international else str(tn)

    def read(self, text: str) -> int | None:
        """Ten digits, or None where it is no number of this form."""
        return parse_e164(text) if self.international else parse_ten_digits(text)


def dialect_of(request: web.Request) -> Dialect:
    """The form that belongs to the address which was called."""
    return Dialect(request.path.startswith("/api/v2/"))
