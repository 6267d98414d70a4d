"""manifest.yml keeps Slack's rules, and asks for nothing that it does not explain.

The lengths, patterns and required keys are those of Slack's app manifest reference
(https://docs.slack.dev/reference/app-manifest); a key that is not listed there is refused.
"""

from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.slack.ids import CallbackId

_TEXT = (Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _text(longest: int, *, shortest: int = 1, pattern: str | None = None) -> object:
    return Field(min_length=shortest, max_length=longest, pattern=pattern)


class _Metadata(_Strict):
    major_version: Literal[1]
    minor_version: int


class _Display(_Strict):
    name: Annotated[str, _text(35)]
    description: Annotated[str, _text(140)]
    long_description: Annotated[str, _text(4000, shortest=175)]
    background_color: Annotated[str, _text(7, pattern=r"^#([0-9a-fA-F]{3}){1,2}$")]


class _AppHome(_Strict):
    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class _BotUser(_Strict):
    display_name: Annotated[str, _text(80, pattern=r"^[a-z0-9._-]+$")]
    always_online: bool


class _Command(_Strict):
    command: Annotated[str, _text(32, shortest=2, pattern="^/")]
    description: Annotated[str, _text(2000)]
    usage_hint: Annotated[str, _text(1000)]
    should_escape: bool


class _Shortcut(_Strict):
    name: Annotated[str, _text(24)]
    type: Literal["global", "message"]
    callback_id: Annotated[str, _text(255)]
    description: Annotated[str, _text(150)]


class _Features(_Strict):
    app_home: _AppHome
    bot_user: _BotUser
    slash_commands: Annotated[list[_Command], Field(min_length=1, max_length=50)]
    shortcuts: Annotated[list[_Shortcut], Field(max_length=10)]


class _Scopes(_Strict):
    bot: Annotated[list[Annotated[str, _text(50)]], Field(max_length=255)]


class _Oauth(_Strict):
    scopes: _Scopes


class _Events(_Strict):
    bot_events: Annotated[list[Annotated[str, _text(50)]], Field(max_length=100)]


class _Interactivity(_Strict):
    is_enabled: bool


class _Settings(_Strict):
    event_subscriptions: _Events
    interactivity: _Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool


class _Manifest(_Strict):
    metadata: _Metadata = Field(alias="_metadata")
    display_information: _Display
    features: _Features
    oauth_config: _Oauth
    settings: _Settings


def _manifest() -> _Manifest:
    return _Manifest.model_validate(yaml.safe_load(_TEXT))


def test_the_manifest_keeps_slacks_rules() -> None:
    manifest = _manifest()

    assert manifest.features.bot_user.display_name == "order-numbers"
    assert [one.command for one in manifest.features.slash_commands] == ["/order-numbers"]


def test_each_shortcut_opens_the_form_by_the_name_that_the_bot_knows() -> None:
    shortcuts = {one.type: (one.name, one.callback_id) for one in _manifest().features.shortcuts}

    assert shortcuts == {
        "global": ("Order numbers", CallbackId.ORDER),
        "message": ("Order numbers for this", CallbackId.ORDER_FOR_MESSAGE),
    }


def test_a_key_that_slack_does_not_know_is_refused() -> None:
    misspelled = _TEXT.replace("usage_hint:", "use_hint:")

    with pytest.raises(ValidationError, match="use_hint"):
        _Manifest.model_validate(yaml.safe_load(misspelled))


def test_people_arrive_as_ids_because_names_are_never_identities() -> None:
    commands = _manifest().features.slash_commands

    assert all(command.should_escape for command in commands)


def test_no_address_is_given_because_socket_mode_needs_none() -> None:
    manifest = _manifest()

    assert manifest.settings.socket_mode_enabled
    assert "url" not in _TEXT


def test_the_token_never_expires_because_nothing_would_renew_it() -> None:
    settings = _manifest().settings

    assert not settings.token_rotation_enabled
    assert not settings.org_deploy_enabled


def test_every_scope_and_event_says_which_feature_needs_it() -> None:
    manifest = _manifest()
    asked = manifest.oauth_config.scopes.bot + manifest.settings.event_subscriptions.bot_events
    lines = [line.strip() for line in _TEXT.splitlines()]

    unexplained = [
        each for each in asked if not any(one.startswith(f"- {each} # ") for one in lines)
    ]

    assert unexplained == []
    assert len(asked) == len(set(asked))
