"""Budgets and what no manager has to approve, as people see them."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Starter
from tests.e2e.driving import MANAGERS
from tests.e2e.reading import buttons, purchases, shown, tns

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


async def test_small_orders_of_support_need_no_manager_until_the_rules_cap(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes("--policy", str(EXAMPLES / "auto-approve.toml"))
    rule = "the rule “small orders of support”"
    first = await driver.place("Cary NC 2", user="sam")
    second = await driver.place("Raleigh NC 1", user="sam")
    done = await driver.order(first, "Done: 2 of 2")
    line = await driver.order(first, "Done: 2 numbers", MANAGERS)
    await driver.order(second, "Done: 1 of 1")

    third = await driver.place("Durham NC 1", user="sam")
    card = await driver.order(third, "decide by", MANAGERS)

    assert f"Approved by {rule}" in shown(done)
    assert f"approved by {rule}" in shown(line)
    assert buttons(line) == {}
    assert "Approve 1 for $0.60/mo" in buttons(card)
    assert len(tns(await driver.thread("are bought", first))) == 2


async def test_what_is_doubtful_or_of_others_goes_to_a_manager(sandboxes: Starter) -> None:
    driver = await sandboxes("--policy", str(EXAMPLES / "auto-approve.toml"))
    mark = await driver.now()
    sales = await driver.place("Cary NC 1", user="ana")
    default = await driver.place("Raleigh NC", user="sam")
    large = await driver.place("Durham NC 3", user="sam")

    for number in (sales, default, large):
        assert await driver.order(number, "decide by", MANAGERS)
    assert purchases(await driver.carrier_calls(mark)) == []


async def test_an_automatic_order_can_be_cancelled_while_buying_is_paused(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes("--policy", str(EXAMPLES / "auto-approve.toml"))
    await driver.run_bot("pause", "maintenance")
    number = await driver.place("Cary NC 1", user="sam")
    root = await driver.order(number, "Approved, on hold")

    await driver.click("sam", root, "cancel", "numbers")

    assert await driver.order(number, "Cancelled by Sam")
    assert await driver.order(number, "Cancelled by Sam", MANAGERS)
