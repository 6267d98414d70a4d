"""disconnects: numbers are given up, and age."""

import pytest

from tests.contract.local_bandwidths import DISCONNECTS, Numbers, many
from tests.contract.local_carriers import NUMBERS

_ROOT = "DisconnectTelephoneNumberOrderResponse"
_REF = "release-1"
_AT = "2026-11-23T10:00:00.000Z"


async def test_a_disconnect_is_received_with_an_id_and_its_echo(numbers: Numbers) -> None:
    told = await numbers.disconnect("9195550142", CustomerOrderId=_REF, name="tidy up")

    assert (told.status, told.root) == (201, _ROOT)
    assert told.headers["Location"] == f"{numbers.running.url}{DISCONNECTS}/{told.id}"
    assert told.body == {
        "orderRequest": {
            "CustomerOrderId": _REF,
            "Name": "tidy up",
            "OrderCreateDate": _AT,
            "id": told.id,
            "DisconnectTelephoneNumberOrderType": {
                "TelephoneNumberList": {"TelephoneNumber": "9195550142"}
            },
        },
        "OrderStatus": "RECEIVED",
    }


async def test_a_complete_disconnect_names_what_is_gone(numbers: Numbers) -> None:
    bought = await numbers.free(2)
    await numbers.buy(*bought)

    told = await numbers.ended(await numbers.disconnect(*bought), DISCONNECTS)

    assert (told.status, told.body["OrderStatus"], told.body["ErrorList"]) == (200, "COMPLETE", "")
    assert told.body["DisconnectedTelephoneNumberList"] == {"TelephoneNumber": bought}


async def test_each_look_moves_a_disconnect_a_step_on(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.buy(number)
    made = await numbers.disconnect(number)

    told = [await numbers.get(made.headers["Location"]) for _ in range(3)]

    states = [each.body["OrderStatus"] for each in told]
    assert states == ["PROCESSING", "COMPLETE", "COMPLETE"]
    assert numbers.running.changes == [1, 1]


async def test_the_ledger_tells_every_release(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.buy(number)
    await numbers.disconnect(number)

    await numbers.wait(1)

    ledger = numbers.running.carrier.ledger()
    assert ledger["releases"] == [{"number": f"+1{number}", "time": "2026-11-23T10:00:01.000Z"}]
    assert ledger["purchases"][0]["state"] == "released"


async def test_a_number_of_catapult_can_be_disconnected(numbers: Numbers) -> None:
    bought = (await numbers.running.order(zip="27513", quantity="1")).numbers[0]

    await numbers.ended(await numbers.disconnect(bought[2:]), DISCONNECTS)

    told = await numbers.running.get(f"{NUMBERS}/{bought}")
    assert told.body["numberState"] == "released"


async def test_a_number_that_is_not_ours_fails_with_5006(numbers: Numbers) -> None:
    ours, other = await numbers.free(2)
    await numbers.buy(ours)

    told = await numbers.ended(await numbers.disconnect(other, ours), DISCONNECTS)

    error = told.body["ErrorList"]["Error"]
    assert (told.status, told.body["OrderStatus"]) == (200, "PARTIAL")
    assert (error["Code"], error["TelephoneNumber"]) == ("5006", other)
    assert told.body["DisconnectedTelephoneNumberList"] == {"TelephoneNumber": ours}


async def test_a_number_is_given_up_once(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.buy(number)
    await numbers.ended(await numbers.disconnect(number), DISCONNECTS)

    told = await numbers.ended(await numbers.disconnect(number), DISCONNECTS)

    assert (told.body["OrderStatus"], told.codes) == ("FAILED", ["5006"])
    assert len(numbers.running.carrier.ledger()["releases"]) == 1


async def test_an_aging_number_is_its_owners_alone(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.buy(number)
    await numbers.ended(await numbers.disconnect(number), DISCONNECTS)

    offered, reserved = await numbers.free(5000), await numbers.reserve(number)
    await numbers.buy(number)

    assert number not in offered
    assert reserved.status == 400
    assert [each["state"] for each in numbers.running.carrier.ledger()["purchases"]] == [
        "released",
        "enabled",
    ]


@pytest.mark.parametrize(
    ("given_up", "more", "fields", "code"),
    [
        ([], "", {}, "5001"),
        (["919555014"], "", {}, "5070"),
        (["9195550142", "9195550142"], "", {}, "5093"),
        (["9195550142"], "<DisconnectMode>purge</DisconnectMode>", {}, "5084"),
        (["9195550142"], "<Protected>perhaps</Protected>", {}, "5108"),
        (["9195550142"], "", {"CustomerOrderId": "a_b"}, "5052"),
    ],
)
async def test_a_broken_rule_is_a_400_with_an_error_list(
    numbers: Numbers, given_up: list[str], more: str, fields: dict[str, str], code: str
) -> None:
    told = await numbers.disconnect(*given_up, more=more, **fields)

    assert (told.status, told.root, told.codes) == (400, _ROOT, [code])


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<DisconnectTelephoneNumberOrder/>", "5001"),
        ("", "5002"),
        ("<!DOCTYPE D><DisconnectTelephoneNumberOrder/>", "5002"),
    ],
)
async def test_a_document_without_its_type_is_refused(
    numbers: Numbers, document: str, code: str
) -> None:
    told = await numbers.post(DISCONNECTS, document)

    assert (told.status, told.root, told.codes) == (400, _ROOT, [code])


async def test_the_usual_mode_may_be_named(numbers: Numbers) -> None:
    told = await numbers.disconnect(
        "9195550142",
        more="<DisconnectMode>Normal</DisconnectMode><Protected>UNCHANGED</Protected>",
    )

    assert told.status == 201


async def test_a_disconnect_is_found_by_the_customers_id(numbers: Numbers) -> None:
    made = await numbers.disconnect("9195550142", CustomerOrderId=_REF)
    await numbers.disconnect("9195550143")

    told = await numbers.get(DISCONNECTS, customerOrderId=_REF, page="1", size="20")

    [found] = many(told.body["ListOrderIdUserIdDate"]["OrderIdUserIdDate"])
    assert (found["OrderId"], found["OrderType"]) == (made.id, "disconnect")


async def test_an_unknown_disconnect_is_not_found(numbers: Numbers) -> None:
    order = await numbers.order(
        "<StateSearchAndOrderType><State>NC</State></StateSearchAndOrderType>"
    )

    told = [await numbers.get(f"{DISCONNECTS}/{each}") for each in ("none", order.id)]

    assert [each.status for each in told] == [404, 404]
