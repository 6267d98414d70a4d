"""PyPI's bandwidth-sdk, a client that others wrote, works unchanged against the local carrier."""

import asyncio
from typing import Any, cast

import bandwidth
import pytest

from sandbox.carrier.options import SANDBOX_CREDENTIALS
from tests.contract.local_carriers import Running

# The package predates today's Python; its own warnings are not ours to mend.
pytestmark = pytest.mark.filterwarnings("default")


def _client(running: Running, password: str = SANDBOX_CREDENTIALS.secret) -> Any:  # noqa: ANN401 - the package has no types
    return cast(
        "Any",
        bandwidth.client("account", "u-sandbox", "t-sandbox", password, api_endpoint=running.url),
    )


async def test_it_searches_and_orders_local_numbers(running: Running) -> None:
    client = _client(running)

    bought = await asyncio.to_thread(
        client.search_and_order_local_numbers, city="Cary", state="NC", quantity=2
    )

    assert [(one["number"], one["id"]) for one in bought] == [
        (one["number"], one["id"]) for one in running.carrier.ledger()["purchases"]
    ]


async def test_it_searches_for_available_numbers(running: Running) -> None:
    client = _client(running)

    found = await asyncio.to_thread(
        client.search_available_local_numbers,
        area_code="919",
        local_number="5551",
        in_local_calling_area=True,
        pattern="*2*",
        quantity=3,
    )
    toll_free = await asyncio.to_thread(
        client.search_available_toll_free_numbers, pattern="*CALL", quantity=3
    )

    assert [one["rate_center"] for one in found] == ["CARY"] * 3
    assert ["CALL" in one["pattern_match"] for one in toll_free] == [True] * 3


async def test_it_orders_toll_free_numbers(running: Running) -> None:
    client = _client(running)

    bought = await asyncio.to_thread(client.search_and_order_toll_free_numbers, quantity=2)

    assert len(bought) == 2


async def test_it_follows_the_links_of_a_list(running: Running) -> None:
    client = _client(running)
    bought = await running.order(areaCode="919", quantity="7")

    listed = await asyncio.to_thread(lambda: list(client.list_phone_numbers(size=3)))

    assert [one["number"] for one in listed] == bought.numbers


async def test_it_orders_reads_renames_and_releases_one_number(running: Running) -> None:
    client = _client(running)
    found = await asyncio.to_thread(
        client.search_available_local_numbers, zip_code="27513", quantity=1
    )
    number = found[0]["number"]

    number_id = await asyncio.to_thread(client.order_phone_number, number, name="ref-1")
    by_number = await asyncio.to_thread(client.get_phone_number, number)
    await asyncio.to_thread(client.update_phone_number, number_id, name="ref-2")
    by_id = await asyncio.to_thread(client.get_phone_number, number_id)
    await asyncio.to_thread(client.delete_phone_number, number_id)

    assert (by_number["id"], by_number["name"], by_id["name"]) == (number_id, "ref-1", "ref-2")
    assert running.carrier.ledger()["purchases"][0]["state"] == "released"


async def test_it_reads_the_account(running: Running) -> None:
    client = _client(running)
    await running.order(areaCode="919", quantity="2")

    account = await asyncio.to_thread(client.get_account)
    charges = await asyncio.to_thread(
        lambda: list(client.list_account_transactions(trans_type="charge", size=1))
    )

    assert account == {"balance": "99998.80000", "account_type": "pre-pay"}
    assert [one["product_type"] for one in charges] == ["local-number-per-month"] * 2


async def test_it_understands_a_refusal(running: Running) -> None:
    client = _client(running)

    with pytest.raises(Exception, match="Carey") as refusal:
        await asyncio.to_thread(
            client.search_and_order_local_numbers, city="Carey", state="NC", quantity=2
        )

    assert refusal.value.status_code == 403  # pyright: ignore[reportAttributeAccessIssue] - its own
    assert refusal.value.code == "invalid-rate-center"  # pyright: ignore[reportAttributeAccessIssue] - its own


async def test_it_understands_wrong_credentials(running: Running) -> None:
    client = _client(running, password="wrong")

    with pytest.raises(Exception, match="401"):
        await asyncio.to_thread(client.get_account)
