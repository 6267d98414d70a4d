"""orders: numbers that are named or searched, states that move on, and what is told of them."""

import asyncio
from pathlib import Path

import pytest

from sandbox.carrier.options import SANDBOX_ACCOUNT
from tests.contract.local_bandwidths import (
    ACCOUNT_V2,
    ORDERS,
    MovableClock,
    Numbers,
    existing,
    opened,
    searched,
)
from tests.contract.local_carriers import ACCOUNT as CATAPULT_ACCOUNT

_REF = "01JD0000000000000000000000-1-1"
_CARY = searched("City", City="Cary", State="NC", Quantity="2")
_AT = "2026-11-23T10:00:00.000Z"


async def test_an_order_is_received_with_an_id_and_its_echo(numbers: Numbers) -> None:
    told = await numbers.order(
        searched("AreaCode", AreaCode="919", Quantity="1"), CustomerOrderId=_REF, Name="Spring"
    )

    order_id = told.headers["Location"].rpartition("/")[2]
    assert told.status == 201
    assert told.headers["Location"] == f"{numbers.running.url}{ORDERS}/{order_id}"
    assert told.root == "OrderResponse"
    assert told.body == {
        "Order": {
            "CustomerOrderId": _REF,
            "Name": "Spring",
            "OrderCreateDate": _AT,
            "BackOrderRequested": "false",
            "id": order_id,
            "AreaCodeSearchAndOrderType": {"AreaCode": "919", "Quantity": "1"},
            "PartialAllowed": "true",
            "SiteId": SANDBOX_ACCOUNT.site_id,
        },
        "OrderStatus": "RECEIVED",
    }


