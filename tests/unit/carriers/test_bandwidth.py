"""The client of the Numbers API against a small door: tokens, searches, orders and lists."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.carriers.bandwidth import Bandwidth
from bot.carriers.bandwidth_calls import BandwidthCalls, BandwidthOptions
from bot.carriers.bounded_xml import read_xml
from bot.carriers.http import open_sessions
from bot.carriers.pace import Timing
from bot.domain.criteria import Criteria, Digits, Match, NpaCriteria
from bot.domain.errors import (
    AccessDeniedError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NumberTakenError,
    OutcomeUnknownError,
    PlaceUnknownError,
)
from bot.domain.purchase import Attempt, AttemptState, Part, Receipt, Stage, Traces
from tests.fakes import NOON, FakeClock
from tests.unit.carriers.bandwidth_shapes import (
    CARY,
    CHOSEN,
    FREE,
    OTHER_TN,
    RECEIVED,
    REF,
    TN,
    ended,
    found,
    refused,
    response_status,
)
from tests.unit.carriers.doors import Door, Naps

_TOKEN = "POST /token"
_SEARCH = "GET /api/v2/accounts/9500001/availableNumbers"
_ORDER = "POST /api/v2/accounts/9500001/orders"
_FIND = "GET /api/v2/accounts/9500001/orders"
_READ = "GET /api/v2/accounts/9500001/orders/0b-1"
_RELEASE = "POST /api/v2/accounts/9500001/disconnects"
_NUMBERS = "GET /api/v2/tns"
_IN_SERVICE = "GET /api/v2/accounts/9500001/inserviceNumbers"
_EMPTY = b""
_ATTEMPT = Attempt(REF[:26], Part(1, 2), 1, AttemptState.UNKNOWN, NOON)
_ACCEPTED = replace(_ATTEMPT, state=AttemptState.ACCEPTED, carrier_order="0b-1")


def says(status: int, body: str = "", **headers: str) -> bytes:
    """An answer as it travels."""
    raw = body.encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(raw)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + raw


@dataclass(slots=True)
class Desk:
    """Answers each call by what was laid out for it, in turn, and then by the last again.

    Attributes:
        laid_out: By method and path, what is answered; empty bytes hang up.
        asked: The calls that arrived.
        tokens: The bearer tokens that they came with.
    """

    laid_out: dict[str, list[bytes]] = field(default_factory=dict[str, list[bytes]])
    asked: list[str] = field(default_factory=list[str])
    tokens: list[str] = field(default_factory=list[str])
    bodies: list[bytes] = field(default_factory=list[bytes])

    def lay_out(self, answers: Mapping[str, list[bytes]]) -> None:
        self.laid_out |= {key: list(raws) for key, raws in answers.items()}

    async def serve(self, door: Door, writer: asyncio.StreamWriter) -> None:
        head, _, body = door.requests[-1].partition(b"\r\n\r\n")
        method, target, _ = head.decode().split("\r\n")[0].split(" ")
        call = f"{method} {target.partition('?')[0]}"
        self.asked.append(call)
        self.bodies.append(body)
        self.tokens += [line[22:] for line in head.decode().split("\r\n") if "Bearer" in line]
        raws = self.laid_out.get(call, [says(500)])
        raw = raws.pop(0) if len(raws) > 1 else raws[0]
        if raw:
            writer.write(raw)
        else:
            writer.close()


@dataclass
class Stand:
    """A client at a desk, and the clock that both go by."""

    client: Bandwidth
    desk: Desk
    clock: FakeClock


@asynccontextmanager
async def opened(**answers: list[bytes]) -> AsyncGenerator[Stand]:
    """A client whose calls get these answers; tokens are called t-1, t-2 and so on."""
    desk, clock = Desk(), FakeClock()
    tokens = [says(200, f'{{"access_token": "t-{i}", "expires_in": 600}}') for i in range(1, 9)]
    desk.lay_out({_TOKEN: tokens, **{_NAMES[name]: raws for name, raws in answers.items()}})
    async with Door(desk.serve).open() as door, open_sessions() as sessions:
        options = options_of(door.root)
        timing = Timing(clock, sleep=Naps(), jitter=lambda: 0.0)
        calls = BandwidthCalls(options, sessions, timing=timing)
        yield Stand(Bandwidth(options, calls), desk, clock)


_NAMES = {
    "token": _TOKEN,
    "search": _SEARCH,
    "order": _ORDER,
    "find": _FIND,
    "read": _READ,
    "release": _RELEASE,
    "released": "GET /api/v2/accounts/9500001/disconnects/0d-1",
    "numbers": _NUMBERS,
    "in_service": _IN_SERVICE,
}


def options_of(root: str) -> BandwidthOptions:
    return BandwidthOptions(
        api_url=f"{root}/api/v2/",
        token_url=f"{root}/token",
        account_id="9500001",
        client_id="c-hidden",
        client_secret="s-hidden",
        site_id="4711",
        search_timeout_s=5,
        purchase_timeout_s=5,
    )


async def test_a_search_brings_what_is_free_at_most_as_many_as_wanted() -> None:
    async with opened(search=[says(200, FREE)]) as stand:
        offers = await stand.client.search(CARY, 1)

    assert [(offer.tn, offer.price) for offer in offers] == [(TN, None)]


async def test_wanted_digits_are_looked_for_here_too() -> None:
    criteria = Criteria(NpaCriteria("919"), 1, Digits(Match.PATTERN, "*01?7"))
    async with opened(search=[says(200, FREE)]) as stand:
        offers = await stand.client.search(criteria, 1)

    assert [offer.tn for offer in offers] == [OTHER_TN]


async def test_an_unknown_place_is_refused_as_such() -> None:
    body = "<SearchResult><Error><Code>4007</Code></Error></SearchResult>"
    async with opened(search=[says(400, body)]) as stand:
        with pytest.raises(PlaceUnknownError):
            await stand.client.search(CARY, 1)


async def test_plain_criteria_are_one_order() -> None:
    async with opened() as stand:
        assert await stand.client.plan(CARY.of(5000), first=3) == (Part(3, 5000),)


async def test_wanted_digits_are_planned_as_chosen_numbers_without_those_that_were_gone() -> None:
    criteria = Criteria(NpaCriteria("919"), 2, Digits(Match.CONTAINING, "555"))
    async with opened(search=[says(200, FREE)]) as stand:
        assert await stand.client.plan(criteria) == (CHOSEN,)
        rest = await stand.client.plan(criteria, first=2, without=frozenset({TN}))
        with pytest.raises(CarrierRefusedError):
            await stand.client.plan(criteria, without=frozenset({TN, OTHER_TN}))

    assert rest == (Part(2, 1, (OTHER_TN,)),)


async def test_an_order_is_sent_once_and_accepted_under_our_reference() -> None:
    async with opened(order=[says(201, RECEIVED)]) as stand:
        receipt = await stand.client.buy(CARY, Part(1, 2), REF)

    assert receipt == Receipt((), Stage.ACCEPTED, "0b-1")
    assert stand.desk.asked == [_TOKEN, _ORDER]
    assert read_xml(stand.desk.bodies[-1]).text_at("CustomerOrderId") == REF


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (_EMPTY, OutcomeUnknownError),
        (says(500), OutcomeUnknownError),
        (says(201, "<html>"), OutcomeUnknownError),
        (says(400, refused("5001")), CarrierRefusedError),
        (says(400, refused("5016")), AccessDeniedError),
        (says(403), AccessDeniedError),
        (says(429, X_RateLimit_Reset=str(int(NOON.timestamp()) + 9)), CarrierUnavailableError),
        (says(429), OutcomeUnknownError),
    ],
)
async def test_whatever_is_answered_an_order_is_sent_once(
    raw: bytes, error: type[Exception]
) -> None:
    async with opened(order=[raw]) as stand:
        with pytest.raises(error):
            await stand.client.buy(CARY, Part(1, 2), REF)

    assert stand.desk.asked == [_TOKEN, _ORDER]


async def test_chosen_numbers_that_are_gone_are_taken() -> None:
    async with opened(order=[says(400, refused("5005"))]) as stand:
        with pytest.raises(NumberTakenError):
            await stand.client.buy(CARY, CHOSEN, REF)


async def test_an_accepted_order_is_read_by_its_id_and_its_numbers_bear_our_reference() -> None:
    body = ended("COMPLETE", "9195550142", "9195550177")
    async with opened(read=[says(200, RECEIVED), says(200, body)]) as stand:
        open_ = await stand.client.look_up(_ACCEPTED, CARY)
        over = await stand.client.look_up(_ACCEPTED, CARY)

    assert open_.receipt is not None
    assert open_.receipt.stage is Stage.ACCEPTED
    assert over.receipt is not None
    assert [(each.tn, each.name) for each in over.receipt.bought] == [(TN, REF), (OTHER_TN, REF)]
    assert stand.desk.asked == [_TOKEN, _READ, _READ]


async def test_a_lost_order_is_found_by_our_reference() -> None:
    body = ended("COMPLETE", "9195550142", "9195550177")
    async with opened(find=[says(200, found(("0b-1", REF)))], read=[says(200, body)]) as stand:
        traces = await stand.client.look_up(_ATTEMPT, CARY)

    assert traces.receipt is not None
    assert (traces.receipt.carrier_order, len(traces.receipt.bought)) == ("0b-1", 2)


@pytest.mark.parametrize(
    "raw", [says(404, response_status("9001")), says(200, found(("0b-9", f"{REF}9")))]
)
async def test_without_an_order_of_just_our_reference_there_is_none(raw: bytes) -> None:
    async with opened(find=[raw]) as stand:
        assert await stand.client.look_up(_ATTEMPT, CARY) == Traces()


@pytest.mark.parametrize("order", [RECEIVED, RECEIVED.replace(REF, "")])
async def test_an_order_whose_reference_is_not_listed_is_read_before_it_is_ours(order: str) -> None:
    async with opened(find=[says(200, found(("0b-1", "")))], read=[says(200, order)]) as stand:
        if REF in order:
            assert (await stand.client.look_up(_ATTEMPT, CARY)).receipt is not None
        else:
            with pytest.raises(CarrierUnavailableError):
                await stand.client.look_up(_ATTEMPT, CARY)


async def test_more_orders_under_one_reference_are_told() -> None:
    twice = says(200, found(("0b-1", REF), ("0b-2", REF)))
    async with opened(find=[twice], read=[says(200, RECEIVED)]) as stand:
        traces = await stand.client.look_up(_ATTEMPT, CARY)

    assert traces.receipt is not None
    assert traces.receipt.twins == ("0b-2",)


async def test_one_token_serves_many_calls_and_is_renewed_a_minute_early() -> None:
    async with opened(search=[says(200, FREE)]) as stand:
        await asyncio.gather(*(stand.client.search(CARY, 1) for _ in range(5)))
        stand.clock.at += timedelta(seconds=539)
        await stand.client.search(CARY, 1)
        stand.clock.at += timedelta(seconds=1)
        await asyncio.gather(*(stand.client.search(CARY, 1) for _ in range(5)))

    assert stand.desk.tokens == ["t-1"] * 6 + ["t-2"] * 5
    assert stand.desk.asked.count(_TOKEN) == 2


async def test_a_token_that_is_not_taken_any_more_is_replaced_once() -> None:
    async with opened(search=[says(401), says(200, FREE)]) as stand:
        offers = await stand.client.search(CARY, 2)

    assert len(offers) == 2
    assert stand.desk.tokens == ["t-1", "t-2"]


async def test_a_second_refusal_of_a_token_is_a_matter_of_access() -> None:
    async with opened(search=[says(401)]) as stand:
        with pytest.raises(AccessDeniedError):
            await stand.client.search(CARY, 2)

    assert stand.desk.tokens == ["t-1", "t-2"]


async def test_an_order_whose_token_has_ended_is_not_repeated_here_but_may_be_tried_again() -> None:
    async with opened(search=[says(200, FREE)], order=[says(401), says(201, RECEIVED)]) as stand:
        await stand.client.search(CARY, 1)
        with pytest.raises(CarrierUnavailableError):
            await stand.client.buy(CARY, Part(1, 2), REF)
        await stand.client.buy(CARY, Part(1, 2), REF)

    assert stand.desk.tokens == ["t-1", "t-1", "t-2"]


async def test_an_order_refused_with_a_new_token_is_a_matter_of_access() -> None:
    async with opened(order=[says(401)]) as stand:
        for _ in range(2):
            with pytest.raises(AccessDeniedError):
                await stand.client.buy(CARY, Part(1, 2), REF)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (says(401, '{"error": "invalid_client"}'), AccessDeniedError),
        (says(503), CarrierUnavailableError),
        (_EMPTY, CarrierUnavailableError),
    ],
)
async def test_without_a_token_surely_nothing_is_ordered(
    raw: bytes, error: type[Exception]
) -> None:
    async with opened(token=[raw]) as stand:
        with pytest.raises(error):
            await stand.client.buy(CARY, Part(1, 2), REF)

    assert _ORDER not in stand.desk.asked


def page(*numbers: str, following: str = "") -> bytes:
    link = f"Link=&lt;https://h/api/tns?page={following}&amp;size=1&gt;" if following else ""
    listed = "".join(
        f"<TelephoneNumber><FullNumber>{each}</FullNumber></TelephoneNumber>" for each in numbers
    )
    return says(
        200,
        f"<R><Links><next>{link}</next></Links><TelephoneNumbers>{listed}</TelephoneNumbers></R>",
    )


async def test_the_accounts_numbers_come_page_by_page() -> None:
    pages = [page("9195550142", following="c-2"), page("9195550177")]
    async with opened(numbers=pages) as stand:
        held = [bought.tn async for bought in stand.client.list()]

    assert held == [TN, OTHER_TN]
    assert stand.desk.asked == [_TOKEN, _NUMBERS, _NUMBERS]


async def test_a_list_that_leads_back_to_itself_is_given_up() -> None:
    async with opened(numbers=[page("9195550142", following="1")]) as stand:
        with pytest.raises(CarrierUnavailableError):
            _ = [bought async for bought in stand.client.list()]


@pytest.mark.parametrize("denial", [says(403), says(404, response_status("9001"))])
async def test_credentials_that_may_not_read_details_get_the_plain_list(denial: bytes) -> None:
    async with opened(numbers=[denial], in_service=[page("9195550142")]) as stand:
        held = [bought.tn async for bought in stand.client.list()]

    assert held == [TN]


async def test_a_list_that_is_denied_in_its_middle_is_not_begun_anew() -> None:
    async with opened(numbers=[page("9195550142", following="2"), says(403)]) as stand:
        with pytest.raises(AccessDeniedError):
            _ = [bought async for bought in stand.client.list()]


async def test_numbers_are_given_back_by_an_order_that_is_sent_once() -> None:
    begun = "<D><orderRequest><id>0d-1</id></orderRequest><OrderStatus>RECEIVED</OrderStatus></D>"
    done = (
        "<D><DisconnectedTelephoneNumberList><TelephoneNumber>9195550142</TelephoneNumber>"
        "</DisconnectedTelephoneNumberList><OrderStatus>COMPLETE</OrderStatus></D>"
    )
    async with opened(release=[says(201, begun), says(503)], released=[says(200, done)]) as stand:
        order_id = await stand.client.release([TN])
        gone = await stand.client.released(order_id)
        with pytest.raises(CarrierUnavailableError):
            await stand.client.release([TN])

    assert gone == (TN,)
    assert stand.desk.asked.count(_RELEASE) == 2


async def test_secrets_are_in_no_repr_and_in_no_error() -> None:
    async with opened(token=[says(401)]) as stand:
        with pytest.raises(AccessDeniedError) as caught:
            await stand.client.search(CARY, 1)

    shown = repr(options_of("http://127.0.0.1:1")) + repr(caught.value)
    assert "s-hidden" not in shown


@pytest.mark.parametrize(
    ("api_url", "practice", "e164"),
    [
        ("https://api.bandwidth.com/api/v2", False, True),
        ("https://dashboard.bandwidth.com/api", False, False),
        ("https://api.bandwidth.com/api/v1/", False, False),
        ("http://127.0.0.1:8801/api/v2", True, True),
        ("https://bandwidth.com.example.org/api/v2", True, True),
    ],
)
async def test_the_address_tells_practice_and_version(
    api_url: str, *, practice: bool, e164: bool
) -> None:
    options = replace(options_of("http://127.0.0.1:1"), api_url=api_url)
    async with open_sessions() as sessions:
        calls = BandwidthCalls(options, sessions, timing=Timing(FakeClock()))
        client = Bandwidth(options, calls)

    assert (client.practice, options.requests.e164) == (practice, e164)
