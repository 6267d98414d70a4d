"""The form that changes what is asked: its values come from the order, and it says what follows."""

from bot.domain.changes import ChangeError, is_fewer, where_text
from bot.domain.criteria import Criteria
from bot.domain.fields import Field
from bot.domain.order import Order
from bot.domain.picture import House, Reply, ReplyKind
from bot.domain.policy import Reason, Verdict
from bot.slack.ids import BlockId, CallbackId
from bot.slack.views.blocks import Block, section
from bot.slack.views.fields import form, line_field, quantity_field, words_field
from bot.slack.views.refusals import why
from bot.slack.views.text import joined, name, say
from bot.slack.views.words import asked_fully, quoted_price, ref

CHANGE = "Change"
APPROVE_FEWER = "Approve fewer"
_MAX_WHERE = 200


def change_form(order: Order, wanted: Criteria | None = None) -> Block:
    """The modal for `views.open`, and for `views.update` while it is filled in.

    Args:
        order: As the ledger has it now; the change is about that revision.
        wanted: What the fields ask for so far, where they can be read.
    """
    now = joined(["Now", asked_fully(order.request.criteria), quoted_price(order)])
    note = f"{name(order.requester.name)} will read this."
    return form(
        CallbackId.CHANGE,
        ref(order),
        title=f"Change order {order.number}",
        submit=label(order, wanted),
        blocks=[
            section(now.mrkdwn),
            quantity_field(str(order.quantity), dispatch_action=True),
            _where(order),
            words_field(BlockId.NOTE, "Note", note, optional=True),
            section(say(_WHAT_FOLLOWS).mrkdwn),
        ],
    )


_WHAT_FOLLOWS = (
    "Fewer numbers, and nothing else: you approve them with this."
    " Anything else is checked anew and needs an approval on its new card."
)


def label(order: Order, wanted: Criteria | None) -> str:
    """What sending the form brings about."""
    fewer = wanted is not None and is_fewer(order.request.criteria, wanted)
    return APPROVE_FEWER if fewer else CHANGE


def _where(order: Order) -> Block:
    hint = "As in the command: Cary NC, 27513, 919, toll-free; with digits, such as ending 2020."
    now = where_text(order.request.criteria)
    return line_field(Field.WHERE, "Where", now, most=_MAX_WHERE, hint=hint, dispatch_action=True)


def unreadable(error: ChangeError) -> dict[str, str]:
    """What stands below a field that can't be read, by its block."""
    return {error.field.value: error.user_message}


def unchanged(order: Order) -> dict[str, str]:
    """What stands below the quantity when nothing was changed."""
    what = asked_fully(order.request.criteria).plain
    return {Field.QUANTITY.value: f"Nothing is changed: it asks for {what} already."}


def over_the_limit(verdict: Verdict, house: House) -> dict[str, str]:
    """What stands below the field that the policy does not allow."""
    field = Field.QUANTITY if verdict.reason is Reason.TOO_MANY else Field.WHERE
    reply = Reply(ReplyKind(verdict.reason.value), detail=verdict.detail)
    return {field.value: why(reply, {}, house).plain}
