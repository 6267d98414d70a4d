"""tnreservation: numbers that are held for a while."""

import asyncio
from pathlib import Path

import pytest

from sandbox.carrier.options import SANDBOX_ACCOUNT
from tests.contract.local_bandwidths import (
    ACCOUNT_V2,
    RESERVATIONS,
    MovableClock,
    Numbers,
    opened,
)
from tests.contract.local_carriers import LOCAL, NUMBERS

_FOUR_HOURS_S = 4 * 3600


async def test_a_reservation_is_made_without_a_body(numbers: Numbers) -> None:
    [number] = await numbers.free(1)

    told = await numbers.reserve(number)

    assert (told.status, told.body, len(told.id)) == (201, "", 36)
    assert told.headers["Location"] == f"{numbers.running.url}{RESERVATIONS}/{told.id}"


async def test_a_reservation_says_what_it_holds_and_how_long(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    made = await numbers.reserve(number)
    await numbers.wait(100.5)

    told = await numbers.get(made.headers["Location"])

    assert (told.status, told.root) == (200, "ReservationResponse")
    assert told.body == {
        "Reservation": {
            "ReservationId": made.id,
            "AccountId": SANDBOX_ACCOUNT.account_id,
            "ReservationExpires": "14300",
            "ReservedTn": number,
        }
    }


async def test_version_two_holds_and_tells_e164(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    body = f"<Reservation><ReservedTn>+1{number}</ReservedTn></Reservation>"

    made = await numbers.post(f"{ACCOUNT_V2}/tnreservation", body)

    told = await numbers.get(made.headers["Location"])
    assert told.body["Reservation"]["ReservedTn"] == f"+1{number}"


async def test_a_held_number_leaves_both_searches(numbers: Numbers) -> None:
    held, other = await numbers.free(2)
    await numbers.reserve(held)

    told = await numbers.running.get(LOCAL, city="Cary", state="NC", quantity="1")

    assert told.numbers == [f"+1{other}"]
    assert held not in await numbers.free(5000)


async def test_a_held_number_cannot_be_bought_by_catapult(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.reserve(number)

    told = await numbers.running.call("POST", NUMBERS, json={"number": f"+1{number}"})

    assert (told.status, told.code) == (409, "duplicate-number")


async def test_the_ledger_tells_what_is_held(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    made = await numbers.reserve(number)

    holds = numbers.running.carrier.ledger()["holds"]

    assert holds == [
        {
            "id": made.id,
            "number": f"+1{number}",
            "time": "2026-11-23T10:00:00.000Z",
            "until": "2026-11-23T14:00:00.000Z",
        }
    ]
    assert numbers.running.changes == [1]


async def test_a_canceled_reservation_frees_its_number(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    location = (await numbers.reserve(number)).headers["Location"]

    told = await numbers.call("DELETE", location)

    assert (told.status, told.body) == (200, "")
    assert await numbers.free(1) == [number]
    assert numbers.running.carrier.ledger()["holds"] == []
    assert numbers.running.changes == [1, 1]


async def test_a_reservation_ends_after_four_hours(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    location = (await numbers.reserve(number)).headers["Location"]
    await numbers.wait(_FOUR_HOURS_S - 1)
    before = await numbers.get(location)

    await numbers.wait(1)

    assert before.body["Reservation"]["ReservationExpires"] == "1"
    assert (await numbers.get(location)).status == 404
    assert await numbers.free(1) == [number]


async def test_the_ledger_forgets_a_hold_whose_time_is_up(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.reserve(number)

    await numbers.wait(_FOUR_HOURS_S)

    assert numbers.running.carrier.ledger()["holds"] == []


async def test_a_reservation_survives_a_restart(carrier_file: Path) -> None:
    clock = MovableClock()
    async with opened(carrier_file, clock=clock) as client:
        [number] = await client.free(1)
        made = await client.reserve(number)
        before = client.running.carrier.ledger()

    async with opened(carrier_file, clock=clock) as client:
        told = await client.get(f"{RESERVATIONS}/{made.id}")
        after = client.running.carrier.ledger()

    assert told.body["Reservation"]["ReservedTn"] == number
    assert after == before


async def test_a_reset_frees_every_number(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.reserve(number)

    numbers.running.carrier.reset()

    assert numbers.running.carrier.ledger()["holds"] == []
    assert await numbers.free(1) == [number]


async def test_a_number_is_held_by_one_reservation_alone(numbers: Numbers) -> None:
    [number] = await numbers.free(1)

    told = await asyncio.gather(*(numbers.reserve(number) for _ in range(5)))

    assert sorted(each.status for each in told) == [201, 400, 400, 400, 400]


async def test_a_number_that_is_not_free_is_refused_with_5041(numbers: Numbers) -> None:
    number = (await numbers.running.order(city="Cary", state="NC", quantity="1")).numbers[0][2:]

    told = await numbers.reserve(number)

    assert (told.status, told.root) == (400, "ReservationResponse")
    assert told.body["ResponseStatus"]["ErrorCode"] == "5041"
    assert number in told.body["ResponseStatus"]["Description"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<Reservation><ReservedTn>2005550142</ReservedTn></Reservation>", "5040"),
        ("<Reservation><ReservedTn>+19195550142</ReservedTn></Reservation>", "5045"),
        ("<Reservation><ReservedTn>919555014</ReservedTn></Reservation>", "5045"),
        ("<Reservation><ReservedTn/></Reservation>", "5044"),
        ("<Reservation/>", "5044"),
        ("<Other><ReservedTn>9195550142</ReservedTn></Other>", "5044"),
        ("<Reservation><ReservedTn>1</ReservedTn><ReservedTn>2</ReservedTn></Reservation>", "5044"),
        ("", "5044"),
        ("<Reservation>", "5044"),
    ],
)
async def test_a_bad_reservation_is_refused_with_its_code(
    numbers: Numbers, body: str, code: str
) -> None:
    told = await numbers.post(RESERVATIONS, body)

    assert (told.status, told.body["ResponseStatus"]["ErrorCode"]) == (400, code)


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE R [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><Reservation>&b;</Reservation>',
        '<!DOCTYPE R [<!ENTITY a SYSTEM "file:///etc/hostname">]><Reservation>&a;</Reservation>',
        '<!DOCTYPE R SYSTEM "http://127.0.0.1:9/x.dtd"><Reservation/>',
        '<?xml version="1.0" encoding="klingon"?><Reservation/>',
    ],
)
async def test_a_document_type_is_refused_unread(numbers: Numbers, document: str) -> None:
    told = await numbers.post(RESERVATIONS, document)

    assert (told.status, told.body["ResponseStatus"]["ErrorCode"]) == (400, "5044")


async def test_a_body_has_to_say_that_it_is_xml(numbers: Numbers) -> None:
    told = await numbers.call(
        "POST", RESERVATIONS, "<Reservation/>", headers={"Content-Type": "application/json"}
    )

    assert told.status == 415


async def test_a_body_that_is_too_large_is_refused(numbers: Numbers) -> None:
    told = await numbers.post(RESERVATIONS, f"<Reservation>{' ' * 1024 * 1024}</Reservation>")

    assert told.status == 413


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_an_unknown_reservation_is_not_found(numbers: Numbers, method: str) -> None:
    told = await numbers.call(method, f"{RESERVATIONS}/none")

    assert (told.status, told.body["ResponseStatus"]["ErrorCode"]) == (404, "5042")


async def test_a_reservation_is_found_by_its_number(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    made = await numbers.reserve(number)

    told = await numbers.get(f"/api/tns/{number}/tnreservation")

    assert (told.status, told.root) == (200, "TNReservation")
    assert told.body == {
        "ReservationID": made.id,
        "Account": SANDBOX_ACCOUNT.account_id,
        "ReservationExpires": "14400",
        "ReservedTN": number,
    }


@pytest.mark.parametrize("number", ["9195550142", "+19195550142", "x"])
async def test_a_number_that_is_not_held_has_no_reservation(numbers: Numbers, number: str) -> None:
    told = await numbers.get(f"/api/v1/tns/{number}/tnreservation")

    assert (told.status, told.root) == (404, "ErrorResponse")
