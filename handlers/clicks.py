"""A click on an order's button, as the choice that it stands for."""

from bot.domain.order import Person
from bot.domain.policy import Act
from bot.services.choosing import Choice
from bot.slack.ids import OrderRef
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
