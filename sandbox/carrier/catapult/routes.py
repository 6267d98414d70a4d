"""The addresses of the API, and what answers at each."""

from typing import NoReturn

from aiohttp import web

from sandbox.carrier.catapult.accounts import Account
from sandbox.carrier.catapult.available import AvailableNumbers
from sandbox.carrier.catapult.errors import CatapultError
from sandbox.carrier.catapult.phone_numbers import PhoneNumbers
from sandbox.carrier.desk import Desk
from sandbox.carrier.door import Door
from sandbox.carrier.faults import Call

_LOCAL = "/v1/availableNumbers/local"
_TOLL_FREE = "/v1/availableNumbers/tollFree"
_USER = "/v1/users/{user_id}"
_NUMBERS = f"{_USER}/phoneNumbers"
_NUMBER = f"{_NUMBERS}/{{number}}"


def add_routes(app: web.Application, desk: Desk, *, door: Door, user_id: str) -> None:
    """Serve the API in this application."""
    available = AvailableNumbers(desk, user_id)
    numbers, account = PhoneNumbers(desk), Account(desk)
    for method, path, call, answer in (
        ("GET", _LOCAL, Call.SEARCH, available.search_local),
        ("POST", _LOCAL, Call.ORDER, available.order_local),
        ("GET", _TOLL_FREE, Call.SEARCH, available.search_toll_free),
        ("POST", _TOLL_FREE, Call.ORDER, available.order_toll_free),
        ("GET", _NUMBERS, Call.LIST, numbers.list),
        ("POST", _NUMBERS, Call.ALLOCATE, numbers.allocate),
        ("GET", _NUMBER, Call.GET, numbers.get),
        ("POST", _NUMBER, Call.UPDATE, numbers.update),
        ("DELETE", _NUMBER, Call.RELEASE, numbers.release),
        ("GET", f"{_USER}/account", Call.ACCOUNT, account.get),
        ("GET", f"{_USER}/account/transactions", Call.ACCOUNT, account.transactions),
        ("*", "/{path:.*}", None, _nothing_here),
    ):
        app.router.add_route(method, path, door.guard(call, answer))


async def _nothing_here(request: web.Request) -> NoReturn:
    raise CatapultError("resource-not-found", f"There is no {request.method} {request.path}.")
