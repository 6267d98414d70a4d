"""The names by which Slack tells us what was pressed, and the value that a button carries."""

import re
from dataclasses import dataclass
from enum import StrEnum

_REF = re.compile(r"([0-9A-Za-z-]{1,40}):([0-9]{1,9})", re.ASCII)


class ActionId(StrEnum):
    """What a button does; several in one message are numbered, as in `place:2`."""

    APPROVE = "approve"
    DENY = "deny"
    CHANGE = "change"
    ASK = "ask"
    ANSWER = "answer"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"
    ADOPT = "adopt"
    RETRY = "retry"
    GIVE_UP = "give_up"
    REMIND = "remind"
    PLACE = "place"
    ORDER_AGAIN = "order_again"
    REASON = "reason"
    PAUSE = "pause"
    RESUME = "resume"
    OPEN_FORM = "open_form"
    CHECK = "check"


class BlockId(StrEnum):
    """The blocks that are read back from a form, beside those of `bot.domain.fields`."""

    REASON = "reason"
    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"


class CallbackId(StrEnum):
    """The forms, and the shortcuts that open one."""

    DENY_REASON = "deny_reason"
    PAUSE_REASON = "pause_reason"
    CHANGE = "change"
    ASK = "ask"
    ANSWER = "answer"
    OWN_REASON = "own_reason"
    ORDER = "order"
    ORDER_FOR_MESSAGE = "order_for_message"


@dataclass(frozen=True, slots=True)
class OrderRef:
    """All that a decision's button says: state is read again at the click.

    Attributes:
        order_id: The order's ULID.
        revision: What was being asked on the card that was clicked.
    """

    order_id: str
    revision: int

    @property
    def value(self) -> str:
        """The button's value."""
        return f"{self.order_id}:{self.revision}"


@dataclass(frozen=True, slots=True)
class QuestionRef:
    """All that the button below a question says.

    Attributes:
        order_id: The order's ULID.
        number: Which of the questions about it.
    """

    order_id: str
    number: int

    @property
    def value(self) -> str:
        """The button's value."""
        return f"{self.order_id}:{self.number}"


def read_question(value: str) -> QuestionRef:
    """The reference in the value of a question's button.

    Raises:
        ValueError: It is not one of ours.
    """
    ref = read_ref(value)
    return QuestionRef(ref.order_id, ref.revision)


def read_ref(value: str) -> OrderRef:
    """The reference in a button's value.

    Raises:
        ValueError: It is not one of ours.
    """
    found = _REF.fullmatch(value)
    if found is None:
        raise ValueError(value[:60])
    return OrderRef(found[1], int(found[2]))


def numbered(action: ActionId, index: int) -> str:
    """The action_id of one of several buttons that do the same; Slack wants each to be unique."""
    return f"{action.value}:{index}"


def read_action(action_id: str) -> ActionId:
    """What the button with this action_id does.

    Raises:
        ValueError: We have no such button.
    """
    return ActionId(action_id.partition(":")[0])
