"""When approvers are reminded of what waits for them; a pure matter of the policy's times."""

from datetime import datetime, timedelta

from bot.domain.deadlines import earliest_end
from bot.domain.order import Order
from bot.domain.rules import Policy, Times, Way


def reminds(policy: Policy) -> bool:
    """Whether the policy wants reminders at all."""
    return policy.times.remind_every > timedelta(0) and policy.notify.approvers is not Way.NONE


def ripe_at(order: Order, times: Times) -> datetime | None:
    """When an order that waits is due for the next digest.

    None is never again: its deadline has been set by the last reminder, and would else be moved
    by each further one.
    """
    reminded_at = order.reminded_at
    if reminded_at is None or reminded_at < order.changed_at:
        return order.changed_at + times.remind_every
    if earliest_end(reminded_at, times) >= order.expires_at:
        return None
    return reminded_at + times.remind_every


def belongs(order: Order, begun_at: datetime, times: Times) -> bool:
    """Whether a round of reminders that was begun then tells of the order.

    What another message of the same round has told of already belongs to it too.
    """
    if order.reminded_at is not None and order.reminded_at >= begun_at:
        return True
    ripe = ripe_at(order, times)
    return ripe is not None and ripe <= begun_at
