"""What Slack sends, read once at the door into typed values; anything else is a `PayloadError`.

Source: docs.slack.dev, interactivity and events payloads. `user_name` is only for display:
Slack user ids are identities, names never are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.bodies import PayloadError, is_private, mapping, maybe, needed, only
from bot.slack.ids import ActionId, BlockId, OrderRef, read_action, read_ref

MAX_REASON = 300
_BY_REFERENCE = frozenset(
    {
        ActionId.APPROVE,
        ActionId.DENY,
        ActionId.CHANGE,
        ActionId.ASK,
        ActionId.CANCEL,
        ActionId.WITHDRAW,
        ActionId.ADOPT,
        ActionId.RETRY,
        ActionId.GIVE_UP,
        ActionId.REMIND,
    }
)
# A click in a Home has no conversation and no response URL.
_IN_HOME = frozenset({ActionId.PAUSE, ActionId.RESUME, ActionId.OPEN_FORM})


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """What a person typed after the slash command, and where.

    Attributes:
        user: The Slack user id.
        user_name: For display only.
        channel: The conversation's id.
        channel_name: Slack's word for it; `privategroup` and `directmessage` are not names.
        text: As Slack sent it: people and channels come as `<@U…>` and `<#C…>`.
        response_url: A secret address for private answers, good for 30 minutes.
        trigger_id: Good once, for 3 s, to open a form; also the key of this delivery.
        team: The workspace's id; empty where Slack sends none.
    """

    user: str
    user_name: str
    channel: str
    channel_name: str
    text: str
    response_url: str
    trigger_id: str
    team: str

    @property
    def private(self) -> bool:
        """Whether others must not learn the conversation's name."""
        return is_private(self.channel, self.channel_name)


@dataclass(frozen=True, slots=True)
class Click:
    """A button in a message, or in a person's Home, that they pressed.

    Attributes:
        user: The Slack user id.
        user_name: For display only.
        action: What the button does.
        value: What it carries: an order's reference, or the text of a command.
        channel: The conversation's id; empty in a Home, as are the next three.
        channel_name: Slack's word for it, as in `SlashCommand`.
        message_ts: The message with the button.
        response_url: A secret address for private answers, good for 30 minutes.
        trigger_id: As in `SlashCommand`.
        order_ref: The order, for a decision's button; else None.
    """

    user: str
    user_name: str
    action: ActionId
    value: str
    channel: str
    channel_name: str
    message_ts: str
    response_url: str
    trigger_id: str
    order_ref: OrderRef | None

    @property
    def private(self) -> bool:
        """Whether others must not learn the conversation's name."""
        return is_private(self.channel, self.channel_name)


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """A form that asks for a reason, filled in.

    Attributes:
        user: The Slack user id.
        user_name: For display only.
        order_ref: The order, as it was when the form was opened.
        reason: In the person's words, trimmed; may be empty.
        trigger_id: Names this submission.
        view_id: The form's id.
    """

    user: str
    user_name: str
    order_ref: OrderRef
    reason: str
    trigger_id: str
    view_id: str


@dataclass(frozen=True, slots=True)
class PauseGiven:
    """The form that asks why buying is paused, filled in; its parts are as in `ReasonGiven`."""

    user: str
    user_name: str
    reason: str
    trigger_id: str


@dataclass(frozen=True, slots=True)
class EventEnvelope:
    """An event of the Events API.

    Attributes:
        event_id: Names this event; a redelivery bears the same.
        type: Such as `subteam_members_changed`.
        group: The user group that it is about; empty for other events.
        user: Who opened the bot's page; empty for other events.
        tab: Which tab of it, such as `home`; empty for other events.
    """

    event_id: str
    type: str
    group: str
    user: str
    tab: str


def read_command(body: Mapping[str, object]) -> SlashCommand:
    """A slash command's body.

    Raises:
        PayloadError: Something that Slack always sends is missing.
    """
    return SlashCommand(
        user=needed(body, "user_id"),
        user_name=maybe(body, "user_name"),
        channel=needed(body, "channel_id"),
        channel_name=maybe(body, "channel_name"),
        text=maybe(body, "text"),
        response_url=maybe(body, "response_url"),
        trigger_id=needed(body, "trigger_id"),
        team=maybe(body, "team_id"),
    )


def read_click(body: Mapping[str, object]) -> Click:
    """A `block_actions` body of a button in a message or a Home.

    Raises:
        PayloadError: Something is missing, or the button is not one of ours.
    """
    pressed = only(body, "actions")
    action, value = _action(needed(pressed, "action_id")), maybe(pressed, "value")
    return Click(
        user=needed(body, "user", "id"),
        user_name=maybe(body, "user", "username") or maybe(body, "user", "name"),
        action=action,
        value=value,
        channel=(maybe if action in _IN_HOME else needed)(body, "channel", "id"),
        channel_name=maybe(body, "channel", "name"),
        message_ts=maybe(body, "container", "message_ts"),
        response_url=maybe(body, "response_url"),
        trigger_id=needed(body, "trigger_id"),
        order_ref=_ref(value) if action in _BY_REFERENCE else None,
    )


def read_reason(body: Mapping[str, object]) -> ReasonGiven:
    """A `view_submission` body of the form that asks for a reason.

    Raises:
        PayloadError: Something is missing, or the form is not ours.
    """
    view = mapping(body, "view")
    return ReasonGiven(
        user=needed(body, "user", "id"),
        user_name=maybe(body, "user", "username") or maybe(body, "user", "name"),
        order_ref=_ref(needed(view, "private_metadata")),
        reason=_reason(view),
        trigger_id=needed(body, "trigger_id"),
        view_id=needed(view, "id"),
    )


def read_pause(body: Mapping[str, object]) -> PauseGiven:
    """A `view_submission` body of the form that asks why buying is paused.

    Raises:
        PayloadError: Something is missing.
    """
    return PauseGiven(
        user=needed(body, "user", "id"),
        user_name=maybe(body, "user", "username") or maybe(body, "user", "name"),
        reason=_reason(mapping(body, "view")),
        trigger_id=needed(body, "trigger_id"),
    )


def read_event(body: Mapping[str, object]) -> EventEnvelope:
    """An `event_callback` body.

    Raises:
        PayloadError: Something that Slack always sends is missing.
    """
    event = mapping(body, "event")
    return EventEnvelope(
        event_id=needed(body, "event_id"),
        type=needed(event, "type"),
        group=maybe(event, "subteam_id") or maybe(event, "subteam", "id"),
        user=maybe(event, "user"),
        tab=maybe(event, "tab"),
    )


def _reason(view: Mapping[str, object]) -> str:
    where = ("state", "values", BlockId.REASON.value, ActionId.REASON.value, "value")
    return maybe(view, *where).strip()[:MAX_REASON]


def _ref(value: str) -> OrderRef:
    try:
        return read_ref(value)
    except ValueError as error:
        raise PayloadError("This button belongs to no order.") from error


def _action(action_id: str) -> ActionId:
    try:
        return read_action(action_id)
    except ValueError as error:
        raise PayloadError("This button is none of ours.") from error
