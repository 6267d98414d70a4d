"""The page's columns: places with what is unread, threads, and the drawer at the foot."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.slack import cast
from tests.contract.local_slacks import Workspace, section
from tests.e2e.browsing import WithPage, log, visiting

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(loop_scope="session")
async def slack(tmp_path: Path) -> AsyncGenerator[Workspace]:
    async with WithPage(tmp_path) as workspace:
        yield workspace


async def test_a_badge_counts_what_waits_until_the_channel_is_opened(
    browser: Browser, slack: Workspace
) -> None:
    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        link = page.get_by_role("navigation", name="Channels").get_by_role(
            "link", name="number-approvals"
        )
        await expect(link).to_be_visible()
        await slack.post(cast.APPROVAL_CHANNEL_ID, text="one")
        await slack.post(cast.APPROVAL_CHANNEL_ID, text="two")
        await expect(link).to_contain_text("2 unread")
        await link.click()

        await expect(log(page, "number-approvals").get_by_text("two")).to_be_visible()
        await expect(link).not_to_contain_text("unread")


async def test_the_back_button_goes_to_the_place_before(browser: Browser, slack: Workspace) -> None:
    first = await slack.post(text="a card")
    await slack.post(text="the numbers", thread_ts=first)

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        thread = page.get_by_role("complementary", name="Thread")
        await page.get_by_role("button", name="1 reply").click()
        await expect(thread.get_by_text("the numbers")).to_be_visible()
        await page.get_by_role("link", name="random").click()
        await expect(log(page, "random")).to_be_visible()
        await page.go_back()

        await expect(log(page).get_by_text("a card")).to_be_visible()
        await expect(thread.get_by_text("the numbers")).to_be_visible()


async def test_on_a_phone_the_columns_are_tabs(browser: Browser, slack: Workspace) -> None:
    first = await slack.post(text="a card")
    await slack.post(text="the numbers", thread_ts=first)

    async with visiting(browser, slack.url, width=390) as visitor:
        page = await visitor.open()
        await page.get_by_role("button", name="1 reply").click()
        await expect(page.get_by_text("the numbers")).to_be_visible()
        await expect(log(page)).to_be_hidden()
        await page.get_by_role("button", name="Behind").click()
        await expect(page.get_by_role("region", name="Behind the scenes")).to_be_visible()
        await page.get_by_role("button", name="Chat", exact=True).click()

        await expect(log(page)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_on_a_phone_the_tab_thread_says_that_a_reply_came_and_leads_to_it(
    browser: Browser, slack: Workspace
) -> None:
    first = await slack.post(text="a card")

    async with visiting(browser, slack.url, width=390) as visitor:
        page = await visitor.open()
        tab = page.get_by_role("navigation", name="Columns").get_by_role("button", name="Thread")
        await expect(log(page).get_by_text("a card")).to_be_visible()
        await expect(tab).to_have_accessible_name("Thread")
        await slack.post(text="the numbers", thread_ts=first)
        await expect(tab).to_have_accessible_name("Thread 1 new")
        await tab.click()

        await expect(_thread(page).get_by_text("the numbers")).to_be_visible()
        await expect(tab).to_have_accessible_name("Thread")


async def test_on_a_phone_a_thread_that_is_out_of_sight_is_not_read(
    browser: Browser, slack: Workspace
) -> None:
    first = await slack.post(text="a card")
    await slack.post(text="one", thread_ts=first)

    async with visiting(browser, slack.url, width=390) as visitor:
        page = await visitor.open()
        tab = page.get_by_role("navigation", name="Columns").get_by_role("button", name="Thread")
        await tab.click()
        await page.get_by_role("button", name="Chat", exact=True).click()
        await slack.post(text="two", thread_ts=first)
        await expect(tab).to_have_accessible_name("Thread 1 new")
        await expect(log(page)).to_be_visible()
        await page.get_by_role("button", name="2 replies").click()

        await expect(_thread(page).get_by_text("two")).to_be_visible()


async def test_a_thread_opens_at_its_first_line(browser: Browser, slack: Workspace) -> None:
    first = await slack.post(text="x", blocks=[section("the card")])
    for count in range(30):
        await slack.post(text=f"reply {count}", thread_ts=first)

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await page.get_by_role("button", name="30 replies").click()

        await expect(_thread(page).get_by_text("reply 29")).to_be_attached()
        await expect(_thread(page).get_by_text("the card")).to_be_in_viewport(ratio=1)


async def test_escape_closes_the_drawer_from_anywhere(browser: Browser, slack: Workspace) -> None:
    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        drawer = page.get_by_role("button", name="Break something")
        box = page.get_by_role("textbox", name="Message #numbers")
        await drawer.click()
        await expect(drawer).to_have_attribute("aria-expanded", "true")
        await box.focus()
        await page.keyboard.press("Escape")

        await expect(drawer).to_have_attribute("aria-expanded", "false")
        await expect(box).to_be_focused()


async def test_the_drawer_has_a_button_to_close_it(browser: Browser, slack: Workspace) -> None:
    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        drawer = page.get_by_role("button", name="Traffic")
        await drawer.click()
        await page.get_by_role("button", name="Close the panel").click()

        await expect(drawer).to_have_attribute("aria-expanded", "false")
        await expect(drawer).to_be_focused()


@pytest.mark.parametrize(
    ("references", "label"),
    [
        ([], "Carrier: 0 bought"),
        (["A-1-1", "A-2-1"], "Carrier: 2 bought, once"),
        (["A-1-1", None], "Carrier: 2 bought, once"),
        (["A-1-1", "A-1-1", "B-1-1"], "Carrier: 3 bought, none twice"),
    ],
    ids=["nothing", "one order", "not named yet", "two orders"],
)
async def test_the_carriers_label_says_that_nothing_is_bought_twice(
    references: list[str | None], label: str, browser: Browser, slack: Workspace
) -> None:
    purchases = [
        {"number": f"+1919555000{line}", "client_ref": each, "state": "enabled", "price": "0.6"}
        for line, each in enumerate(references)
    ]

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await page.route(
            "**/_control/ledger*", lambda way: way.fulfill(json={"purchases": purchases})
        )
        await page.reload()

        await expect(page.get_by_role("button", name=label, exact=True)).to_be_visible()


def _thread(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Thread")
