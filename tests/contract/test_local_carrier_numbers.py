"""The phoneNumbers and account resources."""

import re

import pytest

from tests.contract.local_carriers import ACCOUNT, LOCAL, NUMBERS, Running


async def _allocate(running: Running, **fields: str) -> str:
    found = await running.get(LOCAL, city="Cary", state="NC", quantity="1")
    answer = await running.call("POST", NUMBERS, json={"number": found.numbers[0], **fields})
    assert (answer.status, answer.body) == (201, "")
    return answer.headers["Location"]


async def test_a_chosen_number_is_bought_under_a_name(running: Running) -> None:
    location = await _allocate(running, name="ref-1", applicationId="a-sandbox")

    answer = await running.get(location)

    assert re.fullmatch(r"/v1/users/u-sandbox/phoneNumbers/n-[0-9a-f]+", location)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", answer.body.pop("createdTime"))
    assert re.fullmatch(r"\+1919555\d{4}", answer.body.pop("number"))
    assert re.fullmatch(r"\(919\) 555-\d{4}", answer.body.pop("nationalNumber"))
    assert answer.body == {
        "id": location.rpartition("/")[2],
        "name": "ref-1",
        "city": "CARY",
        "state": "NC",
        "applicationId": "a-sandbox",
        "application": f"{running.url}/v1/users/u-sandbox/applications/a-sandbox",
        "price": "0.60",
        "numberState": "enabled",
    }


async def test_the_name_is_the_client_ref_of_the_ledger(running: Running) -> None:
    await _allocate(running, name="ref-1")

    purchase = running.carrier.ledger()["purchases"][0]
    assert (purchase["client_ref"], purchase["call"]) == ("ref-1", "allocate")


@pytest.mark.parametrize("form", ["+{}", "%2B{}", "%20{}"])
async def test_a_number_is_read_by_its_e164_form(running: Running, form: str) -> None:
    number = (await running.order(zip="27513", quantity="1")).numbers[0]

    answer = await running.get(f"{NUMBERS}/{form.format(number[1:])}")

    assert answer.body["number"] == number


@pytest.mark.parametrize("key", ["n-none", "+19195550199", "x"])
async def test_a_number_that_is_not_owned_is_not_found(running: Running, key: str) -> None:
    answer = await running.get(f"{NUMBERS}/{key}")

    assert (answer.status, answer.code) == (404, "number-not-found")


@pytest.mark.parametrize("number", ["9195550142", "+1919555014", "+11195550142", "", "+4930123456"])
async def test_a_malformed_number_cannot_be_allocated(running: Running, number: str) -> None:
    answer = await running.call("POST", NUMBERS, json={"number": number})

    assert (answer.status, answer.code) == (400, "validation-error")


async def test_an_allocation_needs_a_number(running: Running) -> None:
    answer = await running.call("POST", NUMBERS, json={"name": "ref-1"})

    assert (answer.status, answer.code) == (400, "missing-property")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"number": 9}', b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(running: Running, body: bytes) -> None:
    answer = await running.call("POST", NUMBERS, data=body)

    assert (answer.status, answer.code) == (400, "validation-error")


async def test_a_number_that_the_carrier_does_not_have_is_not_found(running: Running) -> None:
    answer = await running.call("POST", NUMBERS, json={"number": "+12005550142"})

    assert (answer.status, answer.code) == (404, "number-not-found")


async def test_a_number_can_be_allocated_once(running: Running) -> None:
    number = (await running.order(zip="27513", quantity="1")).numbers[0]

    answer = await running.call("POST", NUMBERS, json={"number": number})

    assert (answer.status, answer.code) == (409, "duplicate-number")
    assert len(running.carrier.ledger()["purchases"]) == 1


async def test_an_unknown_application_is_not_found(running: Running) -> None:
    answer = await running.call(
        "POST", NUMBERS, json={"number": "+19195550142", "applicationId": "a-none"}
    )

    assert (answer.status, answer.code) == (404, "application-not-found")


async def test_an_update_changes_what_it_names_and_leaves_nulls(running: Running) -> None:
    location = await _allocate(running, name="ref-1", applicationId="a-sandbox")

    answer = await running.call(
        "POST", location, json={"name": None, "fallbackNumber": "+19195550100"}
    )

    number = await running.get(location)
    assert (answer.status, answer.body) == (200, "")
    assert number.body["name"] == "ref-1"
    assert number.body["applicationId"] == "a-sandbox"
    assert number.body["fallbackNumber"] == "+19195550100"


async def test_an_empty_application_detaches_the_number(running: Running) -> None:
    location = await _allocate(running, applicationId="a-sandbox")

    await running.call("POST", location, json={"applicationId": ""})

    number = await running.get(location)
    assert "applicationId" not in number.body
    assert "application" not in number.body


async def test_a_released_number_is_gone_for_good(running: Running) -> None:
    location = await _allocate(running)
    number = (await running.get(location)).body["number"]

    answer = await running.call("DELETE", location)
    again = await running.call("POST", NUMBERS, json={"number": number})

    assert (answer.status, answer.body) == (200, "")
    assert (await running.get(location)).body["numberState"] == "released"
    assert (again.status, again.code) == (404, "number-not-found")


