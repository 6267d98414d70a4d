"""The main job in a real browser, found by role and label as a person finds it."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browsing import log, say, visiting
from tests.e2e.driving import Driver

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


async def test_what_ana_asks_mei_approves_and_the_numbers_are_in_the_thread(
    browser: Browser, socket_sandbox: Driver
) -> None:
    async with visiting(browser, socket_sandbox.url) as visitor:
        ana = await visitor.open()
        box = ana.get_by_role("textbox", name="Message #numbers")
        await expect(box).to_have_value("/order-numbers Cary NC 2 for spring campaign")
        await box.press("Enter")
        mei = await visitor.open("?as=mei&channel=number-approvals")
        await mei.get_by_role("button", name="Approve 2 for $1.20/mo").click()
        await ana.get_by_role("button", name="1 reply").click()

        said = ana.get_by_role("complementary", name="Thread").get_by_text("are bought")
        await expect(said).to_be_visible()
        await expect(ana.get_by_role("button", name="Carrier: 2 bought, once")).to_be_visible()
        shown = set(re.findall(r"\+1\d{10}", await said.inner_text()))

    assert shown == {purchase["number"] for purchase in await socket_sandbox.ledger()}


async def test_a_denial_in_the_form_brings_its_reason_to_the_thread(
    browser: Browser, socket_sandbox: Driver
) -> None:
    async with visiting(browser, socket_sandbox.url) as visitor:
        ana = await visitor.open()
        await say(ana, "/order-numbers Cary NC 2")
        mei = await visitor.open("?as=mei&channel=number-approvals")
        await mei.get_by_role("button", name="Deny").click()
        form = mei.get_by_role("dialog", name=re.compile("Deny order"))
        await form.get_by_role("textbox", name="Reason").fill("Use the Raleigh numbers first.")
        await form.get_by_role("button", name="Deny").click()
        await expect(form).to_be_hidden()
        await ana.get_by_role("button", name="1 reply").click()

        thread = ana.get_by_role("complementary", name="Thread")
        reason = thread.get_by_text("Use the Raleigh numbers first.")
        await expect(reason.last).to_be_visible()

    assert await socket_sandbox.ledger() == []


async def test_the_form_says_that_fewer_are_approved_by_it_and_approves_them(
    browser: Browser, socket_sandbox: Driver
) -> None:
    async with visiting(browser, socket_sandbox.url) as visitor:
        ana = await visitor.open()
        await say(ana, "/order-numbers Cary NC 4")
        mei = await visitor.open("?as=mei&channel=number-approvals")
        await mei.get_by_role("button", name="Change").click()
        form = mei.get_by_role("dialog", name=re.compile("Change order"))
        await form.get_by_label("How many").fill("2")
        await form.get_by_role("button", name="Approve fewer").click()
        await expect(form).to_be_hidden()

        await expect(mei.get_by_role("button", name="Carrier: 2 bought, once")).to_be_visible()


async def test_a_command_that_cannot_be_read_is_corrected_by_its_button(
    browser: Browser, socket_sandbox: Driver
) -> None:
    async with visiting(browser, socket_sandbox.url) as visitor:
        ana = await visitor.open()
        await say(ana, "/order-numbers Cary NX 2")
        await expect(log(ana).get_by_text("I didn't order anything.")).to_be_visible()
        await log(ana).get_by_role("button", name="2 in Cary, NC").click()

        await expect(log(ana).get_by_text("Waiting for approval")).to_be_visible()


async def test_while_the_bot_is_dead_slack_says_so_and_after_a_start_it_answers(
    browser: Browser, socket_sandbox: Driver
) -> None:
    async with visiting(browser, socket_sandbox.url) as visitor:
        ana = await visitor.open()
        await ana.get_by_role("button", name="Kill").click()
        await expect(ana.get_by_role("button", name="Bot: stopped")).to_be_visible()
        await say(ana, "/order-numbers help")
        await expect(log(ana).get_by_text("/order-numbers failed")).to_be_visible()
        await ana.get_by_role("button", name="Start", exact=True).click()
        await expect(ana.get_by_role("button", name="Bot: running")).to_be_visible()
        await say(ana, "/order-numbers help")

        await expect(log(ana).get_by_text("until a manager approves")).to_be_visible()
