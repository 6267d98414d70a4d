"""What a person sees before they ask: searched now, written nowhere, and not too often."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.criteria import CityCriteria, Criteria
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierUnavailableError,
    PlaceUnknownError,
)
from bot.domain.money import ListPrices
from bot.domain.order import PriceSource, Trouble
from bot.domain.policy import Reason
from bot.domain.rules import Limits, Policy
from bot.services.previewing import CHECKS_OF_ALL, CHECKS_OF_ONE, WINDOW, Previewing
from tests.fakes import NOON, FakeCarrier, FakeClock

CARY = Criteria(CityCriteria("Cary", "NC"), 2)
SMALL = Policy(("S1",), limits=Limits(quantity=1))


@pytest.fixture
def previewing() -> Previewing:
    return Previewing(FakeCarrier(), FakeClock(), Policy(("S1",)), ListPrices())


def carrier(previewing: Previewing) -> FakeCarrier:
    assert isinstance(previewing.carrier, FakeCarrier)
    return previewing.carrier


async def test_a_preview_counts_up_to_a_hundred_and_shows_five(previewing: Previewing) -> None:
    found = await previewing.preview("UANA", CARY)

    assert found.quote is not None
    assert (found.quote.seen, found.more, len(found.examples)) == (100, True, 5)
    assert (found.monthly, found.quote.checked_at) == (Decimal("1.20"), NOON)


async def test_a_preview_of_few_says_that_there_are_no_more(previewing: Previewing) -> None:
    del carrier(previewing).stock[3:]

    found = await previewing.preview("UANA", CARY)

    assert found.quote is not None
    assert (found.quote.seen, found.more, len(found.examples)) == (3, False, 3)


async def test_nothing_free_costs_the_list_price_and_has_no_examples() -> None:
    priced = Previewing(
        FakeCarrier(stock=[]), FakeClock(), Policy(("S1",)), ListPrices(Decimal("0.35"))
    )

    found = await priced.preview("UANA", CARY)

    assert found.quote is not None
    assert (found.quote.seen, found.quote.source) == (0, PriceSource.LIST)
    assert (found.monthly, found.examples) == (Decimal("0.70"), ())


async def test_what_may_not_be_asked_for_is_not_searched_for(previewing: Previewing) -> None:
    found = await replace(previewing, policy=SMALL).preview("UANA", CARY)

    assert found.refused is not None
    assert found.refused.reason is Reason.TOO_MANY
    assert carrier(previewing).searched == []


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

    found = await previewing.preview("UANA", CARY)

    assert found.hold is not None
    assert (found.hold.trouble, found.hold.detail) == (trouble, error.user_message)


async def test_nobody_has_the_carrier_searched_again_and_again(previewing: Previewing) -> None:
    for _ in range(CHECKS_OF_ONE):
        await previewing.preview("UANA", CARY)

    refused = await previewing.preview("UANA", CARY)
    others = await previewing.preview("USAM", CARY)

    assert refused.again_at == NOON + WINDOW
    assert others.again_at is None
    assert len(carrier(previewing).searched) == CHECKS_OF_ONE + 1


async def test_a_minute_later_there_are_turns_again(previewing: Previewing) -> None:
    for _ in range(CHECKS_OF_ONE):
        await previewing.preview("UANA", CARY)
    assert isinstance(previewing.clock, FakeClock)
    previewing.clock.at += WINDOW + timedelta(seconds=1)

    assert (await previewing.preview("UANA", CARY)).again_at is None


async def test_many_people_together_do_not_flood_the_carrier_either(
    previewing: Previewing,
) -> None:
    for nth in range(CHECKS_OF_ALL):
        await previewing.preview(f"U{nth}", CARY)

    assert (await previewing.preview("ULAST", CARY)).again_at == NOON + WINDOW
