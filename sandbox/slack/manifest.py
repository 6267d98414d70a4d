"""What the app's manifest declares, as far as Slack acts on it."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import yaml

from sandbox.slack.shapes import Json, flag, record, records, word, words


@dataclass(frozen=True, slots=True)
class Manifest:
    """The declarations of one app.

    Attributes:
        commands: By their text, such as `/order-numbers`.
        shortcuts: By their `callback_id`.
    """

    commands: dict[str, Json]
    shortcuts: dict[str, Json]
    scopes: tuple[str, ...]
    events: frozenset[str]
    home_tab: bool


def read_manifest(path: Path) -> Manifest:
    """Read manifest.yml.

    Raises:
        ValueError: The file is not a manifest; the message names it.
    """
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML: {error}") from error
    if not isinstance(body, dict):
        raise ValueError(f"{path} is not an app manifest: it has no keys.")  # noqa: TRY004 -- a wrong file, not a wrong call
    return _manifest(cast("Json", body))


def _manifest(body: Json) -> Manifest:
    features, settings = record(body, "features"), record(body, "settings")
    return Manifest(
        commands={word(item, "command"): item for item in records(features, "slash_commands")},
        shortcuts={word(item, "callback_id"): item for item in records(features, "shortcuts")},
        scopes=tuple(words(record(record(body, "oauth_config"), "scopes"), "bot")),
        events=frozenset(words(record(settings, "event_subscriptions"), "bot_events")),
        home_tab=flag(record(features, "app_home"), "home_tab_enabled"),
    )
