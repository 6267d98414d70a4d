"""Runs all tests, the quick ones first, and prints the totals; in CI a skipped test fails."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

# A replica's death has a time to keep, so it has the machine to itself.
_TIMED = "tests/chaos/test_replica_death.py"
_GROUPS = (
    (
        "unit, handlers, contract, integration",
        ("tests/unit", "tests/handlers", "tests/contract", "tests/integration"),
        ("-n", "auto"),
    ),
    # By whole files, as the tests of a file share processes.
    ("end to end", ("tests/e2e",), ("-n", "auto", "--dist", "loadfile")),
    ("campaign", ("tests/chaos",), ("-n", "auto", "--dist", "loadfile", f"--ignore={_TIMED}")),
    ("a replica's death", (_TIMED,), ()),
)
# What is killed here is a process, never the machine: a disk that waits for itself would add
# nothing but time.
_MEMORY, _ROOM = Path("/dev/shm"), 2 * 1024**3  # noqa: S108 - a folder of our own is made in it.


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
    with tempfile.TemporaryDirectory(dir=_in_memory()) as scratch:
        Path(scratch).chmod(0o711)  # PostgreSQL of the tests does not run as root.
        for name, paths, options in _GROUPS:
            print(f"\nTests: {name}", flush=True)
            code, counted = _run(paths, options, scratch)
            totals, sound = totals + counted, sound and code == 0
    print(f"\n{totals.passed} passed, {totals.failed} failed, {totals.skipped} skipped")
    return _verdict(totals, sound=sound)


def _in_memory() -> Path | None:
    """A file system in memory, where there is one with room enough."""
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if has_room and os.access(_MEMORY, os.W_OK) else None


def _run(paths: tuple[str, ...], options: tuple[str, ...], scratch: str) -> tuple[int, Totals]:
    report = Path(scratch, "report.xml")
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *options, *paths]
    environment = {**os.environ, "TMPDIR": scratch}  # noqa: TID251 - the tests' own.
    code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own words.
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
