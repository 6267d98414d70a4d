"""availableNumbers: the search."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier.bandwidth.criteria import CriteriaError, flag, wanted
from sandbox.carrier.bandwidth.dialect import Dialect, dialect_of
from sandbox.carrier.bandwidth.errors import search_error
from sandbox.carrier.bandwidth.markup import answer, optional, tag
from sandbox.carrier.bandwidth.picking import pick
from sandbox.carrier.bandwidth.requests import parameters
from sandbox.carrier.desk import Desk
from sandbox.carrier.inventory import FreeNumber


class AvailableNumbers:
    """The call of availableNumbers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def search(self, request: web.Request) -> web.Response:
        """GET availableNumbers; one that finds nothing is an empty element."""
        given = parameters(request)
        try:
            detailed = flag(given, "enabletndetail", default=False)
            asked = wanted(given)
            found = await self._desk.database.run(lambda tx: pick(tx, asked))
        except CriteriaError as error:
            raise search_error(error.code, error.description) from None
        return answer(_result(found, dialect_of(request), detailed=detailed))


def _result(found: Sequence[FreeNumber], dialect: Dialect, *, detailed: bool) -> Element:
    if not found:
        return tag("SearchResult")
    numbers = (
        tag("TelephoneNumberDetailList", *(_detail(each, dialect) for each in found))
        if detailed
        else tag(
            "TelephoneNumberList",
            *(tag("TelephoneNumber", dialect.write(each.tn)) for each in found),
        )
    )
    return tag("SearchResult", tag("ResultCount", len(found)), numbers)


def _detail(number: FreeNumber, dialect: Dialect) -> Element:
    return tag(
        "TelephoneNumberDetail",
        optional("City", number.city),
        optional("LATA", number.lata),
        optional("RateCenter", number.city),
        optional("State", number.state),
        tag("FullNumber", dialect.write(number.tn)),
        *vendor(),
    )


def vendor() -> tuple[Element, ...]:
    """Whose numbers these are; Source: the samples."""
    return tag("Tier", 0), tag("VendorId", 49), tag("VendorName", "Bandwidth CLEC")
