"""One suite for every carrier, by the port alone: what is free, bought, refused, lost and found."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

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
    CarrierRefusedError,
    CarrierUnavailableError,
    NoCreditError,
    NumberTakenError,
    OutcomeUnknownError,
    PlaceUnknownError,
)
from bot.domain.purchase import Part, Traces
from bot.domain.telephone import TOLL_FREE_NPAS
from bot.ports import Carrier
from sandbox.carrier.faults import Call, FaultKind
from tests.contract import bandwidths, catapults
from tests.contract.catapults import Now, attempt
from tests.contract.following import ended, found, on_ledger
from tests.contract.local_carriers import NUMBERS, Running

_CARY = Criteria(CityCriteria("Cary", "NC"), 2)
_CHOSEN = Criteria(NpaCriteria("919"), 2, Digits(Match.ENDING, "20"))


@dataclass(frozen=True)
class Api:
    """One way to a carrier.

    Attributes:
        connected: A client with good credentials.
        denied: One whose secret is wrong.
    """

    connected: Callable[[Running], AbstractAsyncContextManager[Carrier]]
    denied: Callable[[Running], AbstractAsyncContextManager[Carrier]]


_APIS = {
    "catapult": Api(
        catapults.connected,
        lambda running: catapults.connected(
            running, replace(catapults.options_of(running), secret="wrong")
        ),
    ),
    "bandwidth": Api(
        bandwidths.connected,
        lambda running: bandwidths.connected(
            running, replace(bandwidths.options_of(running), client_secret="wrong")
        ),
    ),
}


@pytest.fixture(params=_APIS)
def api(request: pytest.FixtureRequest) -> Api:
    """Each way in turn."""
    return _APIS[request.param]


@pytest.fixture
async def carrier(api: Api, running: Running) -> AsyncIterator[Carrier]:
    """A client of the running carrier, each in turn."""
    async with api.connected(running) as client:
        yield client


def _is_there(place: Place, tn: str, city: str, state: str) -> bool:
    match place:
        case CityCriteria():
            return (city, state) == (place.city.upper(), place.state)
        case StateCriteria():
            return state == place.state
        case ZipCriteria() | NpaCriteria(nearby=True):
            return (city, state) == ("CARY", "NC")
        case NpaCriteria(npa, local_number):
            return tn[2:].startswith(npa + local_number)
        case TollFreeCriteria():  # pragma: no branch - pyright proves that it is the last
            return tn[2:5] in TOLL_FREE_NPAS


@pytest.mark.parametrize(
    "place",
    [
        CityCriteria("Cary", "NC"),
        StateCriteria("NC"),
        ZipCriteria("27513"),
        NpaCriteria("919"),
        NpaCriteria("919", "555"),
        NpaCriteria("919", "5550"),
        NpaCriteria("919", "5550", nearby=True),
        TollFreeCriteria(),
    ],
)
async def test_what_is_free_in_a_place_is_bought_there_once_and_no_more_of_it(
    running: Running, carrier: Carrier, place: Place
) -> None:
    criteria = Criteria(place, 2)

    offers = await carrier.search(criteria, 3)
    (part,) = await carrier.plan(criteria)
    receipt = await ended(carrier, criteria, attempt(part, Now().now()))

    held = (await running.get(NUMBERS)).body
    assert len({offer.tn for offer in offers}) == 3
    assert all(_is_there(place, offer.tn, offer.city, offer.state) for offer in offers)
    assert all(
        _is_there(place, each["number"], each.get("city", ""), each.get("state", ""))
        for each in held
    )
    assert sorted(each.tn for each in receipt.bought) == on_ledger(running)
    assert (len(receipt.bought), len(held), receipt.short) == (2, 2, None)


@pytest.mark.parametrize(
    ("place", "digits", "shape"),
    [
        (NpaCriteria("919"), Digits(Match.ENDING, "20"), r"20$"),
        (NpaCriteria("919"), Digits(Match.ENDING, "2020"), r"2020$"),
        (StateCriteria("NC"), Digits(Match.CONTAINING, "77"), r"\+1\d*77"),
        (CityCriteria("Cary", "NC"), Digits(Match.STARTING, "5"), r"\+1\d{3}5"),
        (NpaCriteria("919"), Digits(Match.PATTERN, "*2?2*"), r"2\d2"),
        (TollFreeCriteria(), Digits(Match.CONTAINING, "CALL"), r"2255"),
    ],
)
async def test_every_number_found_has_the_digits_in_place(
    carrier: Carrier, place: Place, digits: Digits, shape: str
) -> None:
    offers = await carrier.search(Criteria(place, 1, digits), 3)

    assert 1 <= len(offers) <= 3
    assert [offer.tn for offer in offers if not re.search(shape, offer.tn)] == []


async def test_digits_that_no_number_has_are_refused_before_anything_is_bought(
    carrier: Carrier,
) -> None:
    criteria = Criteria(NpaCriteria("919"), 1, Digits(Match.PATTERN, "9199999999999"))

    with pytest.raises(CarrierRefusedError):
        await carrier.plan(criteria)


@pytest.mark.parametrize("place", [CityCriteria("Carey", "NC"), ZipCriteria("00000")])
async def test_an_unknown_place_is_refused_as_such(
    running: Running, carrier: Carrier, place: Place
) -> None:
    criteria = Criteria(place, 1)

    with pytest.raises(PlaceUnknownError):
        await carrier.search(criteria, 1)
    with pytest.raises(CarrierRefusedError):
        await carrier.buy(criteria, Part(1, 1), "order-1-1")

    assert on_ledger(running) == []


async def test_two_hundred_numbers_come_in_one_order(running: Running, carrier: Carrier) -> None:
    criteria = Criteria(StateCriteria("NC"), 200)

    (part,) = await carrier.plan(criteria)
    receipt = await ended(carrier, criteria, attempt(part, Now().now()))

    assert len(on_ledger(running)) == 200
    assert sorted(each.tn for each in receipt.bought) == on_ledger(running)


async def test_chosen_numbers_are_exactly_those_that_are_bought(
    running: Running, carrier: Carrier
) -> None:
    parts = await carrier.plan(_CHOSEN)
    for part in parts:
        receipt = await ended(carrier, _CHOSEN, attempt(part, Now().now()))
        assert sorted(each.tn for each in receipt.bought) == sorted(part.tns)

    chosen = [tn for part in parts for tn in part.tns]
    assert on_ledger(running) == sorted(chosen)
    assert [tn[-2:] for tn in chosen] == ["20", "20"]


async def test_a_number_that_was_not_to_be_had_is_not_chosen_again(carrier: Carrier) -> None:
    first = (await carrier.plan(_CHOSEN.of(1)))[0].tns

    (second,) = await carrier.plan(_CHOSEN.of(1), without=frozenset(first))

    assert second.tns
    assert second.tns != first


async def test_a_chosen_number_that_is_gone_is_said_to_be_taken(
    running: Running, carrier: Carrier
) -> None:
    (part,) = await carrier.plan(_CHOSEN.of(1))
    mine = attempt(part, Now().now())
    await ended(carrier, _CHOSEN, replace(mine, order_id="01JDF0000000000000000000ZZ"))

    try:
        receipt = await ended(carrier, _CHOSEN, mine)
    except NumberTakenError:
        pass
    else:
        assert receipt.bought == ()
        assert isinstance(receipt.short, NumberTakenError)
    assert on_ledger(running) == list(part.tns)


@pytest.mark.parametrize(
    "kind", [FaultKind.DROP_AFTER_COMMIT, FaultKind.TIMEOUT_AFTER_COMMIT, FaultKind.MALFORMED_BODY]
)
async def test_a_purchase_whose_answer_was_lost_is_found(
    running: Running, carrier: Carrier, kind: FaultKind
) -> None:
    lost = attempt(Part(1, 2), Now().now())
    running.carrier.faults.add(kind, Call.ORDER)

    with pytest.raises(OutcomeUnknownError):
        await carrier.buy(_CARY, lost.part, lost.client_ref)
    tns = [each.tn for each in await found(carrier, _CARY, lost)]

    assert len(tns) == 2
    assert sorted(tns) == on_ledger(running)


@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_BEFORE_COMMIT, FaultKind.ERROR_500_BEFORE])
async def test_a_purchase_that_never_arrived_leaves_no_trace(
    running: Running, carrier: Carrier, kind: FaultKind
) -> None:
    lost = attempt(Part(1, 2), Now().now())
    running.carrier.faults.add(kind, Call.ORDER)

    with pytest.raises(OutcomeUnknownError):
        await carrier.buy(_CARY, lost.part, lost.client_ref)

    assert await carrier.look_up(lost, _CARY) == Traces()
    assert on_ledger(running) == []


@pytest.mark.parametrize(
    "kind", [FaultKind.ERROR_500_BEFORE, FaultKind.MALFORMED_BODY, FaultKind.DROP_AFTER_COMMIT]
)
async def test_a_lookup_without_a_usable_answer_is_no_finding(
    running: Running, carrier: Carrier, kind: FaultKind
) -> None:
    for call in (Call.LIST, Call.FIND_ORDER):
        running.carrier.faults.add(kind, call, times=None)

    with pytest.raises(CarrierUnavailableError):
        await carrier.look_up(attempt(Part(1, 2), Now().now()), _CARY)


async def test_a_rate_limit_names_when_to_try_again_and_buys_nothing(
    running: Running, carrier: Carrier
) -> None:
    running.carrier.faults.add(FaultKind.RATE_LIMITED_429, Call.ORDER)

    with pytest.raises(CarrierUnavailableError) as caught:
        await carrier.buy(_CARY, Part(1, 2), "order-1-1")

    assert caught.value.retry_at is not None
    assert on_ledger(running) == []


async def test_an_account_without_money_is_refused_as_such(
    running: Running, carrier: Carrier
) -> None:
    running.carrier.faults.add(FaultKind.INSUFFICIENT_BALANCE, Call.ORDER)

    with pytest.raises(NoCreditError):
        await carrier.buy(_CARY, Part(1, 2), "order-1-1")

    assert on_ledger(running) == []


async def test_a_carrier_that_is_down_was_surely_sent_nothing(
    running: Running, carrier: Carrier
) -> None:
    running.carrier.faults.add(FaultKind.UNREACHABLE)

    with pytest.raises(CarrierUnavailableError):
        await carrier.buy(_CARY, Part(1, 2), "order-1-1")
    with pytest.raises(CarrierUnavailableError):
        await carrier.search(_CARY, 2)

    assert on_ledger(running) == []


async def test_wrong_credentials_are_denied_whatever_is_asked(running: Running, api: Api) -> None:
    async with api.denied(running) as carrier:
        with pytest.raises(AccessDeniedError):
            await carrier.search(_CARY, 2)
        with pytest.raises(AccessDeniedError):
            await carrier.buy(_CARY, Part(1, 2), "order-1-1")
        with pytest.raises(AccessDeniedError):
            await carrier.look_up(attempt(Part(1, 2), Now().now()), _CARY)

    assert on_ledger(running) == []
