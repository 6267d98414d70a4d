"""JSON from outside, read so that no document can hurt: whatever it is, a value or one error."""

import json
import re
from typing import TypeAlias, cast

Json: TypeAlias = "dict[str, Json] | list[Json] | str | bool | None"

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class UnreadableError(ValueError):
    """The document is not what was agreed."""


def read_json(body: bytes) -> Json:
    """The document; numbers stay text, so that no digit is lost and none is expanded.

    The transport bounds its size, the interpreter its depth.

    Raises:
        UnreadableError: It is not JSON, or nested too deeply.
    """
    try:
        document = json.loads(body, parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not JSON") from error
    return cast("Json", document)


def objects(document: Json) -> list[dict[str, Json]]:
    """The elements of an array of objects.

    Raises:
        UnreadableError: It is something else.
    """
    if not isinstance(document, list):
        raise UnreadableError("not an array")
    return [the_object(item) for item in document]


def the_object(document: Json) -> dict[str, Json]:
    """The object.

    Raises:
        UnreadableError: It is something else.
    """
    if not isinstance(document, dict):
        raise UnreadableError("not an object")
    return document


def text_of(item: dict[str, Json], name: str, limit: int = 100) -> str:
    """A short text, empty where there is none."""
    value = item.get(name)
    return printable(value, limit) if isinstance(value, str) else ""


def printable(text: str, limit: int = 100) -> str:
    """The text's beginning; what can't be printed or stored is left out."""
    return _UNPRINTABLE.sub("", text[:limit])


def _refuse(constant: str) -> Json:
    raise ValueError(constant)
