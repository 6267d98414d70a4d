"""Trouble on request: what the client sees, and what was truly bought."""

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientTimeout

from sandbox.carrier.faults import Call, FaultKind
from sandbox.carrier.options import Options
from tests.contract.local_carriers import ACCOUNT, LOCAL, NUMBERS, Running

_PATIENCE = ClientTimeout(total=0.3)
_CARY = {"city": "Cary", "state": "NC", "quantity": "2"}


def _bought(running: Running) -> int:
    return len(running.carrier.ledger()["purchases"])


@pytest.mark.parametrize(
    ("kind", "bought"),
    [(FaultKind.TIMEOUT_BEFORE_COMMIT, 0), (FaultKind.TIMEOUT_AFTER_COMMIT, 2)],
)
async def test_a_timeout_ends_when_the_client_hangs_up(
    running: Running, kind: FaultKind, bought: int
) -> None:
    running.carrier.faults.add(kind, Call.ORDER)

    with pytest.raises(asyncio.TimeoutError):
        await running.call("POST", LOCAL, params=_CARY, timeout=_PATIENCE)

    assert _bought(running) == bought


async def test_a_hanging_call_does_not_outlive_the_carrier(carrier_file: Path) -> None:
    async with Running(carrier_file) as running:
        running.carrier.faults.add(FaultKind.TIMEOUT_AFTER_COMMIT)
        hanging = asyncio.create_task(running.order(**_CARY))
        await running.called.wait()

        await running.carrier.stop()

        with pytest.raises(ClientConnectionError):
            await hanging


async def test_a_hanging_call_is_cut_after_its_bound(carrier_file: Path) -> None:
    async with Running(carrier_file, Options(hang_s=0.1)) as running:
        running.carrier.faults.add(FaultKind.TIMEOUT_AFTER_COMMIT)

        with pytest.raises(ClientConnectionError):
            await running.order(**_CARY)


async def test_a_dropped_connection_has_bought(running: Running) -> None:
    running.carrier.faults.add(FaultKind.DROP_AFTER_COMMIT, Call.ORDER)

    with pytest.raises(ClientConnectionError):
        await running.order(**_CARY)

    assert _bought(running) == 2
    assert running.traffic[-1]["status"] is None


@pytest.mark.parametrize(
    ("kind", "status", "bought"),
    [
        (FaultKind.ERROR_500_BEFORE, 500, 0),
        (FaultKind.ERROR_500_AFTER_COMMIT, 500, 2),
        (FaultKind.ALLOCATOR_TIMEOUT_503, 503, 0),
        (FaultKind.RATE_LIMITED_429, 429, 0),
        (FaultKind.PARTIAL_404_BOUGHT, 404, 1),
        (FaultKind.PARTIAL_404_NOT_BOUGHT, 404, 0),
        (FaultKind.INSUFFICIENT_BALANCE, 403, 0),
        (FaultKind.UNAUTHORIZED, 401, 0),
    ],
)
async def test_a_fault_is_seen_once_and_buys_what_it_says(
    running: Running, kind: FaultKind, status: int, bought: int
) -> None:
    running.carrier.faults.add(kind, Call.ORDER)

    answer = await running.order(**_CARY)

    assert (answer.status, _bought(running)) == (status, bought)
    assert (await running.order(**_CARY)).status == 201


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.ALLOCATOR_TIMEOUT_503, "number-allocator-timeout"),
        (FaultKind.RATE_LIMITED_429, "rate-limit-reached"),
        (FaultKind.PARTIAL_404_BOUGHT, "order-number-quantity-unavailable"),
        (FaultKind.PARTIAL_404_NOT_BOUGHT, "order-number-quantity-unavailable"),
        (FaultKind.INSUFFICIENT_BALANCE, "insufficient-available-balance"),
    ],
)
async def test_a_documented_refusal_has_its_code(
    running: Running, kind: FaultKind, code: str
) -> None:
    running.carrier.faults.add(kind, Call.ORDER)

    answer = await running.order(**_CARY)

    assert answer.code == code


