"""The bot's client buys at the local carrier: what arrives, comes back, and is on the ledger."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    Digits,
    Match,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NoCreditError,
    NumberTakenError,
    OutcomeUnknownError,
    PartTooLargeError,
    PlaceUnknownError,
)
from bot.domain.purchase import Part
from sandbox.carrier.faults import Call, FaultKind
from sandbox.carrier.options import Options
from tests.contract.catapults import Told, allocating, connected, options_of, query_of
from tests.contract.local_carriers import Running

_CARY = Criteria(CityCriteria("Cary", "NC"), 2)
_REF = "01JDF0000000000000000000AA-1-1"


def _bought(running: Running) -> int:
    return len(running.carrier.ledger()["purchases"])


async def test_two_numbers_in_cary_are_bought_and_on_the_ledger(running: Running) -> None:
    async with connected(running) as catapult:
        (part,) = await catapult.plan(_CARY)
        bought = (await catapult.buy(_CARY, part, _REF)).bought

    purchases = running.carrier.ledger()["purchases"]
    assert part == Part(1, 2)
    assert sorted(one.tn for one in bought) == sorted(each["number"] for each in purchases)
    assert all(one.carrier_id and one.price for one in bought)


@pytest.mark.parametrize(
    ("place", "query"),
    [
        (CityCriteria("Winston-Salem", "NC"), {"city": "Winston-Salem", "state": "NC"}),
        (CityCriteria("St. Louis", "MO"), {"city": "St. Louis", "state": "MO"}),
        (StateCriteria("NC"), {"state": "NC"}),
        (ZipCriteria("27513"), {"zip": "27513"}),
        (NpaCriteria("919"), {"areaCode": "919"}),
        (NpaCriteria("919", "555"), {"areaCode": "919", "localNumber": "555"}),
        (
            NpaCriteria("919", "5550", nearby=True),
            {"areaCode": "919", "localNumber": "5550", "inLocalCallingArea": "true"},
        ),
        (TollFreeCriteria(), {}),
    ],
)
async def test_every_criterion_arrives_under_its_api_name_and_is_met(
    running: Running, place: Place, query: dict[str, str]
) -> None:
    criteria = Criteria(place, 1)

    async with connected(running) as catapult:
        offers = await catapult.search(criteria, 2)
        bought = (await catapult.buy(criteria, Part(1, 1), _REF)).bought

    search, order = running.traffic[-2:]
    assert (search["method"], query_of(search)) == ("GET", query | {"quantity": "2"})
    assert (order["method"], query_of(order)) == ("POST", query | {"quantity": "1"})
    assert order["path"] == search["path"]
    assert order["path"].endswith("/tollFree" if not query else "/local")
    assert (len(offers), len(bought), _bought(running)) == (2, 1, 1)
    assert offers[0].price is not None


async def test_an_ending_is_searched_checked_again_and_bought_one_by_one(
    running: Running,
) -> None:
    criteria = Criteria(NpaCriteria("919"), 3, Digits(Match.ENDING, "20"))

    async with connected(running) as catapult:
        parts = await catapult.plan(criteria, first=4)
        (bought,) = (await catapult.buy(criteria, parts[0], "ref-4-1")).bought

    assert [part.index for part in parts] == [4, 5, 6]
    assert all(part.quantity == 1 and part.tns[0].endswith("20") for part in parts)
    assert query_of(running.traffic[0])["pattern"] == "*20"
    assert (bought.tn,) == parts[0].tns
    assert (bought.name, bought.state, bought.price) == ("ref-4-1", "NC", Decimal("0.60"))
    assert bought.created_at is not None
    (purchase,) = running.carrier.ledger()["purchases"]
    assert (purchase["number"], purchase["client_ref"]) == (bought.tn, "ref-4-1")


async def test_more_is_asked_for_when_the_pattern_brings_too_few(running: Running) -> None:
    criteria = Criteria(NpaCriteria("919"), 60, Digits(Match.STARTING, "9"))

    async with connected(running) as catapult:
        offers = await catapult.search(criteria, 60)

    asked = [query_of(entry)["quantity"] for entry in running.traffic]
    assert asked == ["350", "5000"]
    assert all(offer.tn[5] == "9" for offer in offers)
    assert len(offers) == 60


async def test_allocating_plans_a_part_for_each_number(running: Running) -> None:
    async with connected(running, allocating(running)) as catapult:
        parts = await catapult.plan(_CARY)

    assert [(part.index, part.quantity) for part in parts] == [(1, 1), (2, 1)]
    assert len({part.tns for part in parts}) == 2


async def test_a_smaller_part_size_is_kept(running: Running) -> None:
    async with connected(running) as catapult:
        parts = await catapult.plan(_CARY.of(25), first=2, part_size=10)

    assert parts == (Part(2, 10), Part(3, 10), Part(4, 5))


async def test_a_newer_account_takes_ten_in_one_order(carrier_file: Path) -> None:
    async with Running(carrier_file, Options(order_maximum=10)) as running:
        async with connected(running) as catapult:
            with pytest.raises(PartTooLargeError):
                await catapult.buy(_CARY, Part(1, 11), _REF)
            bought = (await catapult.buy(_CARY, Part(1, 10), _REF)).bought

        assert len(bought) == _bought(running) == 10


async def test_even_ten_refused_as_too_many_is_a_plain_no(carrier_file: Path) -> None:
    async with (
        Running(carrier_file, Options(order_maximum=1)) as running,
        connected(running) as catapult,
    ):
        with pytest.raises(CarrierRefusedError) as caught:
            await catapult.buy(_CARY, Part(1, 2), _REF)

    assert type(caught.value) is CarrierRefusedError


@pytest.mark.parametrize("place", [CityCriteria("Carey", "NC"), ZipCriteria("00000")])
async def test_an_order_for_an_unknown_place_is_refused_as_such(
    running: Running, place: Place
) -> None:
    criteria = Criteria(place, 1)

    async with connected(running) as catapult:
        with pytest.raises(PlaceUnknownError):
            await catapult.buy(criteria, Part(1, 1), _REF)


@pytest.mark.parametrize(
    ("kind", "error", "bought"),
    [
        (FaultKind.TIMEOUT_AFTER_COMMIT, OutcomeUnknownError, 2),
        (FaultKind.TIMEOUT_BEFORE_COMMIT, OutcomeUnknownError, 0),
        (FaultKind.DROP_AFTER_COMMIT, OutcomeUnknownError, 2),
        (FaultKind.ERROR_500_BEFORE, OutcomeUnknownError, 0),
        (FaultKind.ERROR_500_AFTER_COMMIT, OutcomeUnknownError, 2),
        (FaultKind.ALLOCATOR_TIMEOUT_503, OutcomeUnknownError, 0),
        (FaultKind.PARTIAL_404_BOUGHT, OutcomeUnknownError, 1),
        (FaultKind.PARTIAL_404_NOT_BOUGHT, OutcomeUnknownError, 0),
        (FaultKind.MALFORMED_BODY, OutcomeUnknownError, 2),
        (FaultKind.RATE_LIMITED_429, CarrierUnavailableError, 0),
        (FaultKind.INSUFFICIENT_BALANCE, NoCreditError, 0),
        (FaultKind.UNAUTHORIZED, AccessDeniedError, 0),
    ],
)
async def test_each_trouble_of_an_order_is_the_right_error_and_one_post(
    running: Running, kind: FaultKind, error: type[CarrierError], bought: int
) -> None:
    running.carrier.faults.add(kind, Call.ORDER)
    told = Told()

    async with connected(running, told=told) as catapult:
        with pytest.raises(error) as caught:
            await catapult.buy(_CARY, Part(1, 2), _REF)

    assert type(caught.value) is error
    assert _bought(running) == bought
    assert [entry["method"] for entry in running.traffic] == ["POST"]
    assert told.calls == [("order", error.__name__)]


@pytest.mark.parametrize(
    ("kind", "error", "bought"),
    [
        (FaultKind.DROP_AFTER_COMMIT, OutcomeUnknownError, 1),
        (FaultKind.ERROR_500_BEFORE, OutcomeUnknownError, 0),
        (FaultKind.MALFORMED_BODY, OutcomeUnknownError, 1),
        (FaultKind.RATE_LIMITED_429, CarrierUnavailableError, 0),
        (FaultKind.INSUFFICIENT_BALANCE, NoCreditError, 0),
        (FaultKind.UNAUTHORIZED, AccessDeniedError, 0),
        (FaultKind.NUMBER_TAKEN, NumberTakenError, 0),
    ],
)
async def test_each_trouble_of_an_allocation_is_the_right_error_and_one_post(
    running: Running, kind: FaultKind, error: type[CarrierError], bought: int
) -> None:
    async with connected(running, allocating(running)) as catapult:
        part, _ = await catapult.plan(_CARY)
        running.carrier.faults.add(kind, Call.ALLOCATE)
        with pytest.raises(error) as caught:
            await catapult.buy(_CARY, part, _REF)

    assert type(caught.value) is error
    assert _bought(running) == bought
    assert [entry["method"] for entry in running.traffic].count("POST") == 1


async def test_an_allocation_sent_again_finds_that_its_first_try_bought(
    running: Running,
) -> None:
    async with connected(running, allocating(running)) as catapult:
        part, _ = await catapult.plan(_CARY)
        running.carrier.faults.add(FaultKind.DROP_AFTER_COMMIT, Call.ALLOCATE)
        with pytest.raises(OutcomeUnknownError):
            await catapult.buy(_CARY, part, "order-1-1")

        (bought,) = (await catapult.buy(_CARY, part, "order-1-2")).bought

    assert ((bought.tn,), bought.name) == (part.tns, "order-1-1")
    assert _bought(running) == 1


async def test_a_number_that_another_order_of_ours_holds_is_taken(running: Running) -> None:
    async with connected(running, allocating(running)) as catapult:
        part, _ = await catapult.plan(_CARY)
        await catapult.buy(_CARY, part, "order-1-1")

        with pytest.raises(NumberTakenError):
            await catapult.buy(_CARY, part, "other-1-1")


async def test_a_taken_number_that_cannot_be_looked_up_is_unknown(running: Running) -> None:
    async with connected(running, allocating(running)) as catapult:
        part, _ = await catapult.plan(_CARY)
        running.carrier.faults.add(FaultKind.NUMBER_TAKEN, Call.ALLOCATE)
        running.carrier.faults.add(FaultKind.ERROR_500_BEFORE, Call.GET, times=None)
        with pytest.raises(OutcomeUnknownError):
            await catapult.buy(_CARY, part, "order-1-1")


async def test_a_bought_number_is_told_even_when_its_record_cannot_be_read(
    running: Running,
) -> None:
    async with connected(running, allocating(running)) as catapult:
        part, _ = await catapult.plan(_CARY)
        running.carrier.faults.add(FaultKind.ERROR_500_BEFORE, Call.GET, times=None)

        (bought,) = (await catapult.buy(_CARY, part, "order-1-1")).bought

    assert ((bought.tn,), bought.price) == (part.tns, None)
    assert bought.carrier_id


@pytest.mark.parametrize("secret", ["wrong", "ünïcode"])
async def test_wrong_credentials_are_denied_and_never_shown(running: Running, secret: str) -> None:
    options = options_of(running)
    wrong = type(options)(
        base_url=f"{options.base_url}/v1/", user_id="u-sandbox", token="t-hidden", secret=secret
    )

    async with connected(running, wrong) as catapult:
        with pytest.raises(AccessDeniedError) as caught:
            await catapult.search(_CARY, 2)

    assert "t-hidden" not in repr(wrong) + repr(caught.value)
    assert secret not in repr(wrong) + repr(caught.value)


@pytest.mark.parametrize(
    ("base_url", "practice"),
    [
        ("https://api.catapult.inetwork.com", False),
        ("https://api.catapult.inetwork.com/v1", False),
        ("https://dashboard.bandwidth.com", False),
        ("https://inetwork.com.example.org", True),
        ("https://myinetwork.com", True),
    ],
)
async def test_only_bandwidths_own_hosts_are_no_practice(
    running: Running, base_url: str, *, practice: bool
) -> None:
    options = options_of(running)
    there = type(options)(base_url=base_url, user_id="u-1", token="t-1", secret="s-1")

    async with connected(running, there) as catapult:
        assert catapult.practice is practice
