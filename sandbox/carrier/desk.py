"""What every call of the carrier's APIs works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from sandbox.carrier.database import Database
from sandbox.carrier.faults import FaultKind
from sandbox.carrier.options import Options
from sandbox.carrier.stamp import Clock, stamp

Answer = Callable[[web.Request], Awaitable[web.Response]]

FAULT = web.RequestKey("fault", FaultKind)
"""The fault that strikes the request, where one does."""


class RefusedError(Exception):
    """An API refuses a call; each API has its own, which knows how it is written."""

    def answer(self, request: web.Request) -> web.Response:
        """What the caller gets."""
        raise NotImplementedError


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
        return self.after(0)

    def after(self, seconds: float) -> str:
        """The time after so many seconds, as a stamp."""
        return stamp(self.clock() + timedelta(seconds=seconds))


def meets(request: web.Request, kind: FaultKind) -> bool:
    """Whether this fault strikes the request."""
    return request.get(FAULT) is kind
