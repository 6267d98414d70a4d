"""When an order is due for a reminder, case by case."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.order import Order
from bot.domain.reminders import belongs, reminds, ripe_at
from bot.domain.rules import Notify, Policy, Times, Way
from tests.unit.slack.build import ASKED, order

HOUR = timedelta(hours=1)
TIMES = Times()
WAITING = order(changed_at=ASKED, expires_at=ASKED + 72 * HOUR)


def reminded(hours: float) -> Order:
    return replace(WAITING, reminded_at=ASKED + hours * HOUR)


@pytest.mark.parametrize(
    ("waits", "ripe"),
    [
        (WAITING, ASKED + 4 * HOUR),
        (reminded(5), ASKED + 9 * HOUR),
        (reminded(-5), ASKED + 4 * HOUR),  # before it was changed and offered anew
        (reminded(47), ASKED + 51 * HOUR),
        (reminded(48), None),  # it leaves just a working day: it was the last
        (reminded(60), None),
    ],
)
def test_an_order_is_ripe_a_period_after_what_came_last(
    waits: Order, ripe: datetime | None
) -> None:
    assert ripe_at(waits, TIMES) == ripe


@pytest.mark.parametrize(
    ("waits", "is_told"),
    [
        (WAITING, True),
        (reminded(3), False),
        (reminded(4), True),  # by another message of this very round
        (reminded(60), True),
    ],
)
def test_a_round_tells_of_what_was_ripe_when_it_was_begun(waits: Order, is_told: bool) -> None:  # noqa: FBT001 - a case
    assert belongs(waits, ASKED + 4 * HOUR, TIMES) is is_told


@pytest.mark.parametrize(
    ("times", "notify", "wanted"),
    [
        (TIMES, Notify(), True),
        (TIMES, Notify(approvers=Way.DM), True),
        (TIMES, Notify(approvers=Way.NONE), False),
        (Times(remind_every=timedelta(0)), Notify(), False),
    ],
)
def test_a_policy_may_want_no_reminders(times: Times, notify: Notify, wanted: bool) -> None:  # noqa: FBT001 - a case
    assert reminds(Policy(("S1",), times=times, notify=notify)) is wanted
