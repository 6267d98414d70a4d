"""An order form between two drawings: what stands in it, and what it must not forget."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from bot.domain.fields import Field
from bot.domain.wishes import COMING_AND_GOING, Typed, fields_for
from bot.slack.bodies import PayloadError, maybe
from bot.slack.filled import Filled


@dataclass(frozen=True, slots=True)
class Sheet:
    """An order form as it is filled in so far.

    Attributes:
        typed: What stands in its fields, and stood in those that are hidden now.
        channel: The conversation for which it was opened; empty where the form asks for one.
        private: Whether others must not learn that conversation's name.
        response_url: A secret address for private answers there, good for 30 minutes; may be empty.
    """

    typed: Typed = field(default_factory=dict[str, str])
    channel: str = ""
    private: bool = False
    response_url: str = ""

    @property
    def about(self) -> str:
        """As `private_metadata`: Slack forgets what stood in a field that is gone."""
        kept = {name: self.typed[name] for name in COMING_AND_GOING if self.typed.get(name)}
        about = {
            "channel": self.channel,
            "private": "yes" if self.private else "",
            "url": self.response_url,
            "kept": kept,
        }
        return json.dumps(about, ensure_ascii=False, separators=(",", ":"))

    @property
    def destination(self) -> str:
        """The conversation where the order is followed; empty is the direct messages with us."""
        return self.channel or self.typed.get(Field.CHANNEL, "")


def read_sheet(filled: Filled) -> Sheet:
    """The order form that a person has sent, or is filling in.

    Raises:
        PayloadError: It is no order form.
    """
    about = _about(filled.about)
    kept = {name: maybe(about, "kept", name) for name in COMING_AND_GOING}
    return Sheet(
        typed={**kept, **filled.values},
        channel=maybe(about, "channel"),
        private=bool(maybe(about, "private")),
        response_url=maybe(about, "url"),
    )


def is_behind(filled: Filled, sheet: Sheet) -> bool:
    """Whether the form does not show yet what was chosen in it last."""
    return not set(fields_for(sheet.typed)) <= filled.values.keys()


def _about(text: str) -> Mapping[str, object]:
    try:
        about: object = json.loads(text)
    except ValueError as error:
        raise PayloadError("This form is no order form.") from error
    if not isinstance(about, Mapping):
        raise PayloadError("This form is no order form.")
    return cast("Mapping[str, object]", about)
