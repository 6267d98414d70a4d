"""orders: what becomes of one when not all of it can be had."""

from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.carrier.options import Options
from tests.contract.local_bandwidths import RESERVATIONS, Numbers, existing, opened, searched

_CARY = searched("City", City="Cary", State="NC", Quantity="2")


async def test_a_short_supply_is_bought_in_part_by_default(numbers: Numbers) -> None:
    free = await numbers.free(5000)

    told = await numbers.ended(await numbers.order(_all_of_cary(len(free) + 1)))

    assert (told.status, told.body["OrderStatus"], told.codes) == (200, "PARTIAL", ["5017"])
    assert (told.completed, told.body["FailedQuantity"]) == (free, "1")
    assert told.body["Summary"].startswith(f"{len(free)} out of {len(free) + 1} numbers ordered")


async def test_all_or_nothing_buys_nothing_when_one_is_missing(numbers: Numbers) -> None:
    free = await numbers.free(5000)

    told = await numbers.ended(
        await numbers.order(_all_of_cary(len(free) + 1), PartialAllowed="false")
    )

    assert (told.status, told.body["OrderStatus"], told.codes) == (200, "FAILED", ["5018"])
    assert told.body["FailedQuantity"] == str(len(free) + 1)
    assert numbers.running.carrier.ledger()["purchases"] == []


@pytest.mark.parametrize(("partial", "code", "had"), [("true", "5520", 1), ("false", "5521", 0)])
async def test_a_backorder_waits_until_the_rest_is_free(
    numbers: Numbers, partial: str, code: str, had: int
) -> None:
    free = await numbers.free(5000)
    held = await numbers.reserve(free[0])
    await numbers.ended(await numbers.order(existing(*free[2:])))
    made = await numbers.order(_all_of_cary(2), PartialAllowed=partial, BackOrderRequested="true")

    waiting = await numbers.ended(made)
    await numbers.call("DELETE", held.headers["Location"])
    await numbers.wait(29)
    still = await numbers.get(made.headers["Location"])
    await numbers.wait(1)
    told = await numbers.get(made.headers["Location"])

    assert (waiting.body["OrderStatus"], waiting.codes) == ("BACKORDERED", [code])
    assert (len(waiting.completed), waiting.body["FailedQuantity"]) == (had, "0")
    assert still.body["OrderStatus"] == "BACKORDERED"
    assert (told.body["OrderStatus"], set(told.completed)) == ("COMPLETE", set(free[:2]))
    assert "ErrorList" not in told.body


async def test_held_numbers_are_bought_by_their_reservations(numbers: Numbers) -> None:
    free = await numbers.free(2)
    ids = [(await numbers.reserve(number)).id for number in free]

    made = await numbers.order(existing(*free, reservations=ids), PartialAllowed="false")
    told = await numbers.ended(made)

    ledger = numbers.running.carrier.ledger()
    again = await numbers.call("DELETE", f"{RESERVATIONS}/{ids[0]}")
    assert (told.body["OrderStatus"], told.completed) == ("COMPLETE", free)
    assert [purchase["number"][2:] for purchase in ledger["purchases"]] == free
    assert ledger["holds"] == []
    assert (again.status, again.body["ResponseStatus"]["ErrorCode"]) == (400, "5047")


@pytest.mark.parametrize("reservations", [(), ("none",)])
async def test_a_held_number_needs_its_own_reservation(
    numbers: Numbers, reservations: tuple[str, ...]
) -> None:
    [number] = await numbers.free(1)
    await numbers.reserve(number)

    told = await numbers.ended(await numbers.order(existing(number, reservations=reservations)))

    assert (told.body["OrderStatus"], told.codes) == ("FAILED", ["5005"])
    assert len(numbers.running.carrier.ledger()["holds"]) == 1


async def test_a_reservation_that_is_over_does_no_harm(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    held = await numbers.reserve(number)
    await numbers.wait(4 * 3600)

    made = await numbers.order(existing(number, reservations=[held.id]))

    assert (await numbers.ended(made)).completed == [number]


async def test_a_number_that_is_gone_fails_alone_where_a_part_is_wanted(numbers: Numbers) -> None:
    free, gone = await _one_gone(numbers)

    told = await numbers.ended(await numbers.order(existing(gone, free, "2005550142")))

    assert (told.status, told.body["OrderStatus"], told.completed) == (200, "PARTIAL", [free])
    assert [
        (each["Code"], each["TelephoneNumber"]) for each in told.body["ErrorList"]["Error"]
    ] == [("5005", gone), ("5071", "2005550142")]
    assert told.body["FailedNumbers"] == {"FullNumber": [gone, "2005550142"]}


async def test_a_number_that_is_gone_fails_the_whole_otherwise(numbers: Numbers) -> None:
    free, gone = await _one_gone(numbers)

    told = await numbers.ended(await numbers.order(existing(free, gone), PartialAllowed="false"))

    error = told.body["ErrorList"]["Error"]
    assert (told.body["OrderStatus"], told.completed) == ("FAILED", [])
    assert (error["Code"], error["TelephoneNumber"]) == ("5005", gone)
    assert told.body["FailedNumbers"] == {"FullNumber": [free, gone]}
    assert await numbers.free(1) == [free]


async def test_an_order_above_the_balance_is_refused_with_402(carrier_file: Path) -> None:
    async with opened(carrier_file, Options(balance=Decimal("1.00"))) as client:
        client.running.carrier.reset()

        told = await client.order(_CARY)
        one = await client.order(searched("State", State="NC", Quantity="1"))

    assert (told.status, told.body, one.status) == (402, "", 201)


async def test_an_order_that_finds_the_balance_spent_fails(carrier_file: Path) -> None:
    async with opened(carrier_file, Options(balance=Decimal("2.00"))) as client:
        client.running.carrier.reset()
        made = [await client.order(_CARY) for _ in range(2)]

        told = [await client.ended(each) for each in made]

    assert [each.body["OrderStatus"] for each in told] == ["COMPLETE", "FAILED"]
    assert told[1].codes == ["5003"]


def _all_of_cary(quantity: int) -> str:
    return searched("City", City="Cary", State="NC", Quantity=str(quantity))


async def _one_gone(numbers: Numbers) -> tuple[str, str]:
    """A number that is free and one that somebody has."""
    gone, free = await numbers.free(2)
    await numbers.ended(await numbers.order(existing(gone)))
    return free, gone
