"""Finds the Chromium that drives the tests of the page; `python -m tests.chromium` prints it."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The names on Linux and the places on macOS of a browser that is already there.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLACES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)

# No sandbox, because CI runs as root; the others keep the browser from speaking to anyone.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> Path | None:
    """The browser on this machine, or nothing: an installed one first, then Playwright's own."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((place for place in (*_PLACES, _downloaded()) if place.exists()), None)


def _downloaded() -> Path:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


if __name__ == "__main__":
    chromium = find_chromium()
    if chromium is None:
        sys.exit("no Chromium found")
    sys.stdout.write(f"{chromium}\n")