async def test_a_complete_order_tells_its_numbers(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    made = await numbers.order(existing(number), CustomerOrderId=_REF, PartialAllowed="false")

    told = await numbers.ended(made)

    assert told.body == {
        "CompletedQuantity": "1",
        "CreatedByUser": SANDBOX_ACCOUNT.client_id,
        "LastModifiedDate": _AT,
        "OrderCompleteDate": _AT,
        "Order": {
            "CustomerOrderId": _REF,
            "OrderCreateDate": _AT,
            "PeerId": SANDBOX_ACCOUNT.peer_id,
            "BackOrderRequested": "false",
            "ExistingTelephoneNumberOrderType": {
                "TelephoneNumberList": {"TelephoneNumber": number},
                "ReservationIdList": "",
            },
            "PartialAllowed": "false",
            "SiteId": SANDBOX_ACCOUNT.site_id,
        },
        "OrderStatus": "COMPLETE",
        "CompletedNumbers": {"TelephoneNumber": {"FullNumber": number}},
        "Summary": f"1 number ordered in ({number[:3]})",
        "FailedQuantity": "0",
    }


async def test_the_ledger_has_the_customers_id_as_reference(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.ended(await numbers.order(existing(number), CustomerOrderId=_REF))

    purchase = numbers.running.carrier.ledger()["purchases"][0]

    assert purchase.pop("id")
    assert purchase == {
        "number": f"+1{number}",
        "time": _AT,
        "client_ref": _REF,
        "price": "0.60",
        "state": "enabled",
        "call": "order",
    }
    assert numbers.running.changes == [1]


async def test_each_look_moves_an_order_a_step_on(numbers: Numbers) -> None:
    made = await numbers.order(_CARY)
    bought = [len(numbers.running.carrier.ledger()["purchases"])]

    seen: list[str] = []
    for _ in range(3):
        told = await numbers.get(made.headers["Location"])
        seen.append(told.body["OrderStatus"])
        bought.append(len(numbers.running.carrier.ledger()["purchases"]))

    assert seen == ["PROCESSING", "COMPLETE", "COMPLETE"]
    assert bought == [0, 0, 2, 2]


async def test_an_open_order_has_neither_numbers_nor_an_end(numbers: Numbers) -> None:
    made = await numbers.order(_CARY)

    told = await numbers.get(made.headers["Location"])

    assert told.body["CompletedQuantity"] == told.body["FailedQuantity"] == "0"
    assert told.body.keys().isdisjoint({"OrderCompleteDate", "CompletedNumbers", "Summary"})


async def test_an_order_goes_on_by_itself_with_time(numbers: Numbers) -> None:
    made = await numbers.order(_CARY)

    await numbers.wait(1)

    assert len(numbers.running.carrier.ledger()["purchases"]) == 2
    assert (await numbers.get(made.headers["Location"])).body["OrderStatus"] == "COMPLETE"


async def test_an_order_survives_a_restart_and_goes_on(carrier_file: Path) -> None:
    clock = MovableClock()
    async with opened(carrier_file, clock=clock) as client:
        ended, open_still = await client.order(_CARY), await client.order(_CARY)
        await client.ended(ended)
        before = client.running.carrier.ledger()

    async with opened(carrier_file, clock=clock) as client:
        after = client.running.carrier.ledger()
        told = [(await client.ended(made)).body["OrderStatus"] for made in (ended, open_still)]

    assert after == before
    assert told == ["COMPLETE", "COMPLETE"]


async def test_version_two_takes_and_tells_e164(numbers: Numbers) -> None:
    [number] = await numbers.free(1)

    made = await numbers.order(existing(f"+1{number}"), path=f"{ACCOUNT_V2}/orders")

    told = [await numbers.get(made.headers["Location"]) for _ in range(2)]
    assert told[-1].completed == [f"+1{number}"]


async def test_elements_may_stand_in_any_order_and_case(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    site = f"<SiteId>{SANDBOX_ACCOUNT.site_id}</SiteId>"

    body = f"<name>x</name>{existing(number)}<partialAllowed>false</partialAllowed>{site}"

    told = await numbers.post(ORDERS, f"<Order>{body}</Order>")

    assert (told.status, told.body["Order"]["Name"]) == (201, "x")
    assert told.body["Order"]["PartialAllowed"] == "false"


@pytest.mark.parametrize(
    ("kind", "criteria"),
    [
        ("AreaCode", {"AreaCode": "984"}),
        ("NPANXX", {"NpaNxx": "919555", "EnableLCA": "false"}),
        ("NPANXX", {"NpaNxx": "919555"}),
        ("NPANXX", {"NpaNxxX": "9195551", "EnableTNDetail": "false"}),
        ("RateCenter", {"RateCenter": "CARY", "State": "NC"}),
        ("State", {"State": "NC"}),
        ("City", {"City": "Cary", "State": "NC"}),
        ("ZIP", {"Zip": "27513"}),
        ("LATA", {"Lata": "426"}),
        ("LATA", {"LATA": "426"}),
        ("TollFreeVanity", {"TollFreeVanity": "CALL"}),
        ("TollFreeWildChar", {"TollFreeWildCardPattern": "83*"}),
        ("Combined", {"AreaCode": "984", "City": "Cary", "State": "NC"}),
        ("Combined", {"RateCenter": "CARY", "State": "NC", "Zip": "27513"}),
        ("Combined", {"AreaCode": "919", "LocalVanity": "2020", "EndsIn": "true"}),
        ("Combined", {"NpaNxxX": "9195551", "EnableLCA": "true"}),
    ],
)
async def test_an_order_buys_what_the_same_search_shows_first(
    numbers: Numbers, kind: str, criteria: dict[str, str]
) -> None:
    lca = {"LCA" if name == "EnableLCA" else name: text for name, text in criteria.items()}
    shown = await numbers.search(**lca, quantity="3")

    told = await numbers.ended(await numbers.order(searched(kind, **criteria, Quantity="3")))

    assert told.body["OrderStatus"] == "COMPLETE"
    assert told.completed == shown.numbers


async def test_without_a_quantity_five_thousand_are_ordered(numbers: Numbers) -> None:
    told = await numbers.ended(await numbers.order(searched("AreaCode", AreaCode="919")))

    assert (told.body["CompletedQuantity"], len(set(told.completed))) == ("5000", 5000)


async def test_orders_at_the_same_time_never_get_the_same_number(numbers: Numbers) -> None:
    made = await asyncio.gather(*(numbers.order(_CARY) for _ in range(20)))

    told = await asyncio.gather(*(numbers.ended(each) for each in made))

    bought = [number for each in told for number in each.completed]
    assert len(set(bought)) == 40


async def test_a_purchase_is_charged_to_the_one_account(numbers: Numbers) -> None:
    await numbers.ended(await numbers.order(_CARY))

    account = await numbers.running.get(CATAPULT_ACCOUNT)

    assert account.body["balance"] == "99998.80000"
