"""A real Chromium for the tests of the sandbox's page."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.contract.local_slacks import Workspace

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


class WithPage(Workspace):
    """A local Slack that serves the real page, with a small app of the test behind it."""

    def _page(self) -> Path:
        return Path(__file__).resolve().parents[2] / "sandbox" / "page"


class Visitor:
    """One browser, whose windows share what they remember.

    Attributes:
        troubles: What the page's scripts or the browser complained about.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._context = context
        self._url = url
        self.troubles: list[str] = []

    async def open(self, query: str = "") -> Page:
        """A new window at this query of the page."""
        page = await self._context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda line: self._note(line.type, line.text))
        await page.goto(f"{self._url}/{query}")
        return page

    def _note(self, kind: str, text: str) -> None:
        # A refused control call is the page's business: it tells the person.
        if kind == "error" and "status of 400" not in text:
            self.troubles.append(text)


@asynccontextmanager
async def visiting(browser: Browser, url: str, *, width: int = 1280) -> AsyncGenerator[Visitor]:
    """Open windows on the page at `url`; at the end, nothing may have gone wrong in them."""
    context = await browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    visitor = Visitor(context, url)
    try:
        yield visitor
    finally:
        await context.close()
    assert not visitor.troubles, visitor.troubles


def log(page: Page, channel: str = "numbers") -> Locator:
    """The messages of a channel."""
    return page.get_by_role("log", name=f"Messages in #{channel}")


async def say(page: Page, text: str, channel: str = "numbers") -> None:
    """Type something and press Enter."""
    box = page.get_by_role("textbox", name=f"Message #{channel}")
    await box.fill(text)
    await box.press("Enter")
