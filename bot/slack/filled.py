"""A form that a person has sent, or is filling in, read once at the door.

Source: docs.slack.dev, view interaction payloads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from bot.domain.fields import Field
from bot.slack.bodies import PayloadError, first, mapping, maybe, needed
from bot.slack.ids import BlockId, OrderRef, read_ref
from bot.slack.payloads import MAX_REASON


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form.

    Attributes:
        user: The Slack user id.
        user_name: For display only.
        about: What the form is about, as it was when it was opened.
        values: What was typed, by block.
        submit: The words of its button.
        response_url: A secret address for private answers in a conversation that was chosen in the
            form, good for 30 minutes; empty where none was.
        trigger_id: Names this act.
        view_id: The form's id.
        view_hash: Which state of the form the person saw.
    """

    user: str
    user_name: str
    about: str
    values: Mapping[str, str]
    submit: str
    response_url: str
    trigger_id: str
    view_id: str
    view_hash: str

    @property
    def order_ref(self) -> OrderRef:
        """The order that it is about.

        Raises:
            PayloadError: It is about none.
        """
        try:
            return read_ref(self.about)
        except ValueError as error:
            raise PayloadError("This form belongs to no order.") from error

    def words(self, block: BlockId | Field) -> str:
        """The person's own words, trimmed; may be empty."""
        return self.values.get(block, "").strip()[:MAX_REASON]


def read_filled(body: Mapping[str, object]) -> Filled:
    """A `view_submission` body, or a `block_actions` body of a form.

    Raises:
        PayloadError: Something that Slack always sends is missing.
    """
    view = mapping(body, "view")
    return Filled(
        user=needed(body, "user", "id"),
        user_name=maybe(body, "user", "username") or maybe(body, "user", "name"),
        about=needed(view, "private_metadata"),
        values=_values(mapping(mapping(view, "state"), "values")),
        submit=maybe(view, "submit", "text"),
        response_url=maybe(first(body, "response_urls"), "response_url"),
        trigger_id=needed(body, "trigger_id"),
        view_id=needed(view, "id"),
        view_hash=maybe(view, "hash"),
    )


def _values(blocks: Mapping[str, object]) -> dict[str, str]:
    """What was typed or chosen, by block: each has one element, which is named like it."""
    return {block: _value(mapping(blocks, block), block) for block in blocks}


def _value(block: Mapping[str, object], element: str) -> str:
    """A text, an id, or the value of an option; nothing where the field is empty."""
    state = block.get(element)
    if not isinstance(state, Mapping):
        return ""
    held = cast("Mapping[str, object]", state)
    found = (maybe(held, key) for key in ("value", "selected_user", "selected_conversation"))
    option = maybe(held, "selected_option", "value")
    return next(filter(None, found), option) or maybe(first(held, "selected_options"), "value")
