"""What nobody decides ends in working time, and who asked is warned before."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.jobs import Kind
from bot.domain.order import Order, State
from bot.domain.policy import Act
from bot.domain.rules import Times
from bot.services.choosing import Choice
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, CARY, MEI, Bench

WARNED = "notice:deadline"
DAY = timedelta(days=1)


async def change(bench: Bench, order: Order) -> None:
    """Mei asks for one more, and that is offered."""
    choice = Choice(bench.key(), Act.CHANGE, MEI, order.id, order.revision)
    await bench.changing.change(choice, CARY.criteria.of(3))
    await bench.work(Kind.CHANGE, Kind.DRAW)
    await bench.work(Kind.CHECK, Kind.DRAW)


async def test_a_request_that_nobody_decided_expires_in_time_and_not_before(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    bench.clock.move(hours=71)
    again = await bench.expire(order)
    early = (await bench.order(order)).state
    bench.clock.move(hours=1)

    await bench.expire(order)

    assert again == NOON + 3 * DAY
    assert early is State.AWAITING_APPROVAL
    assert (await bench.order(order)).state is State.EXPIRED


async def test_days_off_do_not_count(bench: Bench) -> None:
    friday = bench.clock.move(days=4)

    assert (await bench.placed()).expires_at == friday + 5 * DAY


async def test_who_asked_is_warned_a_working_day_before_and_once(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.CHECK, Kind.DRAW)
    early = await bench.expire(order)
    await bench.work(Kind.DRAW)
    unwarned = list(bench.announcer.kinds())

    bench.clock.move(days=2)
    for _ in range(2):
        await bench.expire(order)
        await bench.work(Kind.DRAW)

    assert early == NOON + 2 * DAY
    assert WARNED not in unwarned
    assert bench.announcer.kinds().count(WARNED) == 1


async def test_who_asked_is_warned_anew_of_a_request_that_was_changed(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.CHECK, Kind.DRAW)
    bench.clock.move(days=2)
    await bench.expire(order)
    await change(bench, order)
    too_early = await bench.expire(order)
    bench.clock.move(days=2)

    again = await bench.expire(order)
    await bench.work(Kind.DRAW)

    warnings = [kind for kind in bench.announcer.kinds() if kind.startswith(WARNED)]
    assert (too_early, again) == (NOON + 4 * DAY, NOON + 7 * DAY)
    assert (warnings[0], len(set(warnings))) == (WARNED, 2)
    assert (await bench.order(order)).state is State.AWAITING_APPROVAL


async def test_a_short_wait_is_warned_of_when_a_third_is_left(bench: Bench) -> None:
    short = Times(expires_after=timedelta(seconds=30))
    bench.policy = replace(bench.policy, times=short)
    order = await bench.placed()

    assert await bench.expire(order) == NOON + timedelta(seconds=20)


async def test_what_is_decided_needs_no_warning_and_does_not_expire(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    await bench.decide(Act.CANCEL, order, ANA)
    bench.clock.move(days=5)

    assert await bench.expire(order) is None
    assert (await bench.order(order)).state is State.CANCELLED
