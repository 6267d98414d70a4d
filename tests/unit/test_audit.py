"""The audit of dependencies never takes silence for a clean bill."""

import importlib.util
from pathlib import Path
from types import ModuleType

_SCRIPT = Path(__file__).parents[2] / ".ci" / "audit.py"


def _audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_vulnerability_is_named_with_the_release_that_mends_it() -> None:
    report: dict[str, object] = {
        "dependencies": [
            {"name": "sound", "version": "1.0", "vulns": []},
            {
                "name": "broken",
                "version": "2.0",
                "vulns": [{"id": "CVE-1", "fix_versions": ["2.1", "3.0"]}],
            },
        ]
    }

    found = _audit().read(report)

    assert found == (2, 0, ["broken 2.0: CVE-1, fixed in 2.1, 3.0"])


def test_a_dependency_that_was_skipped_does_not_count_as_looked_at() -> None:
    report: dict[str, object] = {
        "dependencies": [
            {"name": "sound", "version": "1.0", "vulns": []},
            {"name": "unknown", "skip_reason": "not found"},
        ]
    }

    assert _audit().read(report) == (1, 1, [])


def test_an_audit_that_gave_no_report_looked_at_nothing() -> None:
    found = _audit().read(None)

    assert found.looked_at == 0
    assert found.not_looked_at > 20
