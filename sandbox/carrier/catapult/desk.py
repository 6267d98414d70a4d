"""What every call of the API works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox.carrier.database import Database
from sandbox.carrier.faults import FaultKind
from sandbox.carrier.options import Options
from sandbox.carrier.stamp import Clock, stamp

Answer = Callable[[web.Request], Awaitable[web.Response]]

FAULT = web.RequestKey("fault", FaultKind)
"""The fault that strikes the request, where one does."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The file, the settings and the clock.

    Attributes:
        database: Inventory and ledger.
        options: How the carrier behaves.
        clock: The time now, in UTC.
        changed: To be awaited when the ledger has changed.
    """

    database: Database
    options: Options
    clock: Clock
    changed: Callable[[], Awaitable[None]]

    def now(self) -> str:
        """The time as a stamp."""
        return stamp(self.clock())


def meets(request: web.Request, kind: FaultKind) -> bool:
    """Whether this fault strikes the request."""
    return request.get(FAULT) is kind
