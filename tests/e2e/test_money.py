"""Budgets as people see them."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Starter
from tests.e2e.driving import MANAGERS
from tests.e2e.reading import buttons, shown

pytestmark = pytest.mark.e2e

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SALES = "Sales budget: $3.60 of $6 a month left after this"
ANA = "Ana's budget: $9.60 of $12"
TOTAL = "Total budget: $27.60 of $30"


async def test_a_card_says_what_is_left_and_a_request_without_room_bothers_no_manager(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes("--policy", str(EXAMPLES / "budgets.toml"))
    first = await driver.place("Cary NC 4")
    card = await driver.order(first, "decide by", MANAGERS)

    second = await driver.place("Raleigh NC 7")
    refused = await driver.order(second, "Over budget: nothing bought")
    smaller = await driver.press("ana", refused, buttons(refused)["6 in Raleigh, NC"]["action_id"])
    await driver.order(smaller, "decide by", MANAGERS)

    assert f"{SALES} · {ANA} · {TOTAL}" in shown(card)
    assert "Sales budget: $3.60 of $6 a month is left, and this costs $4.20." in shown(refused)
    assert "There is room again from" in shown(refused)
    assert "Managers were not asked." in shown(refused)
    assert await driver.cards(MANAGERS, f"Order {second} ") == []


async def test_a_denied_request_makes_room_and_a_bought_one_does_not(sandboxes: Starter) -> None:
    driver = await sandboxes("--policy", str(EXAMPLES / "budgets.toml"))
    denied, bought = await driver.place("Cary NC 4"), await driver.place("Raleigh NC 6")
    await driver.deny(denied, "not now")
    await driver.order(denied, "Denied by Mei", MANAGERS)
    await driver.approve(bought)
    await driver.order(bought, "Done", MANAGERS)

    help_ = await driver.command("ana", "help")
    fits = await driver.place("Durham NC 4")
    full = await driver.place("Apex NC 1")

    assert "$2.40 a month is left of your group's budget" in shown(help_["ack"])
    assert "$0 of $6 a month left after this" in shown(
        await driver.order(fits, "decide by", MANAGERS)
    )
    assert await driver.order(full, "Over budget")
