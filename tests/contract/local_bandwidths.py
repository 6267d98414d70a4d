"""A plain client of the local carrier's Numbers API: XML in, and XML out as plain values."""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

from aiohttp import ClientTimeout, encode_basic_auth
from defusedxml.ElementTree import fromstring

from sandbox.carrier.faults import Call, FaultKind
from sandbox.carrier.options import SANDBOX_ACCOUNT, Options
from tests.contract.local_carriers import Running

TOKEN = "/api/v1/oauth2/token"
ACCOUNT = f"/api/v1/accounts/{SANDBOX_ACCOUNT.account_id}"
ACCOUNT_V2 = f"/api/v2/accounts/{SANDBOX_ACCOUNT.account_id}"
SEARCH = f"{ACCOUNT}/availableNumbers"
RESERVATIONS = f"{ACCOUNT}/tnreservation"
ORDERS = f"{ACCOUNT}/orders"
DISCONNECTS = f"{ACCOUNT}/disconnects"

CLIENT = encode_basic_auth(SANDBOX_ACCOUNT.client_id, SANDBOX_ACCOUNT.client_secret)
XML = "application/xml; charset=utf-8"

Plain = Any
"""A text, or the children of an element: by name, in a list where a name comes twice."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, read to the end."""

    status: int
    headers: Mapping[str, str]
    root: str
    body: Plain

    @property
    def id(self) -> str:
        """The id of what the call has made."""
        return self.headers["Location"].rpartition("/")[2]

    @property
    def codes(self) -> list[str]:
        """The codes of an ErrorList."""
        return [each["Code"] for each in many(self.body["ErrorList"]["Error"])]

    @property
    def completed(self) -> list[str]:
        """The numbers that an order has bought."""
        bought = self.body.get("CompletedNumbers", {}).get("TelephoneNumber")
        return [each["FullNumber"] for each in many(bought)]

    @property
    def numbers(self) -> list[str]:
        """The numbers of a search without details."""
        return many(self.body and self.body["TelephoneNumberList"]["TelephoneNumber"])


class MovableClock:
    """The time, which a test may move on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time now."""
        return self.at

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


class Numbers:
    """Calls with a good token.

    Attributes:
        running: The carrier.
        clock: Its time.
    """

    def __init__(self, running: Running, clock: MovableClock, token: str) -> None:
        self.running = running
        self.clock = clock
        self.token = token

    async def call(
        self,
        method: str,
        path: str,
        body: str | None = None,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """One call, its answer as plain values."""
        usual = {"Authorization": f"Bearer {self.token}", "Content-Type": XML}
        async with self.running.session.request(
            method,
            path,
            params=params,
            data=BytesIO(body.encode()) if body is not None else None,
            headers={**usual, **(headers or {})},
            timeout=ClientTimeout(total=20),
        ) as response:
            text = await response.read()
            found = dict(response.headers)
        if not text or "xml" not in found.get("Content-Type", ""):
            return Told(response.status, found, "", text.decode())
        root = fromstring(text)
        return Told(response.status, found, root.tag, plain(root))

    def trouble(self, kind: FaultKind, call: str = Call.ORDER) -> None:
        """Let this go wrong at the next such call."""
        self.running.carrier.faults.add(kind, call)

    async def bought(self) -> int:
        """How many numbers are bought once all that is under way has ended."""
        await self.wait(1)
        return len(self.running.carrier.ledger()["purchases"])

    async def wait(self, seconds: float) -> None:
        """Let time pass, which may take the token with it."""
        self.clock.pass_by(seconds)
        self.token = await fresh_token(self.running)

    async def get(self, path: str, **params: str) -> Told:
        """GET with these parameters."""
        return await self.call("GET", path, params=params)

    async def post(self, path: str, body: str) -> Told:
        """POST this document."""
        return await self.call("POST", path, body)

    async def free(self, quantity: int) -> list[str]:
        """Numbers of Cary that can be bought."""
        found = await self.search(city="Cary", state="NC", quantity=str(quantity))
        return found.numbers

    async def reserve(self, number: str) -> Told:
        """POST tnreservation for this number."""
        body = f"<Reservation><ReservedTn>{number}</ReservedTn></Reservation>"
        return await self.post(RESERVATIONS, body)

    async def order(self, kind: str, *, path: str = ORDERS, **fields: str) -> Told:
        """POST orders with this type; a field that is empty is left out."""
        given = {"SiteId": SANDBOX_ACCOUNT.site_id, **fields}
        rest = "".join(f"<{name}>{text}</{name}>" for name, text in given.items() if text)
        return await self.post(path, f"<Order>{rest}{kind}</Order>")

    async def ended(self, made: Told, resource: str = ORDERS) -> Told:
        """What has become of an order when nobody has to wait for it any more."""
        path = f"{resource}/{made.id}"
        await self.get(path)
        return await self.get(path)

    async def buy(self, *bought: str) -> str:
        """Order these numbers, and wait until they are bought; the order's id."""
        made = await self.order(existing(*bought), PartialAllowed="false")
        assert (await self.ended(made)).completed == list(bought)
        return made.id

    async def disconnect(self, *given_up: str, more: str = "", **fields: str) -> Told:
        """POST disconnects for these numbers; `more` stands beside their list."""
        listed = "".join(f"<TelephoneNumber>{each}</TelephoneNumber>" for each in given_up)
        rest = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items())
        return await self.post(
            DISCONNECTS,
            f"<DisconnectTelephoneNumberOrder>{rest}<DisconnectTelephoneNumberOrderType>"
            f"<TelephoneNumberList>{listed}</TelephoneNumberList>{more}"
            "</DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>",
        )

    async def search(self, **params: str) -> Told:
        """GET availableNumbers."""
        return await self.get(SEARCH, **params)


