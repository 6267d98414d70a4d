"""The documents keep up with the code: settings, policy keys, scopes, links."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.__main__ import main
from bot.domain.rules import AutoApproval, CostCenter, Policy, Tier, Way
from bot.policy_source import read_policy
from bot.settings import Settings

_ROOT = Path(__file__).parents[2]
_DOCS = _ROOT / "docs"
_EXAMPLE = _DOCS / "examples" / "approvers.toml"
_EXAMPLES = sorted(_DOCS.glob("examples/*.toml"))
_LISTS = {"tiers": Tier, "auto_approve": AutoApproval, "cost_centers": CostCenter}
_MADE = frozenset({"digest", "text"})
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PAGES = sorted(page for page in (_ROOT / "README.md", *_DOCS.glob("*.md")) if page.exists())

_SOURCES = [*(_ROOT / "bot").rglob("*.py"), *(_ROOT / "handlers").rglob("*.py")]
# What is logged for the operator; `debug` is for who mends the program.
_EVENT = re.compile(r"(?:\.(?:info|warning|exception)|_door)\(\s*\"(\w+)\"")

_ROW = re.compile(r"^\| `([A-Za-z_:.]+)`[^|]*\| ([^|]+) \|", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)", re.MULTILINE)
_REFERENCE = re.compile(r"\]\[([\w-]+)\]")
_DEFINED = re.compile(r"^\[([\w-]+)\]: ", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z]+:")


def _text(name: str) -> str:
    return (_DOCS / name).read_text(encoding="utf-8")


def _rows(page: str, *, heading: str = "") -> dict[str, str]:
    """The second column by the first, of the tables from that heading on."""
    return dict(_ROW.findall(_text(page).partition(heading)[2] if heading else _text(page)))


def _shown(default: object) -> str:
    """A default as the tables write it."""
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    match plain:
        case None:
            return "none"
        case "" | ():
            return "empty"
        case bool():
            return f"`{str(plain).lower()}`"
        case float():
            return f"`{plain:g}`"
        case _:
            return f"`{plain}`"


def _setting_default(field: FieldInfo) -> str:
    return "needed" if field.default is PydanticUndefined else _shown(field.default)


def _rules(kind: type, path: str = "") -> Iterator[tuple[str, str]]:
    """The keys of a policy file below a table, with their defaults."""
    for rule in fields(kind):
        key, default = f"{path}{rule.name}", rule.default
        if default is MISSING and rule.default_factory is not MISSING:
            default = rule.default_factory()
        if is_dataclass(default):
            yield from _rules(type(default), f"{key}.")
        elif key in _LISTS:
            yield from _rules(_LISTS[key], f"{key}.")
        elif key not in _MADE:
            yield key, _rule_default(default)


_WRITTEN: dict[type, Callable[[Any], str]] = {
    tuple: lambda _empty: "`[]`",
    frozenset: lambda days: f"`{json.dumps([_DAYS[day] for day in sorted(days)])}`",
    timedelta: lambda length: f'`"{length // timedelta(hours=1)}h"`',
    time: lambda clock: f'`"{clock:%H:%M}"`',
    ZoneInfo: lambda zone: f'`"{zone.key}"`',
    Way: lambda way: f'`"{way}"`',
}


def _rule_default(default: object) -> str:
    if default is MISSING:
        return "needed"
    return _WRITTEN.get(type(default), _shown)(default)


def _keys(found: dict[str, Any], path: str = "") -> Iterator[str]:
    """The keys that a policy file gives, as the page lists them."""
    for name, value in found.items():
        tables: list[Any] = value if name in _LISTS else [value]
        for table in tables:
            if isinstance(table, dict) and name != "groups":
                yield from _keys(cast("dict[str, Any]", table), f"{path}{name}.")
            else:
                yield f"{path}{name}"


def _settings(policy_file: Path) -> Settings:
    return Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_app_token=SecretStr("xapp-1"),
        approval_channel="C0123456789",
        policy_file=policy_file,
    )


def test_every_setting_is_listed_with_its_default() -> None:
    listed = _rows("connect.md", heading="## 8. All settings")

    expected = {
        name.upper(): _setting_default(field) for name, field in Settings.model_fields.items()
    }

    assert listed == expected


def test_every_policy_key_is_listed_with_its_default() -> None:
    assert _rows("policy.md") == dict(_rules(Policy))


def test_the_example_policy_loads() -> None:
    policy = read_policy(_settings(_EXAMPLE))

    assert policy.approvers == ("S0123456789", "U0123456789")
    assert policy.confirm_above.monthly == Decimal("50.00")


@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda example: example.name)
def test_every_example_policy_loads_and_is_explained(example: Path) -> None:
    assert read_policy(_settings(example)).approvers
    assert f"](examples/{example.name})" in _text("policy.md")


def test_the_example_policy_has_every_key() -> None:
    given = _keys(tomllib.loads(_EXAMPLE.read_text(encoding="utf-8")))

    assert set(given) == {key for key, _ in _rules(Policy)}


def test_the_policy_page_shows_the_example_as_it_is() -> None:
    shown = re.search(r"```toml\n(.*?)```", _text("policy.md"), re.DOTALL)

    assert shown is not None
    assert shown[1] == _EXAMPLE.read_text(encoding="utf-8")


def test_the_policy_page_shows_what_a_request_is_explained_with(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command, shown = re.findall(
        r"```\n(.*?)```", _text("policy.md").partition("\n## Check a policy")[2], re.DOTALL
    )
    monkeypatch.chdir(_ROOT)

    main(shlex.split(command.replace("\\\n", ""))[1:])

    assert capsys.readouterr().out == shown


def test_every_scope_and_event_of_the_manifest_is_explained() -> None:
    manifest = yaml.safe_load((_ROOT / "manifest.yml").read_text(encoding="utf-8"))
    asked: list[str] = manifest["oauth_config"]["scopes"]["bot"]
    asked += manifest["settings"]["event_subscriptions"]["bot_events"]

    explained = _rows("connect.md").keys()

    assert set(asked) <= explained


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)

    listed = re.findall(r"^\| `order-numbers (\w+)", _text("operations.md"), re.MULTILINE)

    assert set(commands) == set(listed)


def test_every_log_event_is_explained() -> None:
    sources = [path.read_text(encoding="utf-8") for path in _SOURCES]
    logged = {event for source in sources for event in _EVENT.findall(source)}

    explained = set(re.findall(r"`(\w+)`", _text("operations.md").partition("## Logs")[2]))

    assert logged
    assert logged <= explained


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    links = [link for found in _LINK.findall(_prose(page)) for link in found if link]
    relative = [link for link in links if not _ELSEWHERE.match(link)]

    astray = [link for link in relative if not _leads_somewhere(page, link)]

    assert astray == []


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_reference_has_its_address_and_every_address_its_use(page: Path) -> None:
    prose = _prose(page)

    used, defined = set(_REFERENCE.findall(prose)), set(_DEFINED.findall(prose))

    assert used == defined


def _prose(page: Path) -> str:
    return _CODE.sub("", page.read_text(encoding="utf-8"))


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return False
    return not anchor or target.suffix != ".md" or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    """The anchors of its headings, as GitHub makes them."""
    headings = _HEADING.findall(_prose(page))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
