"""tns, inserviceNumbers, sites and sippeers: what the account has."""

import pytest

from sandbox.carrier.options import SANDBOX_ACCOUNT
from tests.contract.local_bandwidths import (
    ACCOUNT,
    ACCOUNT_V2,
    DISCONNECTS,
    Numbers,
    link_in,
    many,
    searched,
)

_TNS = "/api/v1/tns"
_IN_SERVICE = f"{ACCOUNT}/inserviceNumbers"
_SITES = f"{ACCOUNT}/sites"
_AT = "2026-11-23T10:00:00.000Z"


async def _one_of_each(numbers: Numbers) -> tuple[str, str, str]:
    """A number in service, one that ages, one that is held."""
    in_service, aging, held = await numbers.free(3)
    await numbers.buy(in_service, aging)
    await numbers.ended(await numbers.disconnect(aging), DISCONNECTS)
    await numbers.reserve(held)
    return in_service, aging, held


async def test_a_number_is_listed_with_place_status_and_times(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    await numbers.buy(number)

    told = await numbers.get(_TNS, accountId=SANDBOX_ACCOUNT.account_id, page="1", size="500")

    listed = told.body["TelephoneNumbers"]["TelephoneNumber"]
    assert (told.root, told.body["TelephoneNumberCount"]) == ("TelephoneNumbersResponse", "1")
    assert listed == {
        "City": "CARY",
        "Lata": "426",
        "State": "NC",
        "FullNumber": number,
        "Tier": "0",
        "VendorId": "49",
        "VendorName": "Bandwidth CLEC",
        "RateCenter": "CARY",
        "Status": "Inservice",
        "AccountId": SANDBOX_ACCOUNT.account_id,
        "LastModified": _AT,
        "InServiceDate": _AT,
    }


@pytest.mark.parametrize(
    ("params", "which"),
    [
        ({}, [0, 1, 2]),
        ({"status": "Inservice"}, [0]),
        ({"status": "Inservice,InAccount,Aging"}, [0, 1]),
        ({"status": "aging"}, [1]),
        ({"status": "Reserved"}, [2]),
        ({"status": "Available"}, []),
        ({"state": "nc", "city": "Cary", "rateCenter": "CARY", "lata": "426"}, [0, 1, 2]),
        ({"npa": "919", "npaNxx": "919555", "npaNxxX": "9195550"}, [0, 1, 2]),
        ({"state": "VA"}, []),
    ],
)
async def test_numbers_are_listed_by_status_and_place(
    numbers: Numbers, params: dict[str, str], which: list[int]
) -> None:
    known = await _one_of_each(numbers)

    told = await numbers.get(_TNS, **params, page="1", size="500")

    listed = many(
        told.body["TelephoneNumbers"] and told.body["TelephoneNumbers"]["TelephoneNumber"]
    )
    assert {each["FullNumber"] for each in listed} == {known[i] for i in which}


async def test_numbers_are_listed_page_by_page(numbers: Numbers) -> None:
    bought = await numbers.free(5)
    await numbers.buy(*bought)
    seen: list[str] = []

    link: str | None = f"{_TNS}?page=1&size=2"
    while link:
        told = (await numbers.get(link)).body
        seen += [each["FullNumber"] for each in many(told["TelephoneNumbers"]["TelephoneNumber"])]
        link = link_in(told["Links"].get("next"))

    assert seen == sorted(bought)


async def test_pages_of_version_two_are_named_in_e164(numbers: Numbers) -> None:
    bought = sorted(await numbers.free(3))
    await numbers.buy(*bought)

    first = await numbers.get("/api/v2/tns", page="1", size="2")
    second = await numbers.get(link_in(first.body["Links"]["next"]) or "")

    assert second.body["TelephoneNumbers"]["TelephoneNumber"]["FullNumber"] == f"+1{bought[2]}"
    assert list(second.body["Links"]) == ["first"]


@pytest.mark.parametrize("size", ["0", "2501", "x"])
async def test_a_size_out_of_range_is_refused_with_1006(numbers: Numbers, size: str) -> None:
    told = await numbers.get(_TNS, page="1", size=size)

    assert (told.status, told.root) == (400, "TelephoneNumbersResponse")
    assert told.body["ResponseStatus"]["ErrorCode"] == "1006"


async def test_numbers_of_another_account_are_refused_without_a_word(numbers: Numbers) -> None:
    told = await numbers.get(_TNS, accountId="1")

    assert (told.status, told.body) == (403, "")


async def test_one_number_tells_its_order(numbers: Numbers) -> None:
    [number] = await numbers.free(1)
    order_id = await numbers.buy(number)

    told = await numbers.get(f"{_TNS}/{number}")

    assert (told.status, told.root) == (200, "TelephoneNumberResponse")
    assert told.body == {
        "TelephoneNumber": number,
        "Status": "Inservice",
        "LastModifiedDate": _AT,
        "OrderId": order_id,
        "InServiceDate": _AT,
        "SiteId": SANDBOX_ACCOUNT.site_id,
        "AccountId": SANDBOX_ACCOUNT.account_id,
    }


async def test_numbers_in_service_are_listed_with_both_counts(numbers: Numbers) -> None:
    bought = sorted(await numbers.free(3))
    await numbers.buy(*bought)

    told = await numbers.get(_IN_SERVICE, areacode="919", page="1", size="2")

    assert (told.status, told.root, told.body["TotalCount"]) == (200, "TNs", "3")
    assert told.body["TelephoneNumbers"] == {"Count": "2", "TelephoneNumber": bought[:2]}
    assert f"page={bought[2]}&size=2" in told.body["Links"]["next"]


async def test_numbers_that_age_or_are_held_are_not_in_service(numbers: Numbers) -> None:
    in_service, aging, held = await _one_of_each(numbers)

    told = [await numbers.get(f"{_IN_SERVICE}/{each}") for each in (in_service, aging, held, "x")]

    listed = (await numbers.get(_IN_SERVICE)).body["TelephoneNumbers"]["TelephoneNumber"]
    assert [each.status for each in told] == [200, 404, 404, 404]
    assert (told[0].body, listed) == ("", in_service)


async def test_no_number_in_service_is_a_204(numbers: Numbers) -> None:
    told = await numbers.get(_IN_SERVICE)

    assert (told.status, told.body) == (204, "")


async def test_a_number_bought_by_catapult_is_the_accounts_too(numbers: Numbers) -> None:
    bought = (await numbers.running.order(zip="27513", quantity="1")).numbers[0]

    told = await numbers.get(f"{ACCOUNT_V2}/inserviceNumbers")

    assert told.body["TelephoneNumbers"]["TelephoneNumber"] == bought


async def test_the_largest_inventory_is_told_in_pages(numbers: Numbers) -> None:
    await numbers.ended(await numbers.order(searched("AreaCode", AreaCode="919", Quantity="3000")))

    told = await numbers.get(_TNS, size="2500")

    assert told.body["TelephoneNumberCount"] == "3000"
    assert len(told.body["TelephoneNumbers"]["TelephoneNumber"]) == 2500
    assert "next" in told.body["Links"]


async def test_the_account_has_one_site_with_one_location(numbers: Numbers) -> None:
    sites = await numbers.get(_SITES)

    peers = await numbers.get(f"{_SITES}/{SANDBOX_ACCOUNT.site_id}/sippeers")

    site, peer = sites.body["Sites"]["Site"], peers.body["SipPeers"]["SipPeer"]
    assert (sites.root, site["Id"], site["Name"]) == (
        "SitesResponse",
        SANDBOX_ACCOUNT.site_id,
        "Sandbox",
    )
    assert (peers.root, peer["PeerId"], peer["IsDefaultPeer"]) == (
        "TNSipPeersResponse",
        SANDBOX_ACCOUNT.peer_id,
        "true",
    )


@pytest.mark.parametrize("path", [f"{_SITES}/1/sippeers", f"{_TNS}/9195550199", f"{_TNS}/x"])
async def test_what_the_account_does_not_have_is_not_found(numbers: Numbers, path: str) -> None:
    told = await numbers.get(path)

    assert (told.status, told.root) == (404, "ErrorResponse")
