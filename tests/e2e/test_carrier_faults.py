"""Whatever the carrier answers, or not: the state says what is known; nothing is bought twice."""

import re
from dataclasses import dataclass

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import purchases, shown, tns

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Lost:
    """An answer to an order of two numbers that leaves open what was bought."""

    fault: str
    city: str
    bought: int


_LOST = (
    Lost("timeout_after_commit", "Atlanta GA", 2),
    Lost("timeout_before_commit", "Boston MA", 0),
    Lost("drop_after_commit", "Chicago IL", 2),
    Lost("error_500_before", "Dallas TX", 0),
    Lost("error_500_after_commit", "El Paso TX", 2),
    Lost("allocator_timeout_503", "Fresno CA", 0),
    Lost("malformed_body", "Houston TX", 2),
    Lost("partial_404_bought", "Indianapolis IN", 1),
    Lost("partial_404_not_bought", "Jacksonville FL", 0),
)


async def test_a_lost_answer_is_looked_up_and_goes_to_a_person_with_its_evidence(
    hasty: Driver,
) -> None:
    mark = await hasty.now()
    numbers = {lost: await hasty.approve_with(lost.fault, f"{lost.city} 2") for lost in _LOST}

    for lost, number in numbers.items():
        review = await hasty.card(MANAGERS, f"Order {number} needs a person: were 2 numbers bought")
        root = shown(await hasty.order(number, "Being checked by a person"))
        bought = await _bought_in(hasty, lost)
        listed = re.findall(r"\((\d{3})\) (\d{3})-(\d{4})", shown(review))

        assert len(bought) == lost.bought, lost
        assert {f"+1{''.join(each)}" for each in listed} == bought, lost
        assert "Please don't order again" in root
        assert await hasty.thread("Please don't order again", number)
    orders = [call.query.get("city") for call in purchases(await hasty.carrier_calls(mark))]
    assert sorted(filter(None, orders)) == sorted(lost.city[:-3] for lost in _LOST)


async def test_a_number_whose_allocation_was_lost_is_recognized_by_its_name(hasty: Driver) -> None:
    number = await hasty.place("919 1 ending 2020")
    await hasty.order(number, "decide by", MANAGERS)
    mark = await hasty.now()
    await hasty.fault("carrier", "drop_after_commit", "allocate")

    await hasty.approve(number)
    said = await hasty.thread("is bought", number)

    assert len(tns(said)) == 1
    assert len(purchases(await hasty.carrier_calls(mark))) == 1


async def test_a_number_that_was_taken_meanwhile_is_replaced_by_another(shared: Driver) -> None:
    number = await shared.place("919 1 containing 77")
    await shared.order(number, "decide by", MANAGERS)
    mark = await shared.now()
    await shared.fault("carrier", "number_taken", "allocate")

    await shared.approve(number)
    said = await shared.thread("is bought", number)

    taken, bought = purchases(await shared.carrier_calls(mark))
    assert (taken.status, bought.status) == ("409", "201")
    assert tns(said) == [bought.body["number"]]


async def test_told_to_slow_down_the_order_waits_until_then_and_is_bought_once(
    shared: Driver,
) -> None:
    mark = await shared.now()
    number = await shared.approve_with("rate_limited_429", "Cary NC 2")

    waiting = await shared.order(number, "Approved, not bought yet")
    said = await shared.thread("are bought", number)

    assert "slow down" in shown(waiting)
    assert "Nothing is bought" in shown(waiting)
    assert len(tns(said)) == 2
    statuses = [call.status for call in purchases(await shared.carrier_calls(mark))]
    assert statuses == ["429", "201"]


async def test_without_money_the_order_waits_and_the_operator_is_told(shared: Driver) -> None:
    mark = await shared.now()
    number = await shared.approve_with("insufficient_balance", "Cary NC 2")

    waiting = await shared.order(number, "Approved, not bought yet")
    operator = await shared.card("@olu", f"Order {number} waits")

    assert "the account's balance is too low" in shown(waiting)
    assert "next try" in shown(waiting)
    assert "balance is too low" in shown(operator)
    assert [call.status for call in purchases(await shared.carrier_calls(mark))] == ["403"]


@pytest.mark.parametrize("kind", ["error_500_before", "timeout_before_commit"])
async def test_a_search_that_fails_for_a_moment_is_repeated(hasty: Driver, kind: str) -> None:
    await hasty.fault("carrier", kind, "search")

    number = await hasty.place("Cary NC 1")

    card = await hasty.order(number, "at least 1 free", MANAGERS)
    assert "Approve 1 for $0.60/mo" in shown(card)


async def test_while_the_carrier_is_down_the_card_says_so_and_later_all_is_bought_once(
    hasty: Driver,
) -> None:
    await hasty.fault("carrier", "unreachable", times=0)
    number = await hasty.place("Cary NC 2")

    card = await hasty.order(number, "not known", MANAGERS)
    await hasty.click("mei", card, "approve")
    waiting = await hasty.order(number, "Approved, not bought yet")
    before = len(await hasty.ledger())
    await hasty.mend()
    said = await hasty.thread("are bought", number)

    assert "(list price)" in shown(card)
    assert "Nothing is bought" in shown(waiting)
    assert len(await hasty.ledger()) == before + 2
    assert len(tns(said)) == 2


async def test_what_managers_were_asked_in_the_dark_is_checked_once_there_is_light(
    hasty: Driver,
) -> None:
    await hasty.fault("carrier", "error_500_before", "search", times=0)
    number = await hasty.place("Cary NC 2")
    await hasty.order(number, "not known", MANAGERS)

    await hasty.mend()

    assert await hasty.order(number, "decide by", MANAGERS)


async def _bought_in(driver: Driver, lost: Lost) -> set[str]:
    """What the carrier's account holds in that city: asked as a customer asks it."""
    city, state = lost.city[:-3], lost.city[-2:]
    return {
        each["number"]
        for each in await driver.held(state)
        if each.get("city", "").upper() == city.upper()
    }
