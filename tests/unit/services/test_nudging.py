"""A requester has the managers reminded: once a period, by day, and only of their own order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.digest import Topic
from bot.domain.jobs import Kind
from bot.domain.order import Order, Person
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.domain.rules import Notify, Times, Way
from bot.services.choosing import Choice
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, MEI, Bench

HOUR = timedelta(hours=1)


@pytest.fixture
async def order(bench: Bench) -> Order:
    """An order that waits for a decision."""
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    return await bench.order(order)


async def press(bench: Bench, order: Order, by: Person = ANA, *, key: str = "") -> None:
    choice = Choice(key or bench.key(), Act.REMIND, by, order.id, 1, response_url="url")
    await bench.nudging.nudge(choice)
    await bench.work(Kind.REMIND, Kind.DIGEST, Kind.ANSWER)


def answers(bench: Bench) -> list[tuple[ReplyKind, str]]:
    return [(reply.kind, reply.detail) for _, reply, _ in bench.announcer.replies]


def at(*, hours: int) -> str:
    return (NOON + hours * HOUR).isoformat()


async def test_the_managers_are_reminded_at_once(bench: Bench, order: Order) -> None:
    await press(bench, order)

    [(channel, digest)] = bench.announcer.digests
    assert channel == "CAPPROVE"
    assert (digest.topic, [each.number for each in digest.orders]) == (Topic.NUDGE, [order.number])
    assert answers(bench) == [(ReplyKind.REMINDED, at(hours=4))]
    assert (await bench.order(order)).reminded_at == NOON
    assert "nudged" in await bench.events(order.id)


async def test_by_dm_each_approver_is_reminded(bench: Bench, order: Order) -> None:
    bench.policy = replace(bench.policy, notify=Notify(approvers=Way.DM))

    await press(bench, order)

    assert sorted(to for to, _ in bench.announcer.digests) == ["DUMEI", "DURAJ"]


async def test_it_works_once_a_period(bench: Bench, order: Order) -> None:
    await press(bench, order)
    bench.clock.move(hours=3)
    await press(bench, order)
    bench.clock.move(hours=1)
    await press(bench, order)

    assert [kind for kind, _ in answers(bench)] == [
        ReplyKind.REMINDED,
        ReplyKind.REMIND_AGAIN,
        ReplyKind.REMINDED,
    ]
    assert len(bench.announcer.digests) == 2


async def test_what_has_moved_the_deadline_is_the_last_reminder(bench: Bench, order: Order) -> None:
    bench.clock.at = order.expires_at - 2 * HOUR
    await press(bench, order)
    moved = (await bench.order(order)).expires_at
    bench.clock.move(hours=20)

    await press(bench, order)

    assert moved > order.expires_at
    assert (await bench.order(order)).expires_at == moved
    assert answers(bench)[1:] == [(ReplyKind.REMINDED_ENOUGH, moved.isoformat())]


async def test_in_quiet_hours_it_is_answered_with_when(bench: Bench, order: Order) -> None:
    bench.clock.move(hours=6)

    await press(bench, order)

    assert answers(bench) == [(ReplyKind.REMIND_LATER, at(hours=20))]
    assert bench.announcer.digests == []
    assert "refused" in await bench.events(order.id)


async def test_only_who_asked_can(bench: Bench, order: Order) -> None:
    await press(bench, order, MEI)

    assert answers(bench) == [(ReplyKind.NOT_YOUR_REMINDER, "")]
    assert bench.announcer.digests == []


async def test_what_is_decided_reminds_nobody(bench: Bench, order: Order) -> None:
    await bench.decide(Act.CANCEL, order, ANA)

    await press(bench, order)

    assert ReplyKind.ALREADY_DECIDED in dict(answers(bench))
    assert bench.announcer.digests == []


async def test_where_reminders_are_off_the_answer_says_so(bench: Bench, order: Order) -> None:
    bench.policy = replace(bench.policy, times=Times(remind_every=timedelta(0)))

    await press(bench, order)

    assert answers(bench) == [(ReplyKind.REMINDERS_OFF, "")]


async def test_an_order_that_never_was_is_said_to_be_none(bench: Bench, order: Order) -> None:
    await press(bench, replace(order, id="01JNONE"))

    assert answers(bench) == [(ReplyKind.NO_SUCH_ORDER, "")]


async def test_a_click_that_comes_twice_reminds_once(bench: Bench, order: Order) -> None:
    await press(bench, order, key="same")
    await press(bench, order, key="same")

    assert len(bench.announcer.digests) == len(answers(bench)) == 1


async def test_a_job_that_is_run_twice_reminds_once(bench: Bench, order: Order) -> None:
    choice = Choice(bench.key(), Act.REMIND, ANA, order.id, 1)
    await bench.nudging.nudge(choice)
    claims = await bench.store.queue.claim(100)
    [claim] = [each for each in claims if each.job.kind == Kind.REMIND]

    for _ in range(2):
        bench.clock.move(seconds=1)
        await bench.handlers[Kind.REMIND](claim)
        await bench.work(Kind.DIGEST)

    assert len(bench.announcer.digests) == 1
