"""Finds single values in the bodies that Slack sends: each is there and of its type, or refused."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from bot.domain.errors import BotError

# Control characters but tab and newline, and halves of surrogate pairs: no database takes them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class PayloadError(BotError):
    """Slack's request lacks something that it always has, or is not one of ours."""


def only(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The first of a list of objects: Slack sends a click's one action as a list.

    Raises:
        PayloadError: There is none.
    """
    found = body.get(name)
    if isinstance(found, Sequence) and not isinstance(found, str) and found:
        first = cast("Sequence[object]", found)[0]
        if isinstance(first, Mapping):
            return cast("Mapping[str, object]", first)
    raise PayloadError(f"Slack's request has no {name}.")


def mapping(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The object of that name.

    Raises:
        PayloadError: There is none.
    """
    found = body.get(name)
    if not isinstance(found, Mapping):
        raise PayloadError(f"Slack's request has no {name}.")
    return cast("Mapping[str, object]", found)


def needed(body: Mapping[str, object], *path: str) -> str:
    """The text at the path.

    Raises:
        PayloadError: There is none, or an empty one.
    """
    found = maybe(body, *path)
    if not found:
        raise PayloadError(f"Slack's request has no {'.'.join(path)}.")
    return found


def maybe(body: Mapping[str, object], *path: str) -> str:
    """The text at the path, or nothing where Slack sends null, another type or no such key."""
    found = cast("object", body)
    for name in path:
        if not isinstance(found, Mapping):
            return ""
        found = cast("Mapping[str, object]", found).get(name)
    return _UNSTORABLE.sub("", found) if isinstance(found, str) else ""
