"""What the page makes of messages, modals and people, with a small app of the test behind it."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack.views.text import quoted
from sandbox.slack import cast
from tests.contract.local_slacks import Workspace, actions, button, modal, section, text_input
from tests.e2e.browsing import WithPage, log, say, visiting

pytestmark = pytest.mark.browser
_USED = "(?:button|link|textbox|combobox|log|article|navigation|dialog|complementary)"


@pytest_asyncio.fixture(loop_scope="session")
async def slack(tmp_path: Path) -> AsyncGenerator[Workspace]:
    async with WithPage(tmp_path) as workspace:
        yield workspace


async def test_a_card_reads_as_slack_shows_it(browser: Browser, slack: Workspace) -> None:
    approve = button(style="primary", text=_plain("Approve 2"))
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": "decide by *Friday*"}]}
    await slack.post(
        text="a card", blocks=[section("*Approve?* <@U0ANA00001>"), actions(approve), context]
    )

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        card = log(page).get_by_role("article", name="order-numbers")

        await expect(card.get_by_role("button", name="Approve 2")).to_be_visible()
        await expect(card.locator("strong")).to_have_text(["Approve?", "Friday"])
        await expect(card.get_by_text("@Ana")).to_be_visible()
        await expect(card.get_by_text("APP", exact=True)).to_be_visible()


async def test_markup_in_a_message_stays_text(browser: Browser, slack: Workspace) -> None:
    html = "<img src=x onerror=alert(1)> &lt;b&gt;bold&lt;/b&gt; <javascript:alert(1)|press>"
    await slack.post(text=html)
    await slack.post(text="x", blocks=[section(html)])

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await expect(log(page).get_by_role("article")).to_have_count(2)

        await expect(log(page).locator("img, b:not(.message-head b), a")).to_have_count(0)
        await expect(log(page).get_by_text("<b>bold</b>").first).to_be_visible()


async def test_a_persons_words_begin_no_format(browser: Browser, slack: Workspace) -> None:
    said = quoted("*bold* _italic_ ~struck~ `code` :tada: snake_case (*b*)")
    await slack.post(text="x", blocks=[section(said.mrkdwn)])

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await expect(log(page).get_by_text("snake_case")).to_be_visible()

        await expect(log(page).locator("strong, em, s, code, .emoji")).to_have_count(0)
        await expect(log(page).get_by_text("tada:")).to_be_visible()


async def test_a_private_message_is_shown_to_its_reader_alone(
    browser: Browser, slack: Workspace
) -> None:
    channel = cast.NUMBERS_CHANNEL_ID
    await slack.call("chat.postEphemeral", channel=channel, user=cast.ANA.id, text="for Ana")
    await slack.post(text="for all")

    async with visiting(browser, slack.url) as visitor:
        ana = await visitor.open("?as=ana")
        mei = await visitor.open("?as=mei&channel=numbers")

        await expect(log(ana).get_by_text("Only visible to you")).to_be_visible()
        await expect(log(mei).get_by_text("for all")).to_be_visible()
        await expect(log(mei).get_by_text("for Ana")).to_have_count(0)


async def test_a_button_asks_what_its_confirm_says_and_no_means_no(
    browser: Browser, slack: Workspace
) -> None:
    pressed: list[str] = []

    @slack.app.action("approve")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed.append(body["user"]["id"])
        await ack()

    question = {"title": _plain("Buy 200?"), "text": _plain("It costs."), "confirm": _plain("Buy")}
    await slack.post(
        text="x", blocks=[actions(button(confirm={**question, "deny": _plain("Not yet")}))]
    )

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await page.get_by_role("button", name="Press").click()
        await page.get_by_role("dialog", name="Buy 200?").get_by_text("Not yet").click()
        before = list(pressed)
        await page.get_by_role("button", name="Press").click()
        await page.get_by_role("dialog", name="Buy 200?").get_by_role("button", name="Buy").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.get_by_role("button", name="Press")).not_to_have_attribute(
            "aria-busy", "true"
        )

    assert before == []
    assert pressed == [cast.ANA.id]
    assert received


async def test_a_click_that_nobody_takes_says_so_under_the_message(
    browser: Browser, tmp_path: Path
) -> None:
    async with WithPage(tmp_path, connected=False) as slack:
        await slack.post(text="x", blocks=[actions(button())])
        async with visiting(browser, slack.url) as visitor:
            page = await visitor.open()
            await page.get_by_role("button", name="Press").click()

            complaint = log(page).get_by_role("alert")
            await expect(complaint).to_have_text("The bot is not running. Start it below.")


async def test_what_went_wrong_stays_in_sight_while_the_drawer_is_open(
    browser: Browser, tmp_path: Path
) -> None:
    async with WithPage(tmp_path, connected=False) as slack:
        for count in range(12):
            await slack.post(text="x", blocks=[section(f"card {count}"), actions(button())])
        async with visiting(browser, slack.url) as visitor:
            page = await visitor.open()
            await page.get_by_role("button", name="Traffic").click()
            await page.get_by_role("button", name="Press").nth(8).click()

            await expect(log(page).get_by_role("alert")).to_be_in_viewport(ratio=1)


async def test_a_modal_shows_errors_under_their_fields_and_keeps_what_was_typed(
    browser: Browser, slack: Workspace
) -> None:
    _offer(slack, modal(text_input()))

    @slack.app.view("form")
    async def received(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"reason": "Say a little more."})

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await page.get_by_role("button", name="Order", exact=True).click()
        form = page.get_by_role("dialog", name="A form")
        field = form.get_by_role("textbox", name="Reason")
        await field.fill("no")
        await form.get_by_role("button", name="Send").click()

        await expect(form.get_by_role("alert").first).to_have_text("Say a little more.")
        await expect(field).to_have_value("no")
        await expect(field).to_be_focused()
    assert received


async def test_an_update_of_a_modal_keeps_what_was_typed(
    browser: Browser, slack: Workspace
) -> None:
    by = {"type": "button", "action_id": "more", "text": _plain("More")}
    view = modal(text_input(), actions(by))
    _offer(slack, view)

    @slack.app.action("more")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        after = modal(text_input(), actions(by), section("Now with more."))
        await slack.call("views.update", view_id=body["view"]["id"], view=after)

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await page.get_by_role("button", name="Order", exact=True).click()
        form = page.get_by_role("dialog", name="A form")
        await form.get_by_role("textbox", name="Reason").fill("half a thou")
        await form.get_by_role("button", name="More").click()

        await expect(form.get_by_text("Now with more.")).to_be_visible()
        await expect(form.get_by_role("textbox", name="Reason")).to_have_value("half a thou")
    assert received


async def test_escape_closes_a_modal_and_the_app_hears_of_it(
    browser: Browser, slack: Workspace
) -> None:
    _offer(slack, modal(text_input(), notify_on_close=True))
    closed: list[bool] = []

    @slack.app.view_closed("form")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        closed.append(body["is_cleared"])
        await ack()

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await page.get_by_role("button", name="Order", exact=True).click()
        await expect(page.get_by_role("dialog", name="A form")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog", name="A form")).to_be_hidden()

    assert closed == [False]
    assert received


async def test_an_unknown_command_is_answered_by_slackbot(
    browser: Browser, slack: Workspace
) -> None:
    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await say(page, "/nonsense now")

        line = log(page).get_by_role("article", name="Slackbot")
        await expect(line).to_contain_text("/nonsense is not a valid command")


async def test_everything_that_can_be_used_has_a_name(browser: Browser, slack: Workspace) -> None:
    menu = {"type": "users_select", "action_id": "who", "placeholder": _plain("A person")}
    await slack.post(text="x", blocks=[actions(button(), menu)])

    async with visiting(browser, slack.url) as visitor:
        page = await visitor.open()
        await page.get_by_role("button", name="Break something").click()
        await expect(page.get_by_role("button", name="Carrier refuses: no money")).to_be_visible()
        tree = await page.locator("body").aria_snapshot()

    assert len(re.findall(rf'- {_USED} "', tree)) > 30
    assert re.findall(rf"- {_USED}(?! \").*", tree) == []


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def _offer(slack: Workspace, view: dict[str, Any]) -> None:
    """Let the shortcut "Order" open this modal."""

    @slack.app.shortcut("order_form")
    async def received(ack: AsyncAck, body: dict[str, Any]) -> None:
        await slack.call("views.open", trigger_id=body["trigger_id"], view=view)
        await ack()

    assert received
