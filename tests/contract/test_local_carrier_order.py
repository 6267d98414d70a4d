"""POST availableNumbers: search and order in one call."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.carrier.options import Options
from tests.contract.local_carriers import ACCOUNT, LOCAL, TOLL_FREE, Running


async def test_an_order_gives_numbers_with_an_absolute_location(running: Running) -> None:
    answer = await running.order(city="Cary", state="NC", quantity="2")

    first = answer.body[0]
    assert answer.status == 201
    assert len(answer.body) == 2
    assert first.keys() == {"number", "nationalNumber", "price", "location"}
    assert first["location"].startswith(f"{running.url}/v1/users/u-sandbox/phoneNumbers/n-")
    assert first["price"] == "0.60"


async def test_an_order_buys_what_the_same_search_shows_first(running: Running) -> None:
    shown = await running.get(LOCAL, zip="27513", quantity="3")

    bought = await running.order(zip="27513", quantity="3")

    assert bought.numbers == shown.numbers


async def test_what_is_bought_is_not_offered_again(running: Running) -> None:
    bought = await running.order(areaCode="919", quantity="50")

    offered = await running.get(LOCAL, areaCode="919", quantity="50")

    assert set(bought.numbers).isdisjoint(offered.numbers)


async def test_an_order_may_have_its_parameters_in_a_form(running: Running) -> None:
    answer = await running.call("POST", TOLL_FREE, data={"quantity": "2"})

    assert len(answer.body) == 2


async def test_the_query_wins_over_the_form(running: Running) -> None:
    answer = await running.call(
        "POST", LOCAL, params={"state": "NC", "quantity": "1"}, data={"quantity": "3"}
    )

    assert len(answer.body) == 1


async def test_an_order_without_a_quantity_buys_ten(running: Running) -> None:
    answer = await running.order(state="NC")

    assert len(answer.body) == 10


async def test_a_toll_free_order_without_a_quantity_buys_one(running: Running) -> None:
    answer = await running.order(TOLL_FREE)

    assert len(answer.body) == 1


async def test_the_largest_order_is_filled_and_paid(running: Running) -> None:
    answer = await running.order(areaCode="919", quantity="5000")

    account = await running.get(ACCOUNT)
    assert len(set(answer.numbers)) == 5000
    assert account.body["balance"] == "97000.00000"


@pytest.mark.parametrize("path", [LOCAL, TOLL_FREE])
async def test_a_pattern_on_an_order_is_refused(running: Running, path: str) -> None:
    place = {"state": "NC"} if path == LOCAL else {}

    answer = await running.order(path, **place, pattern="*CALL*")

    assert (answer.status, answer.code) == (400, "invalid-available-number-search-order")


async def test_an_order_above_the_maximum_is_refused(running: Running) -> None:
    answer = await running.order(state="NC", quantity="5001")

    assert (answer.status, answer.code) == (400, "invalid-available-number-search-order")
    assert running.carrier.ledger()["purchases"] == []


async def test_newer_accounts_may_order_ten_at_a_time(carrier_file: Path) -> None:
    async with Running(carrier_file, Options(order_maximum=10)) as running:
        eleven = await running.order(state="NC", quantity="11")
        ten = await running.order(state="NC", quantity="10")

    assert (eleven.status, eleven.code) == (400, "invalid-available-number-search-order")
    assert (ten.status, len(ten.body)) == (201, 10)


async def test_a_toll_free_order_has_a_maximum_of_its_own(running: Running) -> None:
    answer = await running.order(TOLL_FREE, quantity="11")

    assert (answer.status, answer.code) == (400, "invalid-available-number-search-order")


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"city": "Cary"}, 400, "invalid-available-number-search"),
        ({"zip": "00000"}, 400, "invalid-zip-code"),
        ({"city": "Carey", "state": "NC"}, 403, "invalid-rate-center"),
        ({"state": "NC", "quantity": "0"}, 400, "validation-error"),
    ],
)
async def test_an_order_obeys_the_rules_of_the_search(
    running: Running, params: dict[str, str], status: int, code: str
) -> None:
    answer = await running.order(**params)

    assert (answer.status, answer.code) == (status, code)


async def test_a_short_supply_buys_nothing(running: Running) -> None:
    answer = await running.order(city="Cary", state="NC", quantity="5000")

    assert (answer.status, answer.code) == (404, "order-number-quantity-unavailable")
    assert running.carrier.ledger()["purchases"] == []


async def test_a_short_supply_may_buy_the_part_that_is_there(carrier_file: Path) -> None:
    async with Running(carrier_file, Options(short_supply_buys_part=True)) as running:
        free = await running.get(LOCAL, city="Cary", state="NC", quantity="5000")

        answer = await running.order(city="Cary", state="NC", quantity="5000")

        assert (answer.status, answer.code) == (404, "order-number-quantity-unavailable")
        assert len(running.carrier.ledger()["purchases"]) == len(free.body)


async def test_an_order_above_the_balance_is_refused_with_both_amounts(carrier_file: Path) -> None:
    async with Running(carrier_file, Options(balance=Decimal("1.00"))) as running:
        running.carrier.reset()

        answer = await running.order(areaCode="919", quantity="2")
        account = await running.get(ACCOUNT)

    assert (answer.status, answer.code) == (403, "insufficient-available-balance")
    assert answer.body["category"] == "credit"
    assert "1.00000" in answer.body["message"]
    assert "1.20" in answer.body["message"]
    assert account.body == {"balance": "1.00000", "accountType": "pre-pay"}


async def test_orders_at_the_same_time_never_get_the_same_number(running: Running) -> None:
    answers = await asyncio.gather(
        *(running.order(city="Cary", state="NC", quantity="5") for _ in range(40))
    )

    numbers = [number for answer in answers for number in answer.numbers]
    assert len(set(numbers)) == 200


async def test_the_ledger_tells_every_purchase(running: Running) -> None:
    answer = await running.order(city="Cary", state="NC", quantity="1")

    purchase = running.carrier.ledger()["purchases"][0]
    assert answer.body[0]["location"].endswith(purchase.pop("id"))
    assert purchase.pop("time").endswith("Z")
    assert purchase == {
        "number": answer.numbers[0],
        "client_ref": None,
        "price": "0.60",
        "state": "enabled",
        "call": "order",
    }
