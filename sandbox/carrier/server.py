"""The local carrier as one object that starts, stops and tells what it knows."""

from collections.abc import Mapping
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from aiohttp import web

from sandbox.carrier import account, holds, inventory, ledger
from sandbox.carrier.bandwidth import book
from sandbox.carrier.bandwidth import routes as bandwidth
from sandbox.carrier.bandwidth.manner import BandwidthManner
from sandbox.carrier.bandwidth.passing import pass_time
from sandbox.carrier.bandwidth.tokens import Tokens
from sandbox.carrier.catapult import routes as catapult
from sandbox.carrier.catapult.manner import CatapultManner
from sandbox.carrier.database import Database
from sandbox.carrier.desk import Desk
from sandbox.carrier.door import Door, Manner
from sandbox.carrier.faults import Faults
from sandbox.carrier.limits import RateLimiter
from sandbox.carrier.listener import HOST, Listener
from sandbox.carrier.options import SANDBOX_ACCOUNT, SANDBOX_CREDENTIALS, Options
from sandbox.carrier.stamp import Clock, system_clock
from sandbox.carrier.traffic import Listeners

# A call that still waits at the end gets this long.
_SHUTDOWN_S = 1.0


class LocalCarrier:
    """Bandwidth's two APIs on this machine, over the same numbers, money and ledger.

    Args:
        path: The SQLite file; made when it is missing, kept when it is there.
        options: How it behaves.
        listeners: Who is told about traffic and about changes of the ledger.
        clock: The time now, in UTC.

    Attributes:
        faults: What goes wrong; may be changed at any time after `start`.
        listeners: As given.
    """

    def __init__(
        self,
        path: Path,
        *,
        options: Options | None = None,
        listeners: Listeners | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self.faults = Faults(self._follow_faults)
        self.listeners = listeners or Listeners()
        self._options = options or Options()
        self._database = Database(path)
        self._limiter = RateLimiter(self._options.limits)
        self._desk = Desk(self._database, self._options, clock, self.listeners.changed)
        self._doors: list[Door] = []
        self._runner: web.AppRunner | None = None
        self._listener: Listener | None = None

    async def start(self, port: int) -> str:
        """Open the file, listen on 127.0.0.1 and return the base URL, without `/v1` or `/api`.

        Args:
            port: 0 chooses one.

        Raises:
            OSError: The port is taken.
            OtherVersionError: The file was made by another version.
        """
        await self._database.open(self._create)
        self._runner = web.AppRunner(
            self._application(), access_log=None, shutdown_timeout=_SHUTDOWN_S
        )
        await self._runner.setup()
        self._listener = Listener(self._runner)
        self._listener.open(port)
        await self._listener.settled()
        return f"http://{HOST}:{self._listener.port}"

    async def stop(self) -> None:
        """Stop listening, let calls under way end, close the file."""
        for door in self._doors:
            door.close()
        if self._listener is not None:
            self._listener.close()
            await self._listener.settled()
        if self._runner is not None:
            await self._runner.cleanup()
        self._database.close()

    def ledger(self) -> Mapping[str, list[dict[str, Any]]]:
        """What was truly bought, held and released: the carrier's own record."""
        return self._database.run_now(self._truth)

    def reset(self) -> None:
        """Start over: nothing bought, the opening balance, no faults, no limit reached."""
        self._database.run_now(self._forget)
        self._limiter.reset()
        self.faults.clear()

    def _application(self) -> web.Application:
        desk = self._desk
        app = web.Application()
        manner = CatapultManner(SANDBOX_CREDENTIALS, self._options.reset_unit)
        user_id = SANDBOX_CREDENTIALS.user_id
        catapult.add_routes(app, desk, door=self._door(manner), user_id=user_id)
        tokens = Tokens(SANDBOX_ACCOUNT, desk.clock, self._options.token_s)
        door = self._door(BandwidthManner(SANDBOX_ACCOUNT, tokens))
        bandwidth.add_routes(app, desk, account=SANDBOX_ACCOUNT, door=door, tokens=tokens)
        return app

    def _door(self, manner: Manner) -> Door:
        door = Door(
            self._desk,
            manner,
            faults=self.faults,
            limiter=self._limiter,
            listeners=self.listeners,
        )
        self._doors.append(door)
        return door

    def _truth(self, tx: Connection) -> Mapping[str, list[dict[str, Any]]]:
        pass_time(tx, self._desk)
        return ledger.truth(tx)

    def _create(self, tx: Connection) -> None:
        for table in (*account.TABLES, *ledger.TABLES, *holds.TABLES, *book.TABLES):
            tx.execute(table)
        inventory.create(tx, self._options.seed)
        self._open_account(tx)

    def _forget(self, tx: Connection) -> None:
        ledger.forget(tx)
        book.forget(tx)
        self._open_account(tx)

    def _open_account(self, tx: Connection) -> None:
        account.open_account(tx, self._options.balance, self._desk.now())

    def _follow_faults(self) -> None:
        listener = self._listener
        if listener is None or listener.is_open is not self.faults.unreachable:
            return
        if self.faults.unreachable:
            listener.close()
        else:
            listener.open(listener.port)
