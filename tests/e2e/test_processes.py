"""The sandbox as a program: it starts, keeps its orders, says what is wrong, and ends cleanly."""

import os
import signal
import socket
from asyncio.subprocess import Process
from pathlib import Path
from time import monotonic

import pytest
from aiohttp import ClientSession

from tests.e2e.conftest import Starter
from tests.e2e.driving import Driver
from tests.e2e.processes import complaint, launch, ready
from tests.e2e.reading import purchases, tns

pytestmark = pytest.mark.e2e


async def test_a_second_start_still_has_the_orders_and_fresh_forgets_them(
    sandboxes: Starter,
) -> None:
    first = await sandboxes()
    number = await first.place("Cary NC 2")
    await first.order(number, "Waiting for approval")
    assert await first.stop() == 0

    began = monotonic()
    second = await sandboxes()
    print(f"ready again after {monotonic() - began:.1f} s")  # noqa: T201 - for pytest -s
    await second.approve(number)
    said = await second.thread("are bought", number)
    assert await second.stop() == 0
    third = await sandboxes("--fresh")

    assert len(tns(said)) == 2
    assert await third.messages("numbers") == []
    assert await third.ledger() == []


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
async def test_told_to_stop_it_ends_with_every_process_of_it(
    socket_sandbox: Driver, asked: signal.Signals
) -> None:
    bot = _child(socket_sandbox.process)

    socket_sandbox.process.send_signal(asked)
    code = await socket_sandbox.process.wait()

    assert code == 0
    assert not _runs(bot)


async def test_ctrl_c_reaches_the_whole_group_and_still_ends_cleanly(
    socket_sandbox: Driver,
) -> None:
    bot = _child(socket_sandbox.process)
    number = await socket_sandbox.place("Cary NC 1")

    for _ in range(3):
        socket_sandbox.process.send_signal(signal.SIGINT)
    code = await socket_sandbox.process.wait()

    assert code == 0
    assert number
    assert not _runs(bot)
    assert "Traceback" not in socket_sandbox.log()


async def test_a_bot_told_to_stop_waits_for_the_purchase_under_way(
    socket_sandbox: Driver,
) -> None:
    mark = await socket_sandbox.now()
    number = await socket_sandbox.approve_with("slow", "Cary NC 2")
    ordering = await socket_sandbox.order(number, "Sent to Bandwidth; not confirmed yet")

    await socket_sandbox.bot_do("stop")
    bought = await socket_sandbox.ledger()
    await socket_sandbox.bot_do("start")
    said = await socket_sandbox.thread("are bought", number)

    assert ordering
    assert tns(said) == sorted(each["number"] for each in bought)
    assert len(bought) == 2
    assert len(purchases(await socket_sandbox.carrier_calls(mark))) == 1


async def test_a_bot_killed_in_the_middle_of_a_purchase_never_buys_twice(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes(PURCHASE_TIMEOUT_S="2", LEASE_S="2", SETTLE_S="6")
    mark = await driver.now()
    number = await driver.approve_with("slow", "Cary NC 2")

    await driver.bot_do("kill")
    await driver.bot_do("start")
    looking = await driver.order(number, "Please don't order again")
    await driver.order(number, "Being checked by a person")

    assert looking
    assert len(await driver.ledger()) == 2
    assert len(purchases(await driver.carrier_calls(mark))) == 1


async def test_while_the_bot_is_dead_slack_says_so_and_starting_over_forgets_all(
    socket_sandbox: Driver,
) -> None:
    await socket_sandbox.bot_do("kill")

    answer = await socket_sandbox.command("ana", "Cary NC 2")
    await socket_sandbox.post("reset")
    number = await socket_sandbox.place("Cary NC 2")

    assert answer["status"] != "ok"
    assert "failed" in answer["message"]
    assert number == 1001
    assert await socket_sandbox.order(number, "Waiting for approval")


async def test_the_carrier_alone_answers_as_the_carrier(data: Path) -> None:
    process = await launch("--headless", "--port", "0", "--data", str(data), "--carrier-only")
    where = await ready(process)

    async with ClientSession() as session, session.get(f"{where['carrier']}/v1/") as answer:
        status = answer.status
    process.send_signal(signal.SIGINT)

    assert status in {401, 404}
    assert await process.wait() == 0


@pytest.mark.parametrize("offset", [0, 1, 2])
async def test_a_port_that_is_taken_is_one_sentence_with_its_cure(data: Path, offset: int) -> None:
    first = _three_free_ports()
    port = first + offset
    with socket.create_server(("127.0.0.1", port)):
        process = await launch("--headless", "--port", str(first), "--data", str(data))
        said = await complaint(process)

    assert process.returncode == 1
    cure = "stop what uses it, or choose another with SANDBOX_PORT=8900 make sandbox."
    assert said.splitlines() == [f"Port {port} is taken: {cure}"]


async def test_fresh_touches_nothing_of_another_sandbox_nor_of_other_people(
    sandboxes: Starter, data: Path
) -> None:
    mine = data / "notes.txt"
    mine.write_text("not of the sandbox")
    first = await sandboxes()
    number = await first.place("Cary NC 2")
    await first.order(number, "Waiting for approval")
    port = first.url.rpartition(":")[2]

    second = await launch("--headless", "--fresh", "--port", port, "--data", str(data))
    said = await complaint(second)

    assert f"Port {port} is taken" in said
    assert await first.order(number, "Waiting for approval")
    assert mine.read_text() == "not of the sandbox"


@pytest.mark.parametrize(
    ("settings", "cure"),
    [
        ({"CARRIER_ORDER_MAX": "many"}, "CARRIER_ORDER_MAX is a whole number"),
        ({"CARRIER_BACKORDER_S": "0"}, "CARRIER_BACKORDER_S is a whole number"),
        ({"SETTLE_S": "1"}, "its log says why"),
    ],
)
async def test_a_wrong_setting_is_one_sentence_with_its_cure(
    data: Path, settings: dict[str, str], cure: str
) -> None:
    flags = ("--headless", "--port", "0", "--data", str(data))

    process = await launch(*flags, settings=settings)
    said = await complaint(process)

    assert process.returncode == 1
    assert cure in said
    assert "Traceback" not in said


def _three_free_ports() -> int:
    """The first of three ports in a row on which nothing listens."""
    for first in range(20_000, 30_000, 3):
        try:
            for port in range(first, first + 3):
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return first
    raise AssertionError("no three free ports in a row")


def _child(process: Process) -> int:
    """The process id of the sandbox's bot."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if int(fields[1]) == process.pid:
            return int(stat.parent.name)
    raise AssertionError("the sandbox has no child")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
