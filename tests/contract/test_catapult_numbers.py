"""The bot's client and the account's numbers: lookups of lost orders, lists, names, releases."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.carriers.catapult_calls import CatapultOptions
from bot.domain.criteria import CityCriteria, Criteria, NpaCriteria, StateCriteria
from bot.domain.errors import (
    AccessDeniedError,
    CarrierRefusedError,
    CarrierUnavailableError,
    OutcomeUnknownError,
)
from bot.domain.purchase import Part, Traces
from sandbox.carrier.faults import Call, FaultKind
from tests.contract.catapults import (
    ORDER_ID,
    Now,
    Told,
    allocating,
    attempt,
    client_of,
    connected,
    options_of,
    query_of,
)
from tests.contract.local_carriers import Running
from tests.unit.carriers.doors import Door

_CARY = Criteria(CityCriteria("Cary", "NC"), 2)


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(hours=4), timedelta(hours=-4)])
async def test_a_lost_order_is_found_by_place_and_time_whatever_our_clock_says(
    running: Running, ahead: timedelta
) -> None:
    clock = Now(ahead)
    lost = attempt(Part(1, 2), clock.now())
    running.carrier.faults.add(FaultKind.DROP_AFTER_COMMIT, Call.ORDER)

    async with connected(running, clock=clock) as catapult:
        with pytest.raises(OutcomeUnknownError):
            await catapult.buy(_CARY, lost.part, lost.client_ref)
        found = (await catapult.look_up(lost, _CARY)).candidates
        later = attempt(lost.part, clock.now() + timedelta(minutes=1))
        assert await catapult.look_up(later, _CARY) == Traces()

    purchases = running.carrier.ledger()["purchases"]
    assert sorted(one.tn for one in found) == sorted(each["number"] for each in purchases)


async def test_numbers_elsewhere_are_not_taken_for_the_lost_orders(running: Running) -> None:
    lost = attempt(Part(1, 2), Now().now())

    async with connected(running) as catapult:
        for place in (CityCriteria("Raleigh", "NC"), StateCriteria("MO")):
            await catapult.buy(Criteria(place, 1), Part(1, 1), "other-1-1")

        assert await catapult.look_up(lost, _CARY) == Traces()
        assert await catapult.look_up(lost, Criteria(NpaCriteria("212"), 2)) == Traces()


async def test_numbers_that_bear_the_reference_come_alone(running: Running) -> None:
    lost = attempt(Part(1, 2), Now().now())

    async with connected(running) as catapult:
        mine = (await catapult.buy(_CARY, lost.part, lost.client_ref)).bought
        await catapult.buy(_CARY, Part(1, 2), "other-1-1")
        for one in mine:
            await catapult.sign(one, lost.client_ref)

        found = (await catapult.look_up(lost, _CARY)).candidates

    assert {one.tn for one in found} == {one.tn for one in mine}
    assert {one.name for one in found} == {lost.client_ref}
    refs = [each["client_ref"] for each in running.carrier.ledger()["purchases"]]
    assert sorted(refs, key=str) == [lost.client_ref, lost.client_ref, None, None]


async def test_a_lost_allocation_is_found_by_its_number(running: Running) -> None:
    async with connected(running, allocating(running)) as catapult:
        part, other = await catapult.plan(_CARY)
        lost = attempt(part, Now().now())
        running.carrier.faults.add(FaultKind.TIMEOUT_AFTER_COMMIT, Call.ALLOCATE)
        with pytest.raises(OutcomeUnknownError):
            await catapult.buy(_CARY, part, lost.client_ref)

        (found,) = (await catapult.look_up(lost, _CARY)).candidates

        assert ((found.tn,), found.name) == (part.tns, lost.client_ref)
        assert await catapult.look_up(attempt(other, Now().now()), _CARY) == Traces()


async def test_an_allocation_by_an_earlier_try_of_the_part_is_its_fruit_too(
    running: Running,
) -> None:
    long_after = Now().now() + timedelta(hours=1)

    async with connected(running, allocating(running)) as catapult:
        part, _ = await catapult.plan(_CARY)
        await catapult.buy(_CARY, part, f"{ORDER_ID}-1-1")

        found = await catapult.look_up(attempt(part, long_after, 2), _CARY)
        assert len(found.candidates) == 1
        stranger = replace(attempt(part, long_after), order_id="01JDF0000000000000000000BB")
        assert await catapult.look_up(stranger, _CARY) == Traces()


async def test_a_lookup_that_is_denied_is_no_finding(running: Running) -> None:
    running.carrier.faults.add(FaultKind.UNAUTHORIZED, "*", times=None)
    sent_at = Now().now()

    async with connected(running) as catapult:
        for part in (Part(1, 2), Part(1, 1, ("+19195550142",))):
            with pytest.raises(AccessDeniedError):
                await catapult.look_up(attempt(part, sent_at), _CARY)


async def test_a_search_is_repeated_after_passing_trouble(running: Running) -> None:
    running.carrier.faults.add(FaultKind.ERROR_500_BEFORE, Call.SEARCH, times=2)
    told = Told()

    async with connected(running, told=told) as catapult:
        offers = await catapult.search(_CARY, 2)

    assert len(offers) == 2
    assert told.calls == [("search", "ok")]


async def test_a_list_goes_on_page_by_page(running: Running) -> None:
    everywhere = Criteria(StateCriteria("NC"), 1001)

    async with connected(running) as catapult:
        await catapult.buy(everywhere, Part(1, 1001), "order-1-1")

        listed = [one async for one in catapult.list(state="NC")]

    pages = [query_of(entry) for entry in running.traffic if entry["method"] == "GET"]
    assert len({one.tn for one in listed}) == len(listed) == 1001
    assert [page.get("page", "0") for page in pages] == ["0", "1"]
    assert all((page["state"], page["size"]) == ("NC", "1000") for page in pages)


async def test_a_list_without_end_is_given_up() -> None:
    path = "/v1/users/u-1/phoneNumbers"

    async def endless(door: Door, writer: asyncio.StreamWriter) -> None:
        link = f'Link: <{door.root}{path}?page={len(door.requests)}>; rel="next"'
        head = f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{link}\r\n\r\n"
        writer.write(head.encode() + b"[]")

    async with Door(endless).open() as door:
        options = CatapultOptions(base_url=door.root, user_id="u-1", token="t-1", secret="s-1")
        async with client_of(options) as catapult:
            with pytest.raises(CarrierUnavailableError, match="does not end"):
                _ = [one async for one in catapult.list()]


async def test_a_number_is_read_by_id_and_by_e164_until_it_is_released(running: Running) -> None:
    async with connected(running) as catapult:
        one, two = (await catapult.buy(_CARY, Part(1, 2), "order-1-1")).bought

        by_id = await catapult.get(one.carrier_id)
        assert by_id == await catapult.get(one.tn)
        await catapult.release(one.carrier_id)

        with pytest.raises(CarrierRefusedError):
            await catapult.get(one.tn)
        with pytest.raises(CarrierRefusedError):
            await catapult.release(one.carrier_id)
        assert [each.tn async for each in catapult.list()] == [two.tn]

    assert (by_id.tn, by_id.city, by_id.state) == (one.tn, "CARY", "NC")
    assert running.carrier.ledger()["releases"][0]["number"] == one.tn


async def test_a_number_without_an_id_is_signed_by_its_e164(running: Running) -> None:
    async with connected(running) as catapult:
        one, _ = (await catapult.buy(_CARY, Part(1, 2), "order-1-1")).bought

        await catapult.sign(replace(one, carrier_id=""), "order-1-1")

        assert (await catapult.get(one.tn)).name == "order-1-1"


async def test_the_account_tells_its_balance_and_kind(running: Running) -> None:
    async with connected(running) as catapult:
        account = await catapult.account()

    assert account.balance == Decimal(100_000)
    assert account.kind == "pre-pay"


async def test_a_user_id_that_is_not_ours_is_denied(running: Running) -> None:
    options = replace(options_of(running), user_id="u-other")

    async with connected(running, options) as catapult:
        with pytest.raises(AccessDeniedError):
            await catapult.account()
