"""The Home: what each person sees there, and the operators' switch in it."""

import json
import sqlite3
import time
from contextlib import closing
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, expect
from slack_sdk.signature import SignatureVerifier

from sandbox.slack import cast
from tests.e2e.browsing import visiting
from tests.e2e.conftest import Starter
from tests.e2e.driving import Driver
from tests.e2e.reading import Json, buttons, shown, tns

pytestmark = pytest.mark.e2e

WHY = "carrier maintenance"


async def home(driver: Driver, user: str, words: str = "") -> Json:
    """A person's Home, opened, once it has these words."""
    await driver.post("home", user=user)
    return await seen(driver, user, words)


async def seen(driver: Driver, user: str, words: str) -> Json:
    """A person's Home once it has these words, without opening it anew."""

    async def look() -> Json | None:
        view = (await driver.get("views", user=user))["home"]
        return view if view and words in shown(view) else None

    return await driver.until(look, f"“{words}” in the Home of {user}")


async def press(driver: Driver, user: str, view: Json, action: str, **more: object) -> Json:
    return await driver.post("click", user=user, view_id=view["id"], action_id=action, **more)


async def pause(driver: Driver, why: str = WHY) -> Json:
    """Olu's Home after she has paused buying in it."""
    await press(driver, "olu", await home(driver, "olu", "Pause buying…"), "pause")
    form = (await driver.get("views", user="olu"))["modals"][-1]
    values = {"reason": {"reason": {"value": why}}}
    await driver.post("submit", user="olu", view_id=form["id"], values=values)
    return await seen(driver, "olu", "Resume buying")


async def test_an_operator_pauses_in_the_home_and_what_waited_is_bought_once_it_is_resumed(
    sandboxes: Starter,
) -> None:
    driver = await sandboxes()

    paused = await pause(driver)
    told = await driver.card("@olu", "Done: buying is paused.")
    number = await driver.place("Cary NC 2")
    await driver.approve(number)
    waiting = await driver.order(number, "Approved, on hold")
    unconfirmed = await press(driver, "olu", paused, "resume")
    before = await driver.ledger()
    await press(driver, "olu", paused, "resume", confirm=True)
    bought = tns(await driver.thread("are bought", number))

    assert "Olu has paused buying" in shown(paused)
    assert "Approved orders that wait: 0" in shown(told)
    assert "Olu has paused buying" in shown(waiting)
    assert WHY in shown(waiting)
    assert "Resume buying?" in unconfirmed["error"]
    assert before == []
    assert bought == sorted(each["number"] for each in await driver.ledger())
    assert len(bought) == 2
    assert "Pause buying…" in buttons(await seen(driver, "olu", "Buying goes on"))


async def test_each_person_sees_their_own_orders_and_no_switch_but_an_operator(
    shared: Driver,
) -> None:
    number = await shared.place("Cary NC 2")

    ana = await home(shared, "ana", f"Order {number} ·")
    mei = await home(shared, "mei", "Order US phone numbers")

    assert list(buttons(ana)) == list(buttons(mei)) == ["Order numbers"]
    assert "For operators" not in shown([ana, mei])
    assert f"Order {number} ·" not in shown(mei)


async def test_a_forged_click_of_who_may_not_is_refused_on_the_record(over_http: Driver) -> None:
    body = {
        "type": "block_actions",
        "user": {"id": cast.ANA.id, "username": "ana"},
        "trigger_id": "1.2.forged",
        "container": {"type": "view", "view_id": "V0"},
        "view": {"id": "V0", "type": "home"},
        "actions": [{"type": "button", "action_id": "resume", "value": "resume"}],
    }

    status = await send(over_http, body)
    told = await over_http.card("@ana", "Only an operator")

    assert status == 200
    assert "(Olu)" in shown(told)
    assert [each["act"] for each in refusals(over_http, cast.ANA.id)] == ["resume"]


async def send(driver: Driver, body: Json) -> int:
    """What the bot answers to a body that Slack has signed."""
    text = urlencode({"payload": json.dumps(body)})
    now = str(int(time.time()))
    verifier = SignatureVerifier(cast.SIGNING_SECRET)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": str(verifier.generate_signature(timestamp=now, body=text)),
    }
    async with driver.session.post(f"{driver.bot}/slack/events", data=text, headers=headers) as on:
        return on.status


def refusals(driver: Driver, person: str) -> list[Json]:
    """The refusals that a person's stream of the record holds."""
    file = driver.data / "order-numbers.db"
    query = "SELECT body FROM events WHERE stream = ? ORDER BY seq"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as ledger:
        bodies = [json.loads(body) for (body,) in ledger.execute(query, [person])]
    return [body for body in bodies if body["kind"] == "refused"]


@pytest.mark.browser
async def test_the_page_shows_the_home_with_its_switch_and_its_form(
    browser: Browser, sandboxes: Starter
) -> None:
    driver = await sandboxes()

    async with visiting(browser, driver.url) as visitor:
        page = await visitor.open("?as=olu")
        await page.get_by_role("link", name="App Home").click()
        await page.get_by_role("button", name="Pause buying…").click()
        form = page.get_by_role("dialog", name="Pause buying")
        await form.get_by_role("textbox", name="Reason").fill(WHY)
        await form.get_by_role("button", name="Pause buying").click()
        await expect(page.get_by_text("Olu has paused buying")).to_be_visible()
        await page.get_by_role("button", name="Resume buying").click()
        question = page.get_by_role("dialog", name="Resume buying?")
        await question.get_by_role("button", name="Resume buying").click()

        await expect(page.get_by_role("button", name="Pause buying…")).to_be_visible()