async def fresh_token(running: Running) -> str:
    """A token for the client of the sandbox."""
    answer = await running.call(
        "POST",
        TOKEN,
        data={"grant_type": "client_credentials"},
        headers={"Authorization": CLIENT},
    )
    return answer.body["access_token"]


@asynccontextmanager
async def opened(
    path: Path, options: Options | None = None, clock: MovableClock | None = None
) -> AsyncGenerator[Numbers]:
    """A client of a local carrier on that file, which runs as long as the block."""
    clock = clock or MovableClock()
    async with Running(path, options or Options(), clock=clock) as running:
        yield Numbers(running, clock, await fresh_token(running))


def existing(*numbers: str, reservations: Sequence[str] = ()) -> str:
    """The type of an order that names its numbers."""
    ids = "".join(f"<ReservationId>{each}</ReservationId>" for each in reservations)
    listed = "".join(f"<TelephoneNumber>{each}</TelephoneNumber>" for each in numbers)
    return (
        "<ExistingTelephoneNumberOrderType>"
        f"<TelephoneNumberList>{listed}</TelephoneNumberList>"
        f"<ReservationIdList>{ids}</ReservationIdList>"
        "</ExistingTelephoneNumberOrderType>"
    )


def searched(kind: str, **criteria: str) -> str:
    """The type of an order that searches; `kind` without what all of them end in."""
    listed = "".join(f"<{name}>{text}</{name}>" for name, text in criteria.items())
    return f"<{kind}SearchAndOrderType>{listed}</{kind}SearchAndOrderType>"


def plain(element: Element) -> Plain:
    """What an element says."""
    if not len(element):
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for each in element:
        said = plain(each)
        if each.tag in found:
            earlier = found[each.tag]
            found[each.tag] = [*many(earlier), said]
        else:
            found[each.tag] = said
    return found


def many(found: Plain) -> list[Any]:
    """One or several, as a list."""
    if isinstance(found, list):
        return cast("list[Any]", found)
    return [found] if found else []


def link_in(text: str | None) -> str | None:
    """The address in what an element of Links says."""
    found = re.fullmatch(r'Link=<(.+)>;rel="\w+";', text or "")
    return found[1] if found else None
