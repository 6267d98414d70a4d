"""The order form, from every door to the order: its fields, its errors, its check."""

from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.slack import cast
from tests.e2e.browsing import log, say, visiting
from tests.e2e.conftest import Starter
from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import Json, button, buttons, orders, purchases, shown, tns

pytestmark = pytest.mark.e2e

# For each "Where?": wrong values and what is said below which field, then right ones, then what
# the carrier is asked for.
_PLACES: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]] = {
    "city": (
        {"city": "Cary, NC", "state": "NC"},
        {"city": "letters, spaces, hyphens and dots"},
        {"city": "Cary", "state": "NC"},
        {"city": "Cary", "state": "NC"},
    ),
    "state": (
        {"state": "NC", "quantity": "5001"},
        {"quantity": "up to 5000"},
        {"state": "NC"},
        {"state": "NC"},
    ),
    "zip": (
        {"zip": "2751"},
        {"zip": "A ZIP code has five digits."},
        {"zip": "27513"},
        {"zip": "27513"},
    ),
    "areaCode": (
        {"areaCode": "800", "localNumber": "1"},
        {"areaCode": "800 is toll-free", "localNumber": "3 or 4 digits"},
        {"areaCode": "919", "localNumber": ""},
        {"areaCode": "919"},
    ),
    "tollFree": (
        {"match": "ending", "digits": "2-0"},
        {"digits": "letters and digits"},
        {"match": "any"},
        {},
    ),
}


async def opened(driver: Driver, user: str = "ana", channel: str = "numbers") -> Json:
    """The form that a bare command opens."""
    answer = await driver.command(user, "", channel)
    assert (answer["status"], answer["ack"]) == ("ok", None)
    return await driver.form(user)


async def choose(driver: Driver, user: str, field: str, value: str, **typed: str) -> Json:
    """The form once what was chosen in it has brought its fields."""
    before = await driver.form(user)
    await press(driver, user, before, action_id=field, value=value, values=typed)

    async def look() -> Json | None:
        view = await driver.form(user)
        return view if view["hash"] != before["hash"] else None

    return await driver.until(look, f"the form of {user} drawn anew")


async def press(driver: Driver, user: str, view: Json, **what: object) -> None:
    answer = await driver.post("click", user=user, view_id=view["id"], **what)
    assert answer.get("status") == "ok", answer


async def checked(driver: Driver, user: str, words: str, **typed: str) -> str:
    """What the form says once a check has found these words."""
    await press(driver, user, await driver.form(user), action_id="check", values=typed)

    async def look() -> str:
        said = shown((await driver.form(user))["blocks"])
        return said if words in said else ""

    return await driver.until(look, f"“{words}” in the form of {user}")


def fields(view: Json) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def value(view: Json, field: str) -> str | None:
    """What a field holds: a text, or the value of an option."""
    state: Json = view["state"]["values"][field][field]
    option: Json = state.get("selected_option") or {}
    return state.get("value") or option.get("value")


@pytest.mark.parametrize("kind", _PLACES)
async def test_each_kind_of_place_has_its_fields_errors_check_and_order(
    shared: Driver, kind: str
) -> None:
    wrong, said, right, asked = _PLACES[kind]
    await opened(shared)
    if kind != "city":
        await choose(shared, "ana", "kind", kind)
    if "match" in wrong:
        await choose(shared, "ana", "match", wrong["match"])

    refused = await shared.submit("ana", **wrong)
    if "match" in wrong:
        await choose(shared, "ana", "match", "any")
    mark = await shared.now()
    found = await checked(shared, "ana", "2 numbers cost $", quantity="2", **right)
    number = await shared.send("ana", quantity="2", purpose="the fair", **right)
    await shared.approve(number)
    bought = tns(await shared.thread("are bought", number))

    assert (refused["response_action"], refused["errors"].keys()) == ("errors", said.keys())
    assert all(said[field] in refused["errors"][field] for field in said)
    assert "free*, checked" in found
    assert "the fair" in shown(await shared.order(number))
    calls = purchases(await shared.carrier_calls(mark))
    assert [call.query for call in calls] == [{**asked, "quantity": "2"}]
    assert len(bought) == 2


