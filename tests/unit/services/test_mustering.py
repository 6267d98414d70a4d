"""An order that nobody could decide says so, and waits."""

from dataclasses import replace

import pytest
import structlog

from bot.domain.asking import Account
from bot.domain.jobs import Kind
from bot.domain.order import Order, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.domain.rules import Policy, Tier
from tests.unit.services.conftest import MEI, Bench
from tests.unit.services.test_voting import offered, shown

TWO = Tier("large", above_quantity=25, approvals=2)
POLICY = Policy(("S1", "UPAT"), operators=("UOLU",))


async def alarms(bench: Bench) -> list[tuple[str, ReplyKind, str]]:
    await bench.work(Kind.MUSTER, Kind.ALERT, Kind.ANSWER)
    return [(user, reply.kind, reply.detail) for user, reply, _ in bench.announcer.replies]


def only(*people: str) -> frozenset[str]:
    return frozenset(people)


@pytest.fixture
def empty(bench: Bench) -> Bench:
    """The group is empty, and who is named has left."""
    bench.policy = POLICY
    bench.directory.groups["S1"] = only()
    bench.directory.accounts["UPAT"] = Account.GONE
    return bench


async def test_the_card_and_the_operators_say_that_nobody_can_approve(empty: Bench) -> None:
    order = await offered(empty)

    told = await alarms(empty)

    assert (await shown(empty, "root")).stuck
    assert told == [("UOLU", ReplyKind.ALERT_NOBODY_CAN_APPROVE, "0 of 1")]
    assert (await empty.order(order)).state is State.AWAITING_APPROVAL


async def test_who_and_what_is_skipped_is_in_the_log(empty: Bench) -> None:
    empty.directory.gone = only("S1")
    await offered(empty)

    with structlog.testing.capture_logs() as logs:
        await alarms(empty)

    assert [each["id"] for each in logs if each["event"] == "approver_skipped"] == ["S1", "UPAT"]


async def test_the_operators_are_not_told_again_within_a_day(empty: Bench) -> None:
    await offered(empty)

    await alarms(empty)
    again = await alarms(empty)

    assert len(again) == 1


@pytest.mark.parametrize(
    ("members", "detail"), [(only("UMEI"), "1 of 2"), (only("UMEI", "UANA"), "1 of 2")]
)
async def test_the_requester_is_not_counted_among_those_who_could(
    bench: Bench, members: frozenset[str], detail: str
) -> None:
    bench.policy = replace(POLICY, approvers=("S1",), tiers=(TWO,))
    bench.directory.groups["S1"] = members
    await offered(bench)

    assert await alarms(bench) == [("UOLU", ReplyKind.ALERT_NOBODY_CAN_APPROVE, detail)]


async def test_it_is_looked_at_again_until_somebody_can(empty: Bench) -> None:
    order = await offered(empty)
    await alarms(empty)
    stuck = (await shown(empty, "root")).stuck
    empty.directory.groups["S1"] = only("UMEI")

    ran = await empty.work(Kind.MUSTER)

    assert stuck
    assert ran == [None]
    assert not (await shown(empty, "root")).stuck
    await empty.decide(Act.APPROVE, order, MEI)
    assert (await empty.order(order)).state is State.APPROVED


async def test_nobody_is_alarmed_while_enough_people_can(bench: Bench) -> None:
    await offered(bench)

    assert await alarms(bench) == []


async def test_a_group_that_cannot_be_read_just_now_alarms_nobody(bench: Bench) -> None:
    bench.policy = replace(POLICY, approvers=("S1",))
    bench.directory.unread = only("S1")
    await offered(bench)

    assert await alarms(bench) == []
    assert not (await shown(bench, "root")).stuck


async def test_when_one_of_two_has_approved_and_the_other_left_that_is_said(bench: Bench) -> None:
    bench.policy = replace(POLICY, approvers=("S1",), tiers=(TWO,))
    order = await offered(bench)
    await bench.work(Kind.MUSTER)
    bench.directory.groups["S1"] = only("UMEI")

    await bench.decide(Act.APPROVE, order, MEI)

    assert ("UOLU", ReplyKind.ALERT_NOBODY_CAN_APPROVE, "1 of 2") in await alarms(bench)


async def test_an_order_that_is_decided_needs_nobody(empty: Bench, order: Order) -> None:
    await empty.decide(Act.CANCEL, order, order.requester)

    assert ReplyKind.ALERT_NOBODY_CAN_APPROVE not in {kind for _, kind, _ in await alarms(empty)}


@pytest.fixture
async def order(empty: Bench) -> Order:
    return await offered(empty)
