"""What a person sees before they ask: searched now, written nowhere, and not too often."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.asking import Account
from bot.domain.criteria import CityCriteria, Criteria, Request
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierUnavailableError,
    PlaceUnknownError,
)
from bot.domain.money import ListPrices
from bot.domain.order import Person, PriceSource, Trouble
from bot.domain.policy import Reason
from bot.domain.rules import CostCenter, Limits, Policy
from bot.services.previewing import CHECKS_OF_ALL, CHECKS_OF_ONE, WINDOW, Previewing
from tests.fakes import NOON, FakeCarrier, FakeClock
from tests.unit.services.conftest import Bench

CARY = Criteria(CityCriteria("Cary", "NC"), 2)
ASKED = Request(CARY)
STRICT = Policy(("S1",), limits=Limits(quantity=2), cost_centers=(CostCenter("IT", "S1"),))


@pytest.fixture
def previewing(bench: Bench) -> Previewing:
    bench.policy, bench.directory.accounts["ULEE"] = STRICT, Account.GUEST
    return Previewing(FakeCarrier(), FakeClock(), bench.admitting, ListPrices())


def carrier(previewing: Previewing) -> FakeCarrier:
    assert isinstance(previewing.carrier, FakeCarrier)
    return previewing.carrier


async def test_a_preview_counts_up_to_a_hundred_and_shows_five(previewing: Previewing) -> None:
    found = await previewing.preview("UANA", ASKED)

    assert found.quote is not None
    assert (found.quote.seen, found.more, len(found.examples)) == (100, True, 5)
    assert (found.monthly, found.quote.checked_at) == (Decimal("1.20"), NOON)


async def test_a_preview_of_few_says_that_there_are_no_more(previewing: Previewing) -> None:
    del carrier(previewing).stock[3:]

    found = await previewing.preview("UANA", ASKED)

    assert found.quote is not None
    assert (found.quote.seen, found.more, len(found.examples)) == (3, False, 3)


async def test_nothing_free_costs_the_list_price_and_has_no_examples(
    previewing: Previewing,
) -> None:
    none, prices = FakeCarrier(stock=[]), ListPrices(Decimal("0.35"))
    priced = replace(previewing, carrier=none, prices=prices)

    found = await priced.preview("UANA", ASKED)

    assert found.quote is not None
    assert (found.quote.seen, found.quote.source) == (0, PriceSource.LIST)
    assert (found.monthly, found.examples) == (Decimal("0.70"), ())


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Request(CARY.of(3)), Reason.TOO_MANY),
        (replace(ASKED, for_whom=Person("ULEE")), Reason.FOR_OUTSIDER),
        (replace(ASKED, cost_center="IT"), Reason.NOT_CHARGER),
    ],
)
async def test_what_may_not_be_asked_for_is_not_searched_for(
    previewing: Previewing, asked: Request, reason: Reason
) -> None:
    found = await previewing.preview("UANA", asked)

    assert found.refused is not None
    assert found.refused.reason is reason
    assert carrier(previewing).searched == []


async def test_what_is_not_known_yet_keeps_nothing_from_being_searched_for(bench: Bench) -> None:
    bench.directory.cold = True
    asking = Previewing(FakeCarrier(), FakeClock(), bench.admitting, ListPrices())

    found = await asking.preview("UANA", replace(ASKED, for_whom=Person("ULEE")))

    assert (found.refused, len(found.examples)) == (None, 5)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (CarrierUnavailableError("away"), Trouble.CARRIER_AWAY),
        (CarrierUnavailableError("slow", retry_at=NOON), Trouble.RATE_LIMITED),
        (AccessDeniedError("no"), Trouble.ACCESS_DENIED),
        (PlaceUnknownError("nowhere"), Trouble.PLACE_UNKNOWN),
    ],
)
async def test_what_the_carrier_does_not_answer_is_said(
    previewing: Previewing, error: CarrierError, trouble: Trouble
) -> None:
    carrier(previewing).searches = [error]

    found = await previewing.preview("UANA", ASKED)

    assert found.hold is not None
    assert (found.hold.trouble, found.hold.detail) == (trouble, error.user_message)


async def test_nobody_has_the_carrier_searched_again_and_again(previewing: Previewing) -> None:
    for _ in range(CHECKS_OF_ONE):
        await previewing.preview("UANA", ASKED)

    refused = await previewing.preview("UANA", ASKED)
    others = await previewing.preview("USAM", ASKED)

    assert refused.again_at == NOON + WINDOW
    assert others.again_at is None
    assert len(carrier(previewing).searched) == CHECKS_OF_ONE + 1


async def test_a_minute_later_there_are_turns_again(previewing: Previewing) -> None:
    for _ in range(CHECKS_OF_ONE):
        await previewing.preview("UANA", ASKED)
    assert isinstance(previewing.clock, FakeClock)
    previewing.clock.at += WINDOW + timedelta(seconds=1)

    assert (await previewing.preview("UANA", ASKED)).again_at is None


async def test_many_people_together_do_not_flood_the_carrier_either(
    previewing: Previewing,
) -> None:
    for nth in range(CHECKS_OF_ALL):
        await previewing.preview(f"U{nth}", ASKED)

    assert (await previewing.preview("ULAST", ASKED)).again_at == NOON + WINDOW