async def test_what_was_typed_survives_another_kind_of_place_and_back(shared: Driver) -> None:
    await opened(shared, "sam")
    typed = {"city": "Cary", "state": "NC", "quantity": "3", "purpose": "the fair"}

    there = await choose(shared, "sam", "kind", "zip", **typed)
    back = await choose(shared, "sam", "kind", "city", zip="27513")
    again = await choose(shared, "sam", "kind", "zip")

    assert fields(there) == ["kind", "zip", "quantity", "match", "purpose", "for_whom"]
    assert [value(back, field) for field in typed] == ["Cary", "NC", "3", "the fair"]
    assert value(again, "zip") == "27513"


async def test_digits_are_explained_as_they_are_typed_and_bought_as_asked(
    shared: Driver,
) -> None:
    await opened(shared, "sam")
    await choose(shared, "sam", "kind", "areaCode")
    await choose(shared, "sam", "match", "containing")

    explained = await choose(shared, "sam", "digits", "9")
    number = await shared.send("sam", areaCode="919", quantity="1")
    await shared.approve(number)

    assert "Numbers with `9` anywhere in their ten digits." in shown(explained["blocks"])
    assert "containing `9`" in shown(await shared.order(number))
    assert await shared.thread("is bought", number)


async def test_the_form_opens_and_takes_an_order_while_the_carrier_hangs_for_ten_seconds(
    shared: Driver,
) -> None:
    await shared.fault("carrier", "timeout_before_commit", "search", times=0)
    await opened(shared, "raj")
    await checked(shared, "raj", "Asking Bandwidth", city="Cary", state="NC")

    answer = await shared.command("olu", "")
    number = await shared.send("olu", city="Cary", state="NC", quantity="1")

    assert answer["latency_ms"] < 2000
    assert "Checking what is free" in shown(await shared.order(number))


async def test_a_carrier_that_does_not_answer_is_said_in_the_form(hasty: Driver) -> None:
    await opened(hasty)
    await hasty.fault("carrier", "timeout_before_commit", "search")

    found = await checked(hasty, "ana", "Bandwidth can't be reached.", city="Cary", state="NC")

    assert "You can send the form all the same" in found


async def test_the_global_shortcut_reports_in_the_channel_that_was_chosen(
    either: Driver,
) -> None:
    await either.post("shortcut", user="ana", callback_id="order")
    view = await either.form("ana")
    typed = {"city": "Cary", "state": "NC", "quantity": "1", "channel": cast.NUMBERS_CHANNEL_ID}

    number = await either.send("ana", **typed)

    assert "channel" in fields(view)
    assert await either.order(number, "Waiting for approval")


async def test_without_a_channel_card_and_receipt_come_by_direct_message(shared: Driver) -> None:
    await shared.post("shortcut", user="sam", callback_id="order")

    await shared.submit("sam", city="Apex", state="NC", quantity="1")

    card = await shared.card("@sam", "Waiting for approval")
    assert "I can't post" not in shown(card)
    assert await shared.cards("@sam", "received: 1 number in Apex, NC")


async def test_the_message_shortcut_takes_the_message_as_the_reason_and_it_stays_text(
    shared: Driver,
) -> None:
    words = "&lt;!channel&gt; *two* for <https://fair.example|the fair> &amp; <@U0RAJ00001>"
    posted = await shared.post("message", user="sam", channel="numbers", text=words)
    about = {"channel": "numbers", "ts": posted["ts"]}

    await shared.post("shortcut", user="mei", callback_id="order_for_message", **about)
    view = await shared.form("mei")
    number = await shared.send("mei", city="Cary", state="NC", quantity="1")
    card = await shared.order(number, "decide by", MANAGERS)

    assert value(view, "purpose") == "<!channel> *two* for the fair & @U0RAJ00001"
    assert "&lt;!channel&gt;" in shown(card)
    assert "<!channel>" not in shown(card)


async def test_the_homes_button_opens_the_form(shared: Driver) -> None:
    await shared.post("home", user="raj")

    async def look() -> Json | None:
        home = (await shared.get("views", user="raj"))["home"]
        return home if home and "Order numbers" in buttons(home) else None

    home = await shared.until(look, "the button in the Home")
    await press(shared, "raj", home, action_id="open_form")

    assert "channel" in fields(await shared.form("raj"))


