"""Trouble on request at the Numbers API: what the client sees, and what was truly bought."""

import asyncio
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest
from aiohttp import ClientConnectionError

from sandbox.carrier.faults import Call, FaultKind
from sandbox.carrier.options import Options
from tests.contract.local_bandwidths import (
    CLIENT,
    DISCONNECTS,
    ORDERS,
    SEARCH,
    TOKEN,
    Numbers,
    existing,
    opened,
    searched,
)

_CARY = searched("City", City="Cary", State="NC", Quantity="4")


@pytest.mark.parametrize(
    ("kind", "bought"),
    [(FaultKind.TIMEOUT_BEFORE_COMMIT, 0), (FaultKind.TIMEOUT_AFTER_COMMIT, 4)],
)
async def test_an_order_without_an_answer_is_carried_out_or_not(
    numbers: Numbers, kind: FaultKind, bought: int
) -> None:
    numbers.trouble(kind)

    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(numbers.order(_CARY), 0.3)

    assert await numbers.bought() == bought


async def test_a_dropped_order_is_found_by_the_customers_id(numbers: Numbers) -> None:
    numbers.trouble(FaultKind.DROP_AFTER_COMMIT)
    with pytest.raises(ClientConnectionError):
        await numbers.order(_CARY, CustomerOrderId="ref-1")

    told = await numbers.get(ORDERS, customerOrderId="ref-1", page="1", size="20")

    assert told.body["ListOrderIdUserIdDate"]["TotalCount"] == "1"
    assert await numbers.bought() == 4


async def test_a_dropped_reservation_is_found_by_its_number(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    numbers.trouble(FaultKind.DROP_AFTER_COMMIT, Call.RESERVE)
    with pytest.raises(ClientConnectionError):
        await numbers.reserve(number)

    told = await numbers.get(f"/api/v1/tns/{number}/tnreservation")

    held = numbers.running.carrier.ledger()["holds"]
    assert told.body["ReservationID"] == held[0]["id"]


@pytest.mark.parametrize(
    ("kind", "status", "bought"),
    [
        (FaultKind.ERROR_500_BEFORE, 500, 0),
        (FaultKind.ERROR_500_AFTER_COMMIT, 500, 4),
        (FaultKind.ALLOCATOR_TIMEOUT_503, 503, 0),
        (FaultKind.RATE_LIMITED_429, 429, 0),
        (FaultKind.INSUFFICIENT_BALANCE, 402, 0),
        (FaultKind.UNAUTHORIZED, 401, 0),
    ],
)
async def test_a_fault_is_seen_once_and_orders_what_it_says(
    numbers: Numbers, kind: FaultKind, status: int, bought: int
) -> None:
    numbers.trouble(kind)

    told = await numbers.order(_CARY)

    assert (told.status, await numbers.bought()) == (status, bought)
    assert (await numbers.order(_CARY)).status == 201


@pytest.mark.parametrize(
    ("kind", "code", "free"),
    [(FaultKind.RESERVATION_DENIED_5046, "5046", True), (FaultKind.NUMBER_TAKEN, "5041", False)],
)
async def test_a_reservation_is_refused_by_a_fault(
    numbers: Numbers,
    kind: FaultKind,
    code: str,
    free: bool,  # noqa: FBT001 - a case
) -> None:
    [number] = await numbers.free(1)
    numbers.trouble(kind, "*")

    told = await numbers.reserve(number)

    assert (told.status, told.body["ResponseStatus"]["ErrorCode"]) == (400, code)
    assert ([number] == await numbers.free(1)) is free
    assert numbers.running.carrier.ledger()["holds"] == []


async def test_a_number_that_is_held_cannot_be_taken_by_others(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    held = await numbers.reserve(number)
    numbers.trouble(FaultKind.NUMBER_TAKEN, Call.RESERVE)

    told = await numbers.reserve(number)

    made = await numbers.order(existing(number, reservations=[held.id]))
    assert told.status == 400
    assert (await numbers.ended(made)).completed == [number]


async def test_a_malformed_answer_comes_after_the_order(numbers: Numbers) -> None:
    numbers.trouble(FaultKind.MALFORMED_BODY)

    with pytest.raises(ParseError):
        await numbers.order(_CARY)

    assert await numbers.bought() == 4


async def test_a_token_can_be_refused_and_later_given(numbers: Numbers) -> None:
    numbers.trouble(FaultKind.ERROR_500_BEFORE, Call.TOKEN)
    form, headers = {"grant_type": "client_credentials"}, {"Authorization": CLIENT}

    told = [await numbers.running.call("POST", TOKEN, data=form, headers=headers) for _ in range(2)]

    assert [each.status for each in told] == [500, 200]


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (Call.SEARCH, SEARCH),
        (Call.FIND_ORDER, ORDERS),
        (Call.FIND_ORDER, DISCONNECTS),
        (Call.ORDER_STATUS, f"{ORDERS}/x"),
        (Call.ORDER_STATUS, f"{DISCONNECTS}/x"),
        (Call.LIST, "/api/v1/tns"),
        (Call.GET, "/api/v1/tns/9195550142"),
    ],
)
async def test_every_call_can_be_struck(numbers: Numbers, call: Call, path: str) -> None:
    numbers.trouble(FaultKind.UNAUTHORIZED, call)

    told = [(await numbers.get(path)).status for _ in range(2)]

    assert told[0] == 401
    assert told[1] != 401


async def test_the_reset_after_a_429_is_a_second_to_come(numbers: Numbers) -> None:
    numbers.trouble(FaultKind.RATE_LIMITED_429)

    told = await numbers.order(_CARY)

    assert told.body == ""
    assert int(told.headers["X-RateLimit-Reset"]) - numbers.clock.at.timestamp() == 2


async def test_a_slow_call_succeeds_in_the_end(carrier_file: Path) -> None:
    async with opened(carrier_file, Options(slow_s=0.2)) as client:
        client.trouble(FaultKind.SLOW, Call.SEARCH)

        assert len(await client.free(2)) == 2


async def test_an_unreachable_carrier_refuses_connections(numbers: Numbers) -> None:
    numbers.trouble(FaultKind.UNREACHABLE, "*")
    with pytest.raises(ClientConnectionError):
        await numbers.free(1)

    numbers.running.carrier.faults.clear()

    assert len(await numbers.free(1)) == 1


async def test_what_happens_to_orders_later_leaves_catapult_alone(numbers: Numbers) -> None:
    numbers.trouble(FaultKind.FAILED_5005)

    told = await numbers.running.order(city="Cary", state="NC", quantity="1")

    assert told.status == 201
    assert numbers.running.carrier.faults.active() == [
        {"kind": "failed_5005", "call": "order", "times": 1}
    ]