async def test_a_malformed_body_comes_after_the_purchase(running: Running) -> None:
    running.carrier.faults.add(FaultKind.MALFORMED_BODY, Call.ORDER)

    with pytest.raises(json.JSONDecodeError):
        await running.order(**_CARY)

    assert _bought(running) == 2


async def test_a_malformed_allocation_has_no_location(running: Running) -> None:
    running.carrier.faults.add(FaultKind.MALFORMED_BODY, Call.ALLOCATE)

    async with running.session.post(NUMBERS, json={"number": "+19195550142"}) as response:
        assert "Location" not in response.headers
        assert response.status == 201


async def test_a_number_taken_by_others_is_offered_no_more(running: Running) -> None:
    found = await running.get(LOCAL, **_CARY)
    running.carrier.faults.add(FaultKind.NUMBER_TAKEN)

    answer = await running.call("POST", NUMBERS, json={"number": found.numbers[0]})

    assert (answer.status, answer.code) == (409, "duplicate-number")
    assert found.numbers[0] not in (await running.get(LOCAL, **_CARY)).numbers
    assert _bought(running) == 0


async def test_an_allocation_can_fail_for_lack_of_money(running: Running) -> None:
    running.carrier.faults.add(FaultKind.INSUFFICIENT_BALANCE)

    answer = await running.call("POST", NUMBERS, json={"number": "+19195550142"})

    assert (answer.status, answer.code) == (403, "insufficient-available-balance")


async def test_a_slow_call_succeeds_in_the_end(carrier_file: Path) -> None:
    async with Running(carrier_file, Options(slow_s=0.2)) as running:
        running.carrier.faults.add(FaultKind.SLOW, Call.SEARCH)

        answer = await running.get(LOCAL, **_CARY)

    assert (answer.status, len(answer.body)) == (200, 2)


async def test_an_unreachable_carrier_refuses_connections_until_cleared(running: Running) -> None:
    await running.get(ACCOUNT)
    running.carrier.faults.add(FaultKind.UNREACHABLE)
    for _ in range(2):
        with pytest.raises(ClientConnectionError):
            await running.get(ACCOUNT)

    running.carrier.faults.clear()

    assert (await running.get(ACCOUNT)).status == 200


async def test_an_unreachable_carrier_still_tells_its_ledger_and_stops(running: Running) -> None:
    await running.order(**_CARY)

    running.carrier.faults.add(FaultKind.UNREACHABLE)

    assert _bought(running) == 2


async def test_going_and_coming_at_once_leaves_it_reachable(running: Running) -> None:
    for _ in range(5):
        running.carrier.faults.add(FaultKind.UNREACHABLE)
        running.carrier.faults.clear()

    assert (await running.get(ACCOUNT)).status == 200


async def test_other_calls_are_not_struck(running: Running) -> None:
    running.carrier.faults.add(FaultKind.ERROR_500_BEFORE, Call.ORDER)

    assert (await running.get(LOCAL, **_CARY)).status == 200


async def test_traffic_is_told_without_credentials(running: Running) -> None:
    answer = await running.order(**_CARY)

    entry = running.traffic[-1]
    assert entry["method"] == "POST"
    assert entry["path"] == LOCAL
    assert entry["query"] == "city=Cary&state=NC&quantity=2"
    assert entry["status"] == 201
    assert entry["call"] == "order"
    assert json.loads(entry["body"]) == answer.body
    assert "Authorization" not in str(entry)
    assert "s-sandbox" not in str(entry)


async def test_every_change_of_the_ledger_is_told(running: Running) -> None:
    location = (await running.order(zip="27513", quantity="1")).body[0]["location"]
    await running.get(LOCAL, **_CARY)
    await running.call("POST", location, json={"name": "ref-1"})
    await running.call("DELETE", location)

    assert len(running.changes) == 3
