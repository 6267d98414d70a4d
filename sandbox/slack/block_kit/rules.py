"""Rules of which the tables of blocks and elements are made.

A rule takes a value and its JSON pointer, and yields one sentence for each thing that is wrong.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, cast

from sandbox.slack.shapes import Json

Rule: TypeAlias = Callable[[object, str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an object: its rule, and whether it must be there."""

    rule: Rule
    required: bool = False


Spec: TypeAlias = dict[str, Field]


def must(rule: Rule) -> Field:
    """A key that must be there."""
    return Field(rule, required=True)


def may(rule: Rule) -> Field:
    """A key that may be left out."""
    return Field(rule)


def wrong(sentence: str, pointer: str) -> str:
    """A complaint in Slack's form."""
    return f"[ERROR] {sentence} [json-pointer:{pointer}]"


def anything(_value: object, _pointer: str) -> Iterator[str]:
    """No rule at all."""
    return iter(())


def string(most: int, least: int = 1) -> Rule:
    """Text of `least` to `most` characters."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must provide a string", pointer)
        elif len(value) < least:
            yield wrong(f"must be more than {least - 1} characters", pointer)
        elif len(value) > most:
            yield wrong(f"must be less than {most + 1} characters", pointer)

    return rule


def matching(pattern: str, what: str) -> Rule:
    """Text of one form."""
    compiled = re.compile(pattern)

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield wrong(f"must be {what}", pointer)

    return rule


def boolean(value: object, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield wrong("must provide a boolean", pointer)


def number(least: int, most: int) -> Rule:
    """A whole number from `least` to `most`."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield wrong("must provide a number", pointer)
        elif not least <= value <= most:
            yield wrong(f"must be between {least} and {most}", pointer)

    return rule


def one_of(*choices: str) -> Rule:
    """One of these words."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if value not in choices:
            yield wrong(f"must be one of: {', '.join(choices)}", pointer)

    return rule


def many(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of `least` to `most` things."""

    def each(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must provide an array", pointer)
            return
        found = cast("list[object]", value)
        if len(found) > most:
            yield wrong(f"no more than {most} items allowed", pointer)
        if len(found) < least:
            yield wrong(f"no less than {least} items required", pointer)
        for index, item in enumerate(found):
            yield from rule(item, f"{pointer}/{index}")

    return each


def shape(spec: Spec) -> Rule:
    """An object with these keys and no others."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", pointer)
            return
        body = cast("Json", value)
        for key in spec:
            if spec[key].required and body.get(key) is None:
                yield wrong(f"missing required field: {key}", pointer)
        for key, item in body.items():
            if key not in spec:
                yield wrong(f"invalid additional property: {key}", pointer)
            elif item is not None:
                yield from spec[key].rule(item, f"{pointer}/{key}")

    return rule


def typed(specs: dict[str, Spec]) -> Rule:
    """An object whose `type` says which of these it is."""
    rules = {name: shape({"type": must(anything), **spec}) for name, spec in specs.items()}

    def rule(value: object, pointer: str) -> Iterator[str]:
        kind: object = cast("Json", value).get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in rules:
            yield wrong(f"unsupported type: {kind}", f"{pointer}/type")
            return
        yield from rules[kind](cast("object", value), pointer)

    return rule
