"""Runs all tests, the quick ones first, and prints the totals; in CI a skipped test fails."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

# The first share the cores; the others start whole processes, and run one at a time.
_GROUPS = (
    (
        "unit, handlers, contract",
        ("tests/unit", "tests/handlers", "tests/contract"),
        ("-n", "auto"),
    ),
    ("integration", ("tests/integration",), ()),
    ("end to end", ("tests/e2e",), ()),
)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many tests passed, failed (errors included) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )


def main() -> int:
    """Run each group whatever the one before it did, and answer the exit code."""
    totals, sound = Totals(), True
    for name, folders, options in _GROUPS:
        print(f"\nTests: {name}", flush=True)
        code, counted = _run(folders, options)
        totals, sound = totals + counted, sound and code == 0
    print(f"\n{totals.passed} passed, {totals.failed} failed, {totals.skipped} skipped")
    return _verdict(totals, sound=sound)


def _run(folders: tuple[str, ...], options: tuple[str, ...]) -> tuple[int, Totals]:
    present = [folder for folder in folders if Path(folder).is_dir()]
    if not present:
        print("none")
        return 0, Totals()
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
        code = subprocess.run([*command, *options, *present], check=False).returncode  # noqa: S603 - our own words.
        return code, _count(report) if report.exists() else Totals()


def _count(report: Path) -> Totals:
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - pytest wrote it.

    def number(name: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites)

    failed, skipped = number("failures") + number("errors"), number("skipped")
    return Totals(number("tests") - failed - skipped, failed, skipped)


def _verdict(totals: Totals, *, sound: bool) -> int:
    if totals.skipped and os.environ.get("CI") == "true":  # noqa: TID251 - CI tells it in no other way.
        print("CI has what every test needs, so a skipped test is a failure.")
        return 1
    return 0 if sound and totals.passed else 1


if __name__ == "__main__":
    sys.exit(main())