async def test_a_command_that_could_not_be_read_opens_the_form_filled_in(shared: Driver) -> None:
    await shared.command("sam", "Cary NX 3 for the front desk")
    answer = await shared.private("sam", "is not a US state", "numbers")

    await shared.click("sam", answer, "open_form", "numbers")
    view = await shared.form("sam")
    number = await shared.send("sam", state="NC")

    known = [value(view, field) for field in ("city", "state", "quantity", "purpose")]
    assert known == ["Cary", None, "3", "the front desk"]
    assert "3 numbers in Cary, NC" in shown(await shared.order(number))


async def test_a_form_that_slack_does_not_open_leaves_a_line_and_a_button(
    shared: Driver,
) -> None:
    await shared.fault("slack", "error_500", "views.open")

    ack = (await shared.command("sam", ""))["ack"]
    answer = await shared.private("sam", "did not open in time", "numbers")
    await shared.click("sam", answer, "open_form", "numbers")

    assert button(ack, "Open the form")["action_id"] == "open_form"
    assert fields(await shared.form("sam"))


async def test_a_guest_reads_in_the_form_why_and_whom_to_ask(shared: Driver) -> None:
    await shared.command("lee", "NC 1")  # After this the bot knows what Lee is.
    await shared.card("numbers", "Not allowed")

    await shared.command("lee", "")
    view = await shared.form("lee")

    assert fields(view) == []
    assert "Guests may ask for numbers only where the policy names them." in shown(view)


async def test_an_order_is_placed_once_though_its_form_is_delivered_twice(
    shared: Driver,
) -> None:
    await opened(shared, "olu")
    await shared.fault("slack", "duplicate_delivery", "submit")

    number = await shared.send("olu", city="Durham", state="NC", quantity="1")

    assert await shared.order(number, "Waiting for approval")
    assert len(await shared.cards("numbers", "1 number in Durham, NC · ")) == 1


async def test_a_check_searches_and_buys_nothing(shared: Driver) -> None:
    await opened(shared, "olu")
    mark = await shared.now()

    await checked(shared, "olu", "cost", city="Cary", state="NC")

    calls = orders(await shared.carrier_calls(mark))
    assert [call.method for call in calls] == ["GET"]


BUDGETS = str(Path(__file__).parents[2] / "docs" / "examples" / "budgets.toml")


async def test_an_order_for_somebody_else_is_paid_by_the_chosen_team(sandboxes: Starter) -> None:
    driver = await sandboxes("--policy", BUDGETS)
    await opened(driver)

    number = await driver.send(
        "ana", city="Cary", state="NC", quantity="2", for_whom=cast.MEI.id, cost_center="Support"
    )
    card = await driver.order(number, "decide by", MANAGERS)
    await driver.approve(number)
    told = await driver.private("mei", "someone else must approve")
    await driver.approve(number, "raj")
    line = await driver.order(number, "Done: 2 numbers", MANAGERS)
    done = await driver.order(number, "Done: 2 of 2")
    [for_mei] = await driver.until(partial(driver.cards, "@mei", "are bought."), "news for Mei")

    assert "Ana (Sales) for Mei · cost center Support" in shown(card)
    assert "Sales budget" not in shown(card)
    assert "Mei's budget: $10.80 of $12" in shown(card)
    assert "These numbers are for you" in shown(told)
    assert "for Mei, asked by Ana · cost center Support" in shown(line)
    assert "for Mei · $1.20 a month · cost center Support" in shown(done)
    assert "the 2 numbers in Cary, NC for Mei are bought." in shown(for_mei)
    assert "Asked by Ana for Mei · cost center Support" in shown(for_mei)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Order numbers")


async def fill_in(form: Locator) -> None:
    """Ask for two numbers by area code, the last digits chosen."""
    await form.get_by_label("Where?").select_option("Area code")
    await form.get_by_label("Area code").fill("91")
    await form.get_by_label("How many").fill("2")
    await form.get_by_label("Digits", exact=True).select_option("Ending in…")
    await form.get_by_label("Which digits or letters").fill("2")
    await expect(form.get_by_text("Numbers that end in 2.")).to_be_visible()
    await form.get_by_label("What for").fill("spring campaign")


