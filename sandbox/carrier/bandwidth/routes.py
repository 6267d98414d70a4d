"""The addresses of the API, and what answers at each."""

from typing import NoReturn

from aiohttp import web

from sandbox.carrier.bandwidth.available import AvailableNumbers
from sandbox.carrier.bandwidth.errors import status_error
from sandbox.carrier.bandwidth.tokens import Tokens
from sandbox.carrier.desk import Desk
from sandbox.carrier.door import Door
from sandbox.carrier.faults import Call

_PREFIXES = ("/api", "/api/v1", "/api/v2")
_ACCOUNT = "/accounts/{account}"


def add_routes(app: web.Application, desk: Desk, *, door: Door, tokens: Tokens) -> None:
    """Serve the API in this application, under each of its prefixes."""
    available = AvailableNumbers(desk)
    app.router.add_post("/api/v1/oauth2/token", door.guard(Call.TOKEN, tokens.give))
    for method, path, call, answer in (
        ("GET", f"{_ACCOUNT}/availableNumbers", Call.SEARCH, available.search),
        ("*", "/{path:.*}", None, _nothing_here),
    ):
        for prefix in _PREFIXES:
            app.router.add_route(method, prefix + path, door.guard(call, answer))


async def _nothing_here(request: web.Request) -> NoReturn:
    raise status_error(
        "ErrorResponse", 404, f"There is no {request.method} {request.path}.", status=404
    )
