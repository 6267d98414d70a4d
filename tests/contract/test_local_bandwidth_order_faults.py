"""Trouble on request that an order meets after it was received."""

import pytest

from sandbox.carrier.faults import FaultKind
from tests.contract.local_bandwidths import Numbers, existing, searched

_CARY = searched("City", City="Cary", State="NC", Quantity="4")


@pytest.mark.parametrize(
    ("kind", "status", "bought", "code"),
    [
        (FaultKind.PARTIAL_404_BOUGHT, "PARTIAL", 2, "5017"),
        (FaultKind.PARTIAL_404_NOT_BOUGHT, "FAILED", 0, "5018"),
        (FaultKind.FAILED_5005, "FAILED", 0, "5005"),
    ],
)
async def test_a_search_that_comes_short_tells_it_in_a_200(
    numbers: Numbers, kind: FaultKind, status: str, bought: int, code: str
) -> None:
    numbers.trouble(kind)

    told = await numbers.ended(await numbers.order(_CARY))

    assert (told.status, told.body["OrderStatus"], told.codes) == (200, status, [code])
    assert (len(told.completed), await numbers.bought()) == (bought, bought)


@pytest.mark.parametrize(
    ("kind", "bought"), [(FaultKind.PARTIAL_404_BOUGHT, 1), (FaultKind.PARTIAL_404_NOT_BOUGHT, 0)]
)
async def test_named_numbers_that_come_short_are_named(
    numbers: Numbers, kind: FaultKind, bought: int
) -> None:
    free = await numbers.free(2)
    numbers.trouble(kind)

    told = await numbers.ended(await numbers.order(existing(*free), PartialAllowed="false"))

    assert told.completed == free[:bought]
    assert told.codes == ["5005"] * (2 - bought)


@pytest.mark.parametrize(("partial", "lost"), [("false", 1), ("true", 2)])
async def test_numbers_that_others_got_first_are_offered_no_more(
    numbers: Numbers, partial: str, lost: int
) -> None:
    free = await numbers.free(2)
    ids = [(await numbers.reserve(number)).id for number in free]
    numbers.trouble(FaultKind.FAILED_5005)

    made = await numbers.order(existing(*free, reservations=ids), PartialAllowed=partial)
    told = await numbers.ended(made)

    assert (told.body["OrderStatus"], told.codes) == ("FAILED", ["5005"] * lost)
    assert await numbers.bought() == 0
    assert [each["number"][2:] for each in numbers.running.carrier.ledger()["holds"]] == free[lost:]
    assert not {*free[:lost]}.intersection(await numbers.free(5000))


@pytest.mark.parametrize(("partial", "had", "code"), [("true", 2, "5520"), ("false", 0, "5521")])
async def test_a_backordered_order_is_completed_after_a_while(
    numbers: Numbers, partial: str, had: int, code: str
) -> None:
    numbers.trouble(FaultKind.BACKORDERED)
    made = await numbers.order(_CARY, PartialAllowed=partial)

    waiting = await numbers.ended(made)
    await numbers.wait(30)
    told = await numbers.get(made.headers["Location"])

    assert (waiting.body["OrderStatus"], waiting.codes) == ("BACKORDERED", [code])
    assert len(waiting.completed) == had
    assert (told.body["OrderStatus"], len(set(told.completed))) == ("COMPLETE", 4)


async def test_named_numbers_can_be_backordered_by_a_fault(numbers: Numbers) -> None:
    free = await numbers.free(3)
    numbers.trouble(FaultKind.BACKORDERED)
    made = await numbers.order(existing(*free))

    waiting = await numbers.ended(made)
    await numbers.wait(30)
    told = await numbers.get(made.headers["Location"])

    assert (waiting.body["OrderStatus"], waiting.completed) == ("BACKORDERED", free[:1])
    assert (told.body["OrderStatus"], told.completed) == ("COMPLETE", free)


async def test_a_slow_order_is_not_hurried_by_looks(numbers: Numbers) -> None:
    numbers.trouble(FaultKind.SLOW_ORDER)
    made = await numbers.order(_CARY)

    seen = [(await numbers.get(made.headers["Location"])).body["OrderStatus"] for _ in range(4)]
    await numbers.wait(30)

    assert seen == ["PROCESSING"] * 4
    assert (await numbers.get(made.headers["Location"])).body["OrderStatus"] == "COMPLETE"