@pytest.mark.browser
@pytest.mark.asyncio
async def test_a_person_fills_in_the_form_on_the_page_by_its_labels(
    browser: Browser, sandboxes: Starter
) -> None:
    driver = await sandboxes()

    async with visiting(browser, driver.url) as visitor:
        page = await visitor.open()
        await say(page, "/order-numbers")
        form = dialog(page)
        send = form.get_by_role("button", name="Send for approval")
        check = form.get_by_role("button", name="Check what is free")
        await fill_in(form)
        await send.click()
        await expect(form.get_by_text("An area code has three digits")).to_be_visible()
        await expect(form.get_by_label("Area code")).to_be_focused()
        await form.get_by_label("Area code").fill("919")
        await check.click()
        await expect(form.get_by_text("2 numbers cost $1.20 a month")).to_be_visible()
        await expect(check).to_be_focused()
        await send.click()

        card = log(page).get_by_role("article").filter(has_text="Waiting for approval")
        await expect(card).to_contain_text("2 numbers with area code 919 ending 2")
        await expect(card).to_contain_text("spring campaign")
        await expect(form).to_be_hidden()


async def pick(form: Locator, name: str) -> None:
    """Choose for whom it is."""
    await form.get_by_label("For whom").fill(name)
    await form.get_by_role("option", name=name).click()


@pytest.mark.browser
@pytest.mark.asyncio
async def test_a_person_asks_for_somebody_else_and_has_a_team_pay_on_the_page(
    browser: Browser, sandboxes: Starter
) -> None:
    driver = await sandboxes("--policy", BUDGETS)

    async def lee_is_known() -> bool:
        asked = [each for each in await driver.get("journal") if each["name"] == "users.info"]
        return cast.LEE.id in shown(asked)

    async with visiting(browser, driver.url) as visitor:
        page = await visitor.open()
        await say(page, "/order-numbers")
        form = dialog(page)
        send = form.get_by_role("button", name="Send for approval")
        await expect(form.get_by_label("For whom")).to_have_value("Ana Ruiz")
        await form.get_by_label("City").fill("Cary")
        await form.get_by_label("State").select_option("North Carolina")
        await form.get_by_label("How many").fill("2")
        await pick(form, "Lee")
        await driver.until(lee_is_known, "a look at who Lee is")
        await send.click()
        await expect(form.get_by_text("Numbers can be for full members")).to_be_visible()
        await pick(form, "Mei")
        await form.get_by_label("Cost center").select_option("Support")
        await send.click()

        card = log(page).get_by_role("article").filter(has_text="Waiting for approval")
        await expect(card).to_contain_text("asked by Ana for Mei · cost center Support")
        await expect(form).to_be_hidden()


@pytest.mark.browser
@pytest.mark.asyncio
async def test_both_shortcuts_are_found_on_the_page(browser: Browser, sandboxes: Starter) -> None:
    driver = await sandboxes()
    await driver.post("message", user="sam", channel="numbers", text="Two for the fair?")

    async with visiting(browser, driver.url) as visitor:
        page = await visitor.open()
        form = dialog(page)
        message = log(page).get_by_role("article").filter(has_text="Two for the fair?")
        await message.hover()
        await message.get_by_role("button", name="Shortcuts for this message").click()
        await page.get_by_role("menuitem", name="Order numbers for this").click()
        await expect(form.get_by_label("What for")).to_have_value("Two for the fair?")
        await form.get_by_role("button", name="Not yet").click()
        await expect(form).to_be_hidden()

        places = page.get_by_role("navigation")
        await places.get_by_role("button", name="Order numbers").click()
        await form.get_by_label("City").fill("Cary")
        await form.get_by_label("State").select_option("North Carolina")
        await form.get_by_label("How many").fill("1")
        await form.get_by_label("Channel to report to").fill("numbers")
        await form.get_by_role("option", name="# numbers").click()
        await form.get_by_role("button", name="Send for approval").click()

        card = log(page).get_by_role("article").filter(has_text="Waiting for approval")
        await expect(card).to_contain_text("1 number in Cary, NC")
