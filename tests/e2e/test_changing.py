"""Change: fewer are approved in one step, all else is checked and approved anew."""

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import button, purchases, shown, tns

pytestmark = pytest.mark.e2e


async def test_fewer_are_approved_in_one_step_and_bought(either: Driver) -> None:
    number = await either.place("Raleigh NC 10 for the fair")

    closed = await either.change(number, quantity="4", note="4 are enough for now")
    told = await either.thread("changed your request", number)
    said = await either.thread("are bought", number)

    assert closed["status"] == "ok"
    assert "<@U0ANA00001> Mei changed your request: quantity 10 → 4." in told
    assert "4 are enough for now" in told
    assert len(tns(said)) == 4
    assert await either.card("@mei", f"Done: Order {number} approved")
    assert "approved by Mei" in shown(await either.order(number, "Done: 4 numbers", MANAGERS))


async def test_more_are_checked_anew_and_bought_once_the_same_card_is_approved(
    either: Driver,
) -> None:
    number = await either.place("Raleigh NC 2 for the fair")
    card = await either.order(number, "decide by", MANAGERS)

    await either.change(number, quantity="3", note="The fair is bigger")
    told = await either.card("@mei", f"Order {number} changed (quantity 2 → 3)")
    anew = await either.order(number, "Approve? 3 numbers", MANAGERS)
    root = shown(await either.order(number, "Waiting for approval (changed)"))
    await either.click("raj", anew, "approve")
    said = await either.thread("are bought", number)

    assert told
    assert anew["ts"] == card["ts"]
    assert "~2~ 3 numbers in Raleigh, NC" in root
    assert "Mei changed the quantity" in root
    assert len(tns(said)) == 3


async def test_another_place_is_searched_and_bought_there(shared: Driver) -> None:
    number = await shared.place("Raleigh NC 2")
    mark = await shared.now()

    await shared.change(number, where="Durham NC")
    anew = await shared.order(number, "Approve? 2 numbers in Durham, NC", MANAGERS)
    await shared.click("mei", anew, "approve")
    await shared.thread("are bought", number)

    [bought] = purchases(await shared.carrier_calls(mark))
    assert (bought.query["city"], bought.query["quantity"]) == ("Durham", "2")


async def test_a_click_on_an_older_card_is_told_what_changed_and_shown_the_new_one(
    shared: Driver,
) -> None:
    number = await shared.place("Raleigh NC 2")
    old = button(await shared.order(number, "decide by", MANAGERS), "Approve 2 for $1.20/mo")
    await shared.change(number, quantity="3")
    card = await shared.order(number, "Approve? 3 numbers", MANAGERS)
    mark = await shared.now()

    await shared.click("raj", card, "approve", value=old["value"])
    answer = await shared.private("raj", "changed since the card you saw")
    before = purchases(await shared.carrier_calls(mark))
    await shared.click("raj", answer, "approve")

    assert "(quantity 2 → 3)" in shown(answer)
    assert "Approve? 3 numbers in Raleigh, NC" in shown(answer)
    assert before == []
    assert len(tns(await shared.thread("are bought", number))) == 3


async def test_a_change_by_who_is_no_approver_changes_nothing(shared: Driver) -> None:
    number = await shared.place("Raleigh NC 2")

    await shared.change(number, user="sam", quantity="1")

    assert await shared.card("@sam", "Only approvers can decide")
    assert "2 numbers" in shown(await shared.order(number, "Waiting for approval"))


async def test_what_cannot_be_read_is_said_below_its_field_and_the_form_stays(
    shared: Driver,
) -> None:
    number = await shared.place("Raleigh NC 2")

    refused = await shared.change(number, where="Raleigh NX")
    again = await shared.submit("mei", where="Raleigh NC", quantity="1")

    assert refused["response_action"] == "errors"
    assert "“NX” is not a US state." in refused["errors"]["where"]
    assert again["status"] == "ok"
    assert await shared.thread("is bought", number)


async def test_the_forms_button_follows_what_is_typed(shared: Driver) -> None:
    number = await shared.place("Raleigh NC 10")
    await shared.click("mei", await shared.order(number, "decide by", MANAGERS), "change")
    view = await shared.form("mei")

    labels = [view["submit"]["text"]]
    for quantity, label in (("4", "Approve fewer"), ("12", "Change")):
        await shared.post(
            "click", user="mei", view_id=view["id"], action_id="quantity", value=quantity
        )
        labels.append(await shared.until(lambda label=label: _says(shared, label), label))

    assert labels == ["Change", "Approve fewer", "Change"]


async def _says(driver: Driver, label: str) -> str:
    return label if (await driver.form("mei"))["submit"]["text"] == label else ""
