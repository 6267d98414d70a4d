"""Asks the index whether a pinned dependency has a known vulnerability.

A dependency that the index does not answer for counts as "could not look", never as sound.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

_PINNED = Path(__file__).parents[1] / "requirements-dev.txt"


class Audit(NamedTuple):
    """What pip-audit found, one line an entry."""

    looked_at: int
    not_looked_at: int
    vulnerable: list[str]


def main() -> int:
    """Print what was not looked up, or each vulnerability, and answer the exit code."""
    audit = read(_ask())
    if audit.vulnerable:
        print(*audit.vulnerable, sep="\n")
        return 1
    if audit.not_looked_at:
        print(
            f"not looked up: {audit.not_looked_at} of {audit.looked_at + audit.not_looked_at} "
            "dependencies, the index gives no vulnerability data here"
        )
    return 0


def _ask() -> dict[str, Any] | None:
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(_PINNED)),
        *("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"),
    ]
    answer = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own words.
    try:
        return json.loads(answer.stdout)
    except json.JSONDecodeError:
        return None


def read(report: dict[str, Any] | None) -> Audit:
    """The audit in pip-audit's JSON report; no report means that nothing was looked at.

    Args:
        report: `{"dependencies": [{name, version, vulns} or {name, skip_reason}]}`.
    """
    if report is None:
        return Audit(0, _pinned(), [])
    asked: list[dict[str, Any]] = report["dependencies"]
    skipped = sum("skip_reason" in one for one in asked)
    vulnerable = [
        f"{one['name']} {one['version']}: {vulnerability['id']}, fixed in "
        f"{', '.join(vulnerability['fix_versions']) or 'no release yet'}"
        for one in asked
        for vulnerability in one.get("vulns", [])
    ]
    return Audit(len(asked) - skipped, skipped, vulnerable)


def _pinned() -> int:
    return sum("==" in line for line in _PINNED.read_text().splitlines())


if __name__ == "__main__":
    sys.exit(main())
