"""Settings of every test: deterministic Hypothesis in CI, and the browser."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.chromium import find_chromium

_IN_CI = os.environ.get("CI") == "true"  # noqa: TID251 - CI tells it in no other way.

# A slow machine is no failure: no deadline. In CI the same examples each time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if _IN_CI else "local")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser for the tests of the page; without one they are skipped, and in CI they fail."""
    found = find_chromium()
    if found is not None:
        return found
    reason = "No browser: install chromium or Google Chrome, or run `playwright install chromium`."
    if _IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)
