"""JSON as Slack speaks it: plain dictionaries, read with a few typed accessors."""

import json
from typing import Any, TypeAlias, cast

Json: TypeAlias = dict[str, Any]


def records(body: Json, key: str) -> list[Json]:
    """The objects in the list under `key`; anything else there reads as nothing."""
    found = body.get(key)
    if not isinstance(found, list):
        return []
    return [cast("Json", item) for item in cast("list[object]", found) if isinstance(item, dict)]


def record(body: Json, key: str) -> Json:
    """The object under `key`, or an empty one."""
    found = body.get(key)
    return cast("Json", found) if isinstance(found, dict) else {}


def word(body: Json, key: str) -> str:
    """The string under `key`, or an empty one."""
    found = body.get(key)
    return found if isinstance(found, str) else ""


def words(body: Json, key: str) -> list[str]:
    """The strings in the list, or comma-separated string, under `key`."""
    found = body.get(key)
    if isinstance(found, str):
        return [part.strip() for part in found.split(",") if part.strip()]
    if not isinstance(found, list):
        return []
    return [item for item in cast("list[object]", found) if isinstance(item, str)]


def flag(body: Json, key: str) -> bool:
    """Whether `key` is set: true, 1, "true" or "1"."""
    return str(body.get(key)).lower() in {"true", "1"}


def count(body: Json, key: str, default: int) -> int:
    """The whole number under `key`, given as a number or as digits."""
    found = str(body.get(key, default))
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else default  # noqa: PLR2004 -- int() of a bounded string never raises


def parse(value: object) -> object:
    """An argument that may have arrived as JSON text, decoded; other text as it is."""
    if not isinstance(value, str):
        return value
    try:
        return cast("object", json.loads(value))
    except ValueError:
        return value


def public(body: Json) -> Json:
    """The same without the keys that never leave the local Slack, those with an underscore."""
    return {key: item for key, item in body.items() if not key.startswith("_")}
