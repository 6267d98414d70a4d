"""Who may call the local carrier, how often, and what it keeps."""

import shutil
import sqlite3
import time
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from sandbox.carrier.database import OtherVersionError
from sandbox.carrier.limits import Limit
from sandbox.carrier.options import Options
from sandbox.carrier.server import LocalCarrier
from tests.contract.local_carriers import ACCOUNT, LOCAL, NUMBERS, Running


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !", "Bearer x", "Basic " + b64encode(b"t-sandbox:wrong").decode()],
)
async def test_wrong_credentials_are_refused_with_401(running: Running, header: str) -> None:
    answer = await running.call("GET", ACCOUNT, headers={"Authorization": header})

    assert (answer.status, answer.body) == (401, "")


@pytest.mark.parametrize("path", ["account", "phoneNumbers", "phoneNumbers/n-1"])
async def test_another_user_is_refused_with_user_access_denied(running: Running, path: str) -> None:
    answer = await running.get(f"/v1/users/u-other/{path}")

    assert (answer.status, answer.code) == (401, "user-access-denied")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("PUT", LOCAL), ("GET", "/v1/users/u-sandbox/calls")]
)
async def test_an_unknown_address_is_not_found(running: Running, method: str, path: str) -> None:
    answer = await running.call(method, path)

    assert (answer.status, answer.code) == (404, "resource-not-found")


@pytest.mark.parametrize(("unit", "per_second"), [("ms", 1000), ("s", 1)])
async def test_too_many_calls_are_told_when_to_come_back(
    carrier_file: Path, unit: Literal["ms", "s"], per_second: int
) -> None:
    options = Options(limits={"search": Limit(1, 2, 60)}, reset_unit=unit)
    async with Running(carrier_file, options) as running:
        answers = [await running.get(LOCAL, state="NC") for _ in range(3)]
        other = await running.get(NUMBERS)

    limited = answers[2]
    reset = limited.headers["X-RateLimit-Reset"]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert 0 < int(reset) / per_second - time.time() <= 61
    assert limited.body["category"] == "too-many-requests"
    assert limited.code == "rate-limit-reached"
    assert "message" not in limited.body
    assert {"name": "rateLimitResetTime", "value": reset} in limited.body["details"]
    assert other.status == 200


async def test_a_restart_keeps_everything(carrier_file: Path) -> None:
    async with Running(carrier_file) as running:
        bought = await running.order(zip="27513", quantity="2")
        before = running.carrier.ledger()

    async with Running(carrier_file) as running:
        after = running.carrier.ledger()
        listed = await running.get(NUMBERS)

    assert after == before
    assert listed.numbers == bought.numbers


async def test_a_reset_starts_over(running: Running) -> None:
    first = await running.order(zip="27513", quantity="2")
    running.carrier.faults.add("unauthorized", times=0)

    running.carrier.reset()

    account = await running.get(ACCOUNT)
    again = await running.order(zip="27513", quantity="2")
    assert account.body["balance"] == "100000.00000"
    assert again.numbers == first.numbers


async def test_the_same_seed_makes_the_same_stock(carrier_file: Path, tmp_path: Path) -> None:
    async with Running(carrier_file) as running:
        first = await running.get(LOCAL, areaCode="919", quantity="5000")

    async with Running(tmp_path / "new" / "carrier.db") as running:
        second = await running.get(LOCAL, areaCode="919", quantity="5000")

    assert first.body == second.body


async def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "carrier.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    carrier = LocalCarrier(path)

    with pytest.raises(OtherVersionError, match="remove it"):
        await carrier.start(0)

    await carrier.stop()


async def test_a_taken_port_is_told_as_an_os_error(
    running: Running, stocked_file: Path, tmp_path: Path
) -> None:
    carrier = LocalCarrier(Path(shutil.copyfile(stocked_file, tmp_path / "other.db")))

    with pytest.raises(OSError, match="in use"):
        await carrier.start(int(running.url.rpartition(":")[2]))

    await carrier.stop()
