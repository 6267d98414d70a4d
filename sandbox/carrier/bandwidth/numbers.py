"""tns and inserviceNumbers: the numbers of the account."""

from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier import ledger
from sandbox.carrier.bandwidth.available import vendor
from sandbox.carrier.bandwidth.dialect import Dialect, dialect_of
from sandbox.carrier.bandwidth.errors import BandwidthError, not_found
from sandbox.carrier.bandwidth.markup import answer, optional, tag
from sandbox.carrier.bandwidth.requests import FIRST_PAGE, Page, links, page, parameters
from sandbox.carrier.desk import Desk
from sandbox.carrier.ledger import AccountNumber
from sandbox.carrier.options import BandwidthAccount

_MOST = 2500
_IN_SERVICE = "Inservice"


def _leading(count: int) -> Callable[[AccountNumber], str]:
    return lambda number: str(number.tn)[:count]


# Both resources filter, some by other names; all are compared in capitals.
_FILTERS: Mapping[str, Callable[[AccountNumber], str | None]] = {
    "fullnumber": _leading(10),
    "npa": _leading(3),
    "areacode": _leading(3),
    "npanxx": _leading(6),
    "npanxxx": _leading(7),
    "state": lambda number: number.state,
    "city": lambda number: number.city,
    "ratecenter": lambda number: number.city,
    "lata": lambda number: number.lata,
}


class AccountNumbers:
    """The calls of tns and of inserviceNumbers.

    Args:
        desk: What they work with.
        customer: Whose numbers these are.
    """

    def __init__(self, desk: Desk, customer: BandwidthAccount) -> None:
        self._desk = desk
        self._customer = customer

    async def tns(self, request: web.Request) -> web.Response:
        """GET tns: whatever belongs to the account, or is held for it."""
        given = parameters(request)
        self._check_account(given)
        at = page(given, "TelephoneNumbersResponse", default=500, most=_MOST)
        found = await self._fitting(given)
        shown, told = _shown(request, found, at)
        dialect = dialect_of(request)
        numbers = (self._number(each, dialect) for each in shown)
        return answer(
            tag(
                "TelephoneNumbersResponse",
                tag("TelephoneNumberCount", len(found)),
                told,
                tag("TelephoneNumbers", *numbers),
            )
        )

    async def tn(self, request: web.Request) -> web.Response:
        """GET tns/{tn}."""
        number = await self._one(request)
        return answer(
            tag(
                "TelephoneNumberResponse",
                tag("TelephoneNumber", dialect_of(request).write(number.tn)),
                tag("Status", number.status),
                tag("LastModifiedDate", number.changed_at),
                optional("OrderId", number.order_id),
                optional("InServiceDate", number.bought_at),
                tag("SiteId", self._customer.site_id),
                tag("AccountId", self._customer.account_id),
            )
        )

    async def in_service(self, request: web.Request) -> web.Response:
        """GET inserviceNumbers: 204 when there is none."""
        given = parameters(request)
        at = page(given, "TNs", default=300, most=_MOST)
        found = await self._fitting({**given, "status": _IN_SERVICE})
        if not found:
            return web.Response(status=204)
        shown, told = _shown(request, found, at)
        dialect = dialect_of(request)
        numbers = (tag("TelephoneNumber", dialect.write(each.tn)) for each in shown)
        listed = tag("TelephoneNumbers", tag("Count", len(shown)), *numbers)
        return answer(tag("TNs", tag("TotalCount", len(found)), told, listed))

    async def is_in_service(self, request: web.Request) -> web.Response:
        """GET inserviceNumbers/{tn}: 200 without a body, or 404."""
        number = await self._one(request)
        if number.status != _IN_SERVICE:
            raise _unknown(request)
        return web.Response()

    async def _fitting(self, given: Mapping[str, str]) -> list[AccountNumber]:
        wanted = {name: value.upper() for name, value in given.items() if name in _FILTERS}
        status = given["status"].lower().split(",") if "status" in given else None
        return [
            number
            for number in await self._desk.database.run(ledger.account_numbers)
            if (status is None or number.status.lower() in status)
            and all(_FILTERS[name](number) == value for name, value in wanted.items())
        ]

    async def _one(self, request: web.Request) -> AccountNumber:
        # A raw + that some client or proxy took for a blank arrives as a blank.
        tn = dialect_of(request).read(request.match_info["tn"].replace(" ", "+"))
        for number in await self._desk.database.run(ledger.account_numbers):
            if number.tn == tn:
                return number
        raise _unknown(request)

    def _check_account(self, given: Mapping[str, str]) -> None:
        if given.get("accountid", self._customer.account_id) != self._customer.account_id:
            raise BandwidthError(403)

    def _number(self, number: AccountNumber, dialect: Dialect) -> Element:
        return tag(
            "TelephoneNumber",
            optional("City", number.city),
            optional("Lata", number.lata),
            optional("State", number.state),
            tag("FullNumber", dialect.write(number.tn)),
            *vendor(),
            optional("RateCenter", number.city),
            tag("Status", number.status),
            tag("AccountId", self._customer.account_id),
            tag("LastModified", number.changed_at),
            optional("InServiceDate", number.bought_at),
        )


def _shown(
    request: web.Request, found: Sequence[AccountNumber], at: Page
) -> tuple[Sequence[AccountNumber], Element]:
    """The numbers of the page, which is named after its first one, and the links."""
    dialect = dialect_of(request)
    first = 0 if at.first == FIRST_PAGE else dialect.read(at.first) or 0
    rest = [number for number in found if number.tn >= first]
    following = dialect.write(rest[at.size].tn) if len(rest) > at.size else None
    return rest[: at.size], links(request, at.size, following)


def _unknown(request: web.Request) -> BandwidthError:
    return not_found("The account has no telephone number {tn}.".format(**request.match_info))
