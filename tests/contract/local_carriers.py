"""A started local carrier and a plain HTTP client for it."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack

from aiohttp import ClientResponse, ClientSession, ClientTimeout

from sandbox.carrier.options import Options
from sandbox.carrier.server import LocalCarrier
from sandbox.carrier.stamp import Clock, system_clock
from sandbox.carrier.traffic import Listeners, TrafficEntry

LOCAL = "/v1/availableNumbers/local"
TOLL_FREE = "/v1/availableNumbers/tollFree"
NUMBERS = "/v1/users/u-sandbox/phoneNumbers"
ACCOUNT = "/v1/users/u-sandbox/account"
GOOD = "Basic " + b64encode(b"t-sandbox:s-sandbox").decode()


class Given(TypedDict, total=False):
    """What aiohttp takes with a call."""

    params: Mapping[str, str]
    json: Mapping[str, str | None]
    data: bytes | Mapping[str, str]
    headers: Mapping[str, str]
    timeout: ClientTimeout


@dataclass(slots=True)
class Answer:
    """What came back, read to the end."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str:
        """The API's error code."""
        return self.body["code"]

    @property
    def numbers(self) -> list[str]:
        """The E.164 numbers of an array."""
        return [item["number"] for item in self.body]


@dataclass(slots=True)
class Running:
    """A local carrier that listens while the block runs."""

    path: Path
    options: Options = field(default_factory=Options)
    traffic: list[TrafficEntry] = field(default_factory=list[TrafficEntry])
    called: asyncio.Event = field(default_factory=asyncio.Event)
    clock: Clock = system_clock
    changes: list[int] = field(default_factory=list[int])
    carrier: LocalCarrier = field(init=False)
    url: str = field(init=False)
    session: ClientSession = field(init=False)

    async def __aenter__(self) -> Self:
        listeners = Listeners(self._exchanged, lambda: self.changes.append(1))
        self.carrier = LocalCarrier(
            self.path, options=self.options, listeners=listeners, clock=self.clock
        )
        self.url = await self.carrier.start(0)
        self.session = ClientSession(self.url, headers={"Authorization": GOOD})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.session.close()
        await self.carrier.stop()

    async def call(self, method: str, path: str, **given: Unpack[Given]) -> Answer:
        """Make one call and read its answer to the end."""
        async with self.session.request(method, path, **given) as response:
            return Answer(response.status, dict(response.headers), await _body(response))

    async def get(self, path: str, **params: str) -> Answer:
        """GET with these parameters."""
        return await self.call("GET", path, params=params)

    async def order(self, path: str = LOCAL, **params: str) -> Answer:
        """POST with these parameters in the query and an empty body."""
        return await self.call("POST", path, params=params)

    def _exchanged(self, entry: TrafficEntry) -> None:
        self.traffic.append(entry)
        self.called.set()


async def _body(response: ClientResponse) -> object:
    if response.content_type == "application/json":
        return await response.json()
    return await response.text()
