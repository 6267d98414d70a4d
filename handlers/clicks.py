"""A click on an order's button, or a form that was sent, as the choice that it stands for."""

from bot.domain.order import Person
from bot.domain.policy import Act
from bot.services.choosing import Choice
from bot.slack.filled import Filled
from bot.slack.ids import BlockId, OrderRef
from bot.slack.payloads import Click, PayloadError


def ref_of(click: Click) -> OrderRef:
    """The order whose button it is.

    Raises:
        PayloadError: It belongs to none.
    """
    if click.order_ref is None:
        raise PayloadError("This button belongs to no order.")
    return click.order_ref


def choice_of(click: Click, act: Act) -> Choice:
    """The person's choice.

    Raises:
        PayloadError: The button belongs to no order.
    """
    ref = ref_of(click)
    return Choice(
        key=click.trigger_id,
        act=act,
        person=Person(click.user, click.user_name),
        order_id=ref.order_id,
        revision=ref.revision,
        response_url=click.response_url,
    )


def choice_from(filled: Filled, act: Act, words: BlockId) -> Choice:
    """The choice that sending the form is, with what was written in that field."""
    return Choice(
        key=filled.trigger_id,
        act=act,
        person=Person(filled.user, filled.user_name),
        order_id=filled.order_ref.order_id,
        revision=filled.order_ref.revision,
        reason=filled.words(words),
    )
