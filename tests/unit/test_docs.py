"""The documents keep up with the code: settings, policy keys, scopes, links."""

import re
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.__main__ import main
from bot.domain.policy import Policy
from bot.settings import Settings, read_policy

_ROOT = Path(__file__).parents[2]
_DOCS = _ROOT / "docs"
_EXAMPLE = _DOCS / "examples" / "approvers.toml"
_PAGES = sorted(page for page in (_ROOT / "README.md", *_DOCS.glob("*.md")) if page.exists())

_SOURCES = [*(_ROOT / "bot").rglob("*.py"), *(_ROOT / "handlers").rglob("*.py")]
# What is logged for the operator; `debug` is for who mends the program.
_EVENT = re.compile(r"(?:\.(?:info|warning|exception)|_door)\(\s*\"(\w+)\"")

_ROW = re.compile(r"^\| `([A-Za-z_:]+)`[^|]*\| ([^|]+) \|", re.MULTILINE)
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


def _rule_default(rule: "Field[object]") -> str:
    if rule.default is MISSING:
        return "needed"
    return "`[]`" if rule.default == () else _shown(rule.default)


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
    rules = [rule for rule in fields(Policy) if rule.name != "digest"]

    listed = _rows("policy.md")

    assert listed == {rule.name: _rule_default(rule) for rule in rules}


def test_the_example_policy_loads() -> None:
    policy = read_policy(_settings(_EXAMPLE))

    assert policy.approvers == ("S0123456789", "U0123456789")
    assert policy.confirm_above_monthly == Decimal("50.00")


def test_the_example_policy_has_every_key() -> None:
    rules = {rule.name for rule in fields(Policy)} - {"digest"}

    given = set(re.findall(r"^(\w+) =", _EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))

    assert given == rules


def test_the_policy_page_shows_the_example_as_it_is() -> None:
    shown = re.search(r"```toml\n(.*?)```", _text("policy.md"), re.DOTALL)

    assert shown is not None
    assert shown[1] == _EXAMPLE.read_text(encoding="utf-8")


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