async def test_a_number_is_released_once(running: Running) -> None:
    location = await _allocate(running)
    await running.call("DELETE", location)

    answers = [
        await running.call("DELETE", location),
        await running.call("POST", location, json={"name": "x"}),
    ]

    assert [(one.status, one.code) for one in answers] == [(404, "number-not-found")] * 2


async def test_the_ledger_tells_every_release(running: Running) -> None:
    location = await _allocate(running)
    await running.call("DELETE", location)

    ledger = running.carrier.ledger()
    release = ledger["releases"][0]
    assert release["number"] == ledger["purchases"][0]["number"]
    assert release["time"] >= ledger["purchases"][0]["time"]
    assert ledger["purchases"][0]["state"] == "released"


async def test_a_list_is_read_page_by_page_by_absolute_links(running: Running) -> None:
    bought = await running.order(areaCode="919", quantity="7")
    seen: list[str] = []

    page = await running.get(NUMBERS, size="3", state="NC")
    seen += page.numbers
    while found := re.search(r'<([^>]+)>; rel="next"', page.headers["Link"]):
        assert found[1].startswith(running.url)
        page = await running.get(found[1])
        seen += page.numbers

    assert seen == bought.numbers
    assert 'rel="first"' in page.headers["Link"]


async def test_a_full_last_page_has_no_next(running: Running) -> None:
    await running.order(areaCode="919", quantity="3")

    page = await running.get(NUMBERS, size="3")

    assert "next" not in page.headers["Link"]


async def test_a_page_has_25_unless_asked(running: Running) -> None:
    await running.order(areaCode="919", quantity="30")

    pages = [await running.get(NUMBERS, page=page) for page in ("0", "1", "2")]

    assert [len(page.body) for page in pages] == [25, 5, 0]


@pytest.mark.parametrize(
    "params", [{"size": "0"}, {"size": "1001"}, {"size": "x"}, {"page": "-1"}, {"numberState": "?"}]
)
async def test_a_page_out_of_range_is_refused(running: Running, params: dict[str, str]) -> None:
    answer = await running.get(NUMBERS, **params)

    assert (answer.status, answer.code) == (400, "validation-error")


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({}, 4),
        ({"name": "ref-1"}, 1),
        ({"name": "ref-2"}, 0),
        ({"city": "Cary"}, 2),
        ({"state": "NC"}, 2),
        ({"state": "PR", "city": "San Juan"}, 2),
        ({"applicationId": "a-sandbox"}, 1),
        ({"numberState": "enabled"}, 3),
        ({"numberState": "released"}, 1),
    ],
)
async def test_a_list_is_filtered(running: Running, params: dict[str, str], count: int) -> None:
    await _allocate(running, name="ref-1", applicationId="a-sandbox")
    released = await _allocate(running)
    await running.call("DELETE", released)
    await running.order(city="San Juan", state="PR", quantity="2")

    answer = await running.get(NUMBERS, **params)

    assert len(answer.body) == count


async def test_a_purchase_is_charged_and_listed_newest_first(running: Running) -> None:
    await running.order(zip="27513", quantity="1")
    number = (await running.order("/v1/availableNumbers/tollFree")).numbers[0]

    account = await running.get(ACCOUNT)
    answer = await running.get(f"{ACCOUNT}/transactions")

    assert account.body["balance"] == "99997.40000"
    assert [item["type"] for item in answer.body] == ["charge", "charge", "payment"]
    newest = answer.body[0]
    assert newest.pop("time").endswith("Z")
    assert newest.pop("id")
    assert newest == {
        "amount": "2.00",
        "type": "charge",
        "units": 1,
        "productType": "toll-free-number-per-month",
        "number": number,
    }


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"type": "charge"}, 3),
        ({"type": "payment"}, 1),
        ({"maxItems": "2"}, 2),
        ({"number": "+19195550000"}, 0),
        ({"fromDate": "2001-01-01T00:00:00+0000"}, 4),
        ({"fromDate": "2001-01-01T00:00:00"}, 4),
        ({"toDate": "2001-01-01T00:00:00Z"}, 0),
    ],
)
async def test_transactions_are_filtered(
    running: Running, params: dict[str, str], count: int
) -> None:
    await running.order(areaCode="919", quantity="3")

    answer = await running.get(f"{ACCOUNT}/transactions", **params)

    assert len(answer.body) == count


async def test_no_page_goes_beyond_the_wanted_items(running: Running) -> None:
    await running.order(areaCode="919", quantity="9")

    pages = [
        await running.get(f"{ACCOUNT}/transactions", size="3", maxItems="5", page=page)
        for page in ("0", "1", "2")
    ]

    assert [len(page.body) for page in pages] == [3, 2, 0]
    assert ["next" in page.headers["Link"] for page in pages] == [True, False, False]


@pytest.mark.parametrize("params", [{"maxItems": "0"}, {"fromDate": "yesterday"}])
async def test_a_bad_transaction_filter_is_refused(
    running: Running, params: dict[str, str]
) -> None:
    answer = await running.get(f"{ACCOUNT}/transactions", **params)

    assert (answer.status, answer.code) == (400, "validation-error")
