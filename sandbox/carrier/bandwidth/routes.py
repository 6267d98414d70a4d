"""The addresses of the API, and what answers at each."""

from typing import NoReturn

from aiohttp import web

from sandbox.carrier.bandwidth.available import AvailableNumbers
from sandbox.carrier.bandwidth.disconnects import Disconnects
from sandbox.carrier.bandwidth.errors import not_found
from sandbox.carrier.bandwidth.numbers import AccountNumbers
from sandbox.carrier.bandwidth.orders import Orders
from sandbox.carrier.bandwidth.passing import pass_time
from sandbox.carrier.bandwidth.reservations import Reservations
from sandbox.carrier.bandwidth.sites import Sites
from sandbox.carrier.bandwidth.tokens import Tokens
from sandbox.carrier.desk import Answer, Desk
from sandbox.carrier.door import Door
from sandbox.carrier.faults import Call
from sandbox.carrier.options import BandwidthAccount

_PREFIXES = ("/api", "/api/v1", "/api/v2")
_ACCOUNT = "/accounts/{account}"
_RESERVATIONS = f"{_ACCOUNT}/tnreservation"
_RESERVATION = f"{_RESERVATIONS}/{{reservation}}"
_ORDERS = f"{_ACCOUNT}/orders"
_DISCONNECTS = f"{_ACCOUNT}/disconnects"
_IN_SERVICE = f"{_ACCOUNT}/inserviceNumbers"
_SITES = f"{_ACCOUNT}/sites"
_TNS = "/tns"


def add_routes(
    app: web.Application, desk: Desk, *, account: BandwidthAccount, door: Door, tokens: Tokens
) -> None:
    """Serve the API in this application, under each of its prefixes."""
    available, numbers = AvailableNumbers(desk), AccountNumbers(desk, account)
    reservations, orders = Reservations(desk, account.account_id), Orders(desk, account)
    disconnects, sites = Disconnects(desk, account.client_id), Sites(account)
    app.router.add_post("/api/v1/oauth2/token", door.guard(Call.TOKEN, tokens.give))
    for method, path, call, answer in (
        ("GET", f"{_ACCOUNT}/availableNumbers", Call.SEARCH, available.search),
        ("POST", _RESERVATIONS, Call.RESERVE, reservations.reserve),
        ("GET", _RESERVATION, Call.GET, reservations.get),
        ("DELETE", _RESERVATION, Call.UNRESERVE, reservations.cancel),
        ("POST", _ORDERS, Call.ORDER, orders.order),
        ("GET", _ORDERS, Call.FIND_ORDER, orders.list),
        ("GET", f"{_ORDERS}/{{order}}", Call.ORDER_STATUS, orders.get),
        ("POST", _DISCONNECTS, Call.RELEASE, disconnects.disconnect),
        ("GET", _DISCONNECTS, Call.FIND_ORDER, disconnects.list),
        ("GET", f"{_DISCONNECTS}/{{order}}", Call.ORDER_STATUS, disconnects.get),
        ("GET", _TNS, Call.LIST, numbers.tns),
        ("GET", f"{_TNS}/{{tn}}", Call.GET, numbers.tn),
        ("GET", f"{_TNS}/{{tn}}/tnreservation", Call.GET, reservations.of_number),
        ("GET", _IN_SERVICE, Call.LIST, numbers.in_service),
        ("GET", f"{_IN_SERVICE}/{{tn}}", Call.GET, numbers.is_in_service),
        ("GET", _SITES, Call.ACCOUNT, sites.sites),
        ("GET", f"{_SITES}/{{site}}/sippeers", Call.ACCOUNT, sites.peers),
        ("*", "/{path:.*}", None, _nothing_here),
    ):
        guarded = door.guard(call, _up_to_date(desk, answer))
        for prefix in _PREFIXES:
            app.router.add_route(method, prefix + path, guarded)


def _up_to_date(desk: Desk, answer: Answer) -> Answer:
    """The call, after everything that happens by itself has happened."""

    async def handle(request: web.Request) -> web.Response:
        if await desk.database.run(lambda tx: pass_time(tx, desk)):
            await desk.changed()
        return await answer(request)

    return handle


async def _nothing_here(request: web.Request) -> NoReturn:
    raise not_found(f"There is no {request.method} {request.path}.")
