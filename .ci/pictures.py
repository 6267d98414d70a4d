"""Makes the pictures in docs/images from a running sandbox: `make pictures`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from tests.chromium import CHROMIUM_FLAGS, find_chromium  # noqa: E402 - after the path is set

_SIZE = {"width": 1180, "height": 620}


def main() -> int:
    """Start a sandbox of its own, play the main job in the page, and take its picture."""
    with tempfile.TemporaryDirectory() as data:
        flags = ("--headless", "--port", "0", "--data", data)
        sandbox = subprocess.Popen(  # noqa: S603 - our own program
            (sys.executable, "-m", "sandbox", *flags), cwd=_ROOT, stdout=subprocess.PIPE
        )
        try:
            assert sandbox.stdout is not None  # noqa: S101 - it is a pipe
            url = json.loads(sandbox.stdout.readline())["url"]
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=find_chromium(), args=list(CHROMIUM_FLAGS)
                )
                _play(browser, url)
        finally:
            sandbox.terminate()
            sandbox.wait()
    return 0


def _play(browser: Browser, url: str) -> None:
    folder = _ROOT / "docs" / "images"
    ana = browser.new_page(viewport=_SIZE, device_scale_factor=1)
    ana.goto(f"{url}/?as=ana&channel=numbers")
    ana.get_by_role("textbox", name="Message #numbers").press("Enter")
    mei = browser.new_page(viewport=_SIZE, device_scale_factor=1)
    mei.goto(f"{url}/?as=mei&channel=number-approvals")
    approve = mei.get_by_role("button", name="Approve 2 for $1.20/mo")
    approve.wait_for()
    mei.screenshot(path=folder / "approval.png")
    approve.click()
    ana.get_by_role("button", name="1 reply").or_(ana.get_by_text("1 reply")).first.click()
    ana.get_by_role("complementary", name="Thread").get_by_text("are bought").wait_for()
    ana.mouse.move(0, 0)
    ana.screenshot(path=folder / "thread.png")


if __name__ == "__main__":
    sys.exit(main())
