"""The bot's client of the Numbers API and what time does: tokens, back orders, releases, lists."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.carriers.bandwidth import Bandwidth
from bot.domain.criteria import CityCriteria, Criteria, StateCriteria
from bot.domain.errors import AccessDeniedError, CarrierRefusedError, CarrierUnavailableError
from bot.domain.purchase import Part, Stage
from sandbox.carrier.faults import Call, FaultKind
from sandbox.carrier.options import Options
from tests.contract.bandwidths import connected
from tests.contract.catapults import Now, attempt
from tests.contract.following import ended, on_ledger
from tests.contract.local_bandwidths import TOKEN, MovableClock
from tests.contract.local_carriers import Running

_CARY = Criteria(CityCriteria("Cary", "NC"), 2)


@pytest.fixture
def now() -> Now:
    """The time of the client, which a test may move on."""
    return Now()


@pytest.fixture
def clock() -> MovableClock:
    """The time of the carrier, which a test may move on."""
    return MovableClock()


@pytest.fixture
async def running(carrier_file: Path, clock: MovableClock) -> AsyncIterator[Running]:
    """A local carrier whose tokens are good for two minutes."""
    async with Running(carrier_file, Options(token_s=120), clock=clock) as started:
        yield started


@pytest.fixture
async def bandwidth(running: Running, now: Now) -> AsyncIterator[Bandwidth]:
    """A client of that carrier."""
    async with connected(running, clock=now) as client:
        yield client


def _tokens(running: Running) -> int:
    return [entry["path"] for entry in running.traffic].count(TOKEN)


async def test_a_token_is_kept_and_renewed_a_minute_before_its_end(
    running: Running, bandwidth: Bandwidth, now: Now
) -> None:
    told: list[int] = []
    for seconds in (0, 59, 61):
        now.ahead = timedelta(seconds=seconds)
        await bandwidth.search(_CARY, 2)
        told.append(_tokens(running))

    assert told == [1, 1, 2]


async def test_a_search_gets_another_token_when_its_own_has_ended_too_soon(
    running: Running, bandwidth: Bandwidth, clock: MovableClock
) -> None:
    await bandwidth.search(_CARY, 2)
    clock.pass_by(121)

    assert len(await bandwidth.search(_CARY, 2)) == 2
    assert _tokens(running) == 2


async def test_an_order_whose_token_has_ended_buys_nothing_and_its_next_try_does(
    running: Running, bandwidth: Bandwidth, clock: MovableClock
) -> None:
    await bandwidth.search(_CARY, 2)
    clock.pass_by(121)
    mine = attempt(Part(1, 2), Now().now())

    with pytest.raises(CarrierUnavailableError):
        await bandwidth.buy(_CARY, mine.part, mine.client_ref)
    sold = on_ledger(running)
    receipt = await ended(bandwidth, _CARY, replace(mine, tries=2))

    assert sold == []
    assert sorted(each.tn for each in receipt.bought) == on_ledger(running)


async def test_a_back_order_is_followed_until_all_of_it_is_there(
    running: Running, bandwidth: Bandwidth, clock: MovableClock
) -> None:
    mine = attempt(Part(1, 2), Now().now())
    running.carrier.faults.add(FaultKind.BACKORDERED, Call.ORDER)
    accepted = await bandwidth.buy(_CARY, mine.part, mine.client_ref)
    mine = replace(mine, carrier_order=accepted.carrier_order)

    stages = [accepted.stage]
    for seconds in (0, 0, 29):
        clock.pass_by(seconds)
        receipt = (await bandwidth.look_up(mine, _CARY)).receipt
        assert receipt is not None
        stages.append(receipt.stage)
    clock.pass_by(1)
    last = (await bandwidth.look_up(mine, _CARY)).receipt

    assert stages == [Stage.ACCEPTED, Stage.ACCEPTED, Stage.BACKORDERED, Stage.BACKORDERED]
    assert last is not None
    assert (last.stage, last.short) == (Stage.ENDED, None)
    assert sorted(each.tn for each in last.bought) == on_ledger(running)
    assert len(last.bought) == 2


async def test_two_orders_under_one_reference_are_both_told(bandwidth: Bandwidth) -> None:
    mine = attempt(Part(1, 2), Now().now())
    sent = [await bandwidth.buy(_CARY, mine.part, mine.client_ref) for _ in range(2)]

    receipt = (await bandwidth.look_up(mine, _CARY)).receipt

    ids = {each.carrier_order for each in sent}
    assert len(ids) == 2
    assert receipt is not None
    assert {receipt.carrier_order, *receipt.twins} == ids


async def test_numbers_are_given_back_and_told_once_that_has_ended(bandwidth: Bandwidth) -> None:
    kept, *given_up = await _bought(bandwidth, 3)

    disconnect = await bandwidth.release(given_up)
    with pytest.raises(CarrierUnavailableError):
        await bandwidth.released(disconnect)
    gone = await bandwidth.released(disconnect)

    assert sorted(gone) == sorted(given_up)
    assert [each.tn async for each in bandwidth.list()] == [kept]


async def test_a_number_of_somebody_else_is_not_given_back(bandwidth: Bandwidth) -> None:
    offer, *_ = await bandwidth.search(_CARY, 1)

    disconnect = await bandwidth.release([offer.tn])
    with pytest.raises(CarrierUnavailableError):
        await bandwidth.released(disconnect)
    with pytest.raises(CarrierRefusedError):
        await bandwidth.released(disconnect)


async def test_the_accounts_numbers_are_listed_over_several_pages(
    running: Running, bandwidth: Bandwidth
) -> None:
    await _bought(bandwidth, 1001)

    listed = [each async for each in bandwidth.list()]

    assert sorted(each.tn for each in listed) == on_ledger(running)
    assert {each.state for each in listed} == {"NC"}
    assert [entry["call"] for entry in running.traffic].count(Call.LIST) == 2


async def test_who_may_not_read_details_lists_the_numbers_without(
    running: Running, bandwidth: Bandwidth
) -> None:
    await _bought(bandwidth, 301)
    running.carrier.faults.add(FaultKind.UNAUTHORIZED, Call.LIST, times=2)

    listed = [each async for each in bandwidth.list()]

    assert sorted(each.tn for each in listed) == on_ledger(running)
    assert {each.city for each in listed} == {""}


async def test_who_may_list_nothing_is_denied(running: Running, bandwidth: Bandwidth) -> None:
    running.carrier.faults.add(FaultKind.UNAUTHORIZED, Call.LIST, times=None)

    with pytest.raises(AccessDeniedError):
        _ = [each async for each in bandwidth.list()]


async def _bought(bandwidth: Bandwidth, quantity: int) -> list[str]:
    """Numbers of North Carolina that the account has."""
    criteria = Criteria(StateCriteria("NC"), quantity)
    receipt = await ended(bandwidth, criteria, attempt(Part(1, quantity), Now().now()))
    return [each.tn for each in receipt.bought]
