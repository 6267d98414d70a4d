"""What waits: reminders, the warning and the end, with the example's times in seconds."""

from collections.abc import AsyncGenerator
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.conftest import running
from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.processes import ROOT
from tests.e2e.reading import Json, buttons, shown

pytestmark = pytest.mark.e2e

QUICK = ROOT / "docs" / "examples" / "quick-times.toml"
WAITS = "for a decision"
NUDGE = "Ana asks for a decision"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def quick(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Driver]:
    """A sandbox whose policy has times in seconds."""
    folder = tmp_path_factory.mktemp("quick")
    async with running(stock, folder, "--policy", str(QUICK)) as driver:
        yield driver


async def told_of(driver: Driver, number: int, words: str) -> Json:
    """The reminder in the managers' channel that tells of the order."""

    async def look() -> Json | None:
        found = await driver.cards(MANAGERS, words)
        return next((m for m in found if f"Order {number}" in shown(m)), None)

    return await driver.until(look, f"a reminder of Order {number}")


async def asks(driver: Driver, number: int, where: str = MANAGERS) -> Json:
    """The card on which the order is decided."""
    return await driver.order(number, "Approve?", where)


async def test_managers_are_reminded_in_one_message_of_all_that_waits(quick: Driver) -> None:
    first = await quick.place("Cary NC 1")
    second = await quick.place("Raleigh NC 1", user="sam")
    await asks(quick, second)

    reminder = shown(await told_of(quick, second, WAITS))

    assert f"Order {first}" in reminder
    assert "asked by Sam" in reminder
    assert reminder.count("<!subteam^S0TELECOM1>") == 1


async def test_what_nobody_decides_is_warned_of_and_expires(quick: Driver) -> None:
    number = await quick.place("Cary NC 2")

    warned = await quick.thread("nobody has decided yet", number)
    ended = await quick.thread("so this expired", number)

    assert "<@U0ANA00001>" in warned
    assert "Nothing was bought" in ended
    assert await quick.order(number, "Expired: nothing bought")
    assert await quick.order(number, "Expired, nobody decided", MANAGERS)


async def test_backups_are_asked_too_and_decide_from_their_own_card(quick: Driver) -> None:
    number = await quick.place("Raleigh NC 2")
    asked = await asks(quick, number)

    copy = await quick.order(number, "Backups were asked too: Olu", "@olu")
    assert await quick.order(number, "Backups were asked too: Olu")
    await quick.click("olu", copy, "approve", "@olu")

    assert await quick.order(number, "Done: 2 of 2")
    assert "approved by Olu" in shown(await quick.order(number, "Done", MANAGERS))
    assert "approved by Olu" in shown(await quick.order(number, "Done", "@olu"))
    assert asked["ts"] != copy["ts"]


@pytest_asyncio.fixture(loop_scope="session")
async def all_away(quick: Driver) -> AsyncGenerator[Driver]:
    """Mei and Raj are away, and come back after the test."""
    for user in ("mei", "raj"):
        await quick.command(user, away(), MANAGERS)
        await quick.private(user, "You are away until")
    yield quick
    for user in ("mei", "raj", "olu"):
        await quick.command(user, "back", MANAGERS)
        await quick.private(user, "Welcome back")


def away() -> str:
    return f"away until {date.today() + timedelta(days=9)}"  # noqa: DTZ011 - a day that is to come


async def test_while_all_managers_are_away_their_stand_in_is_asked_at_once(
    all_away: Driver,
) -> None:
    number = await all_away.place("Charlotte NC 1")

    copy = await asks(all_away, number, "@olu")
    managers = shown(await asks(all_away, number))
    await all_away.click("olu", copy, "approve", "@olu")

    assert "Mei is away until" in managers
    assert "Raj is away until" in managers
    assert "approved by Olu" in shown(await all_away.order(number, "Done", MANAGERS))


async def test_when_nobody_is_there_the_card_and_the_operator_say_so(all_away: Driver) -> None:
    number = await all_away.place("Durham NC 2")
    await all_away.command("olu", away(), MANAGERS)

    root = shown(await all_away.order(number, "Waiting, but nobody can approve now"))
    alarm = await all_away.card("@olu", f"Order {number} waits, but nobody can approve now")
    card = await asks(all_away, number)
    await all_away.click("mei", card, "approve")

    assert "there is no stand-in. Olu has been told." in root
    assert alarm
    assert await all_away.order(number, "Done: 2 of 2")


async def test_who_approves_nothing_may_go_away_unnoticed(quick: Driver) -> None:
    await quick.command("ana", away())

    assert await quick.private("ana", "this changes nothing", "numbers")


async def test_who_asked_has_the_managers_reminded(quick: Driver) -> None:
    number = await quick.place("Durham NC 1")
    await asks(quick, number)

    async def offered() -> Json | None:
        card = await quick.order(number)
        return card if "Remind managers" in buttons(card) else None

    root = await quick.until(offered, "a button that reminds the managers")
    for _ in range(2):
        await quick.click("ana", root, "remind", "numbers")

    assert await told_of(quick, number, NUDGE)
    assert await quick.private("ana", f"the managers are reminded of Order {number}", "numbers")
    assert await quick.private("ana", "not long ago", "numbers")
    assert len(await quick.cards(MANAGERS, NUDGE)) == 1
