"""Finds single values in the bodies that Slack sends: each is there and of its type, or refused."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from bot.domain.errors import BotError

# Control characters but tab and newline, and halves of surrogate pairs: no database takes them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PRIVATE = frozenset({"privategroup", "directmessage"})


class PayloadError(BotError):
    """Slack's request lacks something that it always has, or is not one of ours."""


def only(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The first of a list of objects: Slack sends a click's one action as a list.

    Raises:
        PayloadError: There is none.
    """
    found = first(body, name)
    if not found:
        raise PayloadError(f"Slack's request has no {name}.")
    return found


def first(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The first of a list of objects; an empty one where there is none."""
    found = body.get(name)
    if isinstance(found, Sequence) and not isinstance(found, str) and found:
        one = cast("Sequence[object]", found)[0]
        if isinstance(one, Mapping):
            return cast("Mapping[str, object]", one)
    return {}


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


def is_private(channel: str, channel_name: str) -> bool:
    """Whether others must not learn a conversation's name, by its id and Slack's word for it."""
    return channel_name in _PRIVATE or channel[:1] in {"D", "G"}
