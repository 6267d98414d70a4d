"""Who may call the local carrier's Numbers API, and under which addresses."""

from base64 import b64encode
from pathlib import Path

import pytest

from sandbox.carrier.limits import Limit
from sandbox.carrier.options import SANDBOX_ACCOUNT, Options
from tests.contract.local_bandwidths import (
    ACCOUNT,
    CLIENT,
    SEARCH,
    TOKEN,
    MovableClock,
    Numbers,
    fresh_token,
    opened,
)
from tests.contract.local_carriers import Running

_GRANT = {"grant_type": "client_credentials"}


async def test_client_credentials_give_a_bearer_token(running: Running) -> None:
    answer = await running.call("POST", TOKEN, data=_GRANT, headers={"Authorization": CLIENT})

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.body.keys() == {"access_token", "token_type", "expires_in"}
    assert (answer.body["token_type"], answer.body["expires_in"]) == ("Bearer", 3600)


@pytest.mark.parametrize("header", ["", "Basic !", "Basic " + b64encode(b"x:y").decode()])
async def test_a_wrong_client_gets_no_token(running: Running, header: str) -> None:
    answer = await running.call("POST", TOKEN, data=_GRANT, headers={"Authorization": header})

    assert (answer.status, answer.body) == (401, "")


async def test_another_grant_is_refused(running: Running) -> None:
    answer = await running.call(
        "POST", TOKEN, data={"grant_type": "password"}, headers={"Authorization": CLIENT}
    )

    assert (answer.status, answer.body) == (400, {"error": "unsupported_grant_type"})


@pytest.mark.parametrize(
    "header",
    ["", CLIENT, "Bearer", "Bearer x", f"Bearer 99999999999.{'0' * 64}", "Bearer ²"],
)
async def test_a_wrong_token_is_refused_with_401(numbers: Numbers, header: str) -> None:
    told = await numbers.call("GET", SEARCH, headers={"Authorization": header})

    assert (told.status, told.body) == (401, "")


async def test_a_token_expires_after_its_time(numbers: Numbers) -> None:
    numbers.clock.pass_by(3599)
    before = await numbers.search(state="NC", quantity="1")

    numbers.clock.pass_by(1)

    assert (before.status, (await numbers.search(state="NC")).status) == (200, 401)


async def test_a_token_survives_a_restart_of_the_carrier(carrier_file: Path) -> None:
    clock = MovableClock()
    async with opened(carrier_file, clock=clock) as client:
        token = client.token

    async with Running(carrier_file, clock=clock) as running:
        told = await Numbers(running, clock, token).search(state="NC", quantity="1")

    assert told.status == 200


async def test_another_account_is_refused_without_a_word(numbers: Numbers) -> None:
    told = await numbers.get("/api/v1/accounts/1/availableNumbers", state="NC")

    assert (told.status, told.body) == (403, "")


@pytest.mark.parametrize("prefix", ["/api", "/api/v1", "/api/v2"])
async def test_every_prefix_leads_to_the_same_account(numbers: Numbers, prefix: str) -> None:
    path = f"{prefix}/accounts/{SANDBOX_ACCOUNT.account_id}/availableNumbers"

    told = await numbers.get(path, state="NC", quantity="1")

    assert (told.status, told.root, told.body["ResultCount"]) == (200, "SearchResult", "1")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/v1"), ("GET", "/api/v3/x"), ("POST", SEARCH), ("PUT", TOKEN)]
)
async def test_an_unknown_address_is_not_found(numbers: Numbers, method: str, path: str) -> None:
    told = await numbers.call(method, path)

    assert (told.status, told.root) == (404, "ErrorResponse")
    assert told.body["ResponseStatus"]["ErrorCode"] == "404"


async def test_too_many_calls_are_told_the_second_of_the_reset(carrier_file: Path) -> None:
    options = Options(limits={"search": Limit(1, 1, 60)})
    async with opened(carrier_file, options) as client:
        told = [await client.search(state="NC", quantity="1") for _ in range(2)]
        other = await fresh_token(client.running)

    limited = told[1]
    wait_s = int(limited.headers["X-RateLimit-Reset"]) - client.clock.at.timestamp()
    assert (limited.status, limited.body, limited.headers["Connection"]) == (429, "", "close")
    assert 0 < wait_s <= 61
    assert other


async def test_traffic_is_told_without_tokens(numbers: Numbers) -> None:
    await numbers.get(ACCOUNT)

    traffic = str(numbers.running.traffic)
    assert "oauth2/token" in traffic
    assert numbers.token not in traffic
    assert SANDBOX_ACCOUNT.client_secret not in traffic
