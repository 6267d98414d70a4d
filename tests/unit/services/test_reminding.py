"""Approvers are reminded of what waits, once a period, by day, and only of what has waited."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.books import Books
from bot.domain import jobs
from bot.domain.digest import Digest
from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order, State
from bot.domain.policy import Act
from bot.domain.rules import Notify, Policy, Times, Way
from tests.fakes import NOON
from tests.unit.services.conftest import Bench

HOUR = timedelta(hours=1)
PERIOD = 4 * HOUR
DAY = timedelta(days=1)
GONE = SlackRefusedError("no", code="not_in_channel")
# By day means around the clock here, so that a test may move the clock as it likes.
ALWAYS = Times(quiet_from=Times().quiet_until)
BY_DM = Notify(approvers=Way.DM)


@pytest.fixture
def bench(bench: Bench) -> Bench:
    bench.policy = replace(bench.policy, times=ALWAYS)
    return bench


async def waiting(bench: Bench) -> Order:
    """An order that waits for a decision from now on."""
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    return await bench.order(order)


async def remind(bench: Bench) -> None:
    """Let the bot look at what waits, and say what it has to."""
    await look(bench)
    await bench.work(Kind.DIGEST, Kind.DRAW)


async def look(bench: Bench) -> list[object]:
    await bench.store.ledger.write(lambda books: books.want(jobs.remind()))
    return [*await bench.work(Kind.REMIND)]


async def digest_claims(bench: Bench) -> list[Claim]:
    claims = await bench.store.queue.claim(100)
    return [Claim(c.job, 1, c.wanted, 0) for c in claims if c.job.kind == Kind.DIGEST]


async def is_away(bench: Bench, person: str) -> None:
    until = NOON + 9 * DAY
    await bench.store.ledger.write(lambda books: books.set_absence(person, until))


def _now(books: Books, order: Order) -> Order:
    found = books.order(order.id)
    assert found is not None
    return found


def said(bench: Bench) -> Sequence[tuple[str, list[int]]]:
    """Where which orders were told of."""
    return [(to, [each.number for each in digest.orders]) for to, digest in digests(bench)]


def digests(bench: Bench) -> Sequence[tuple[str, Digest]]:
    return bench.announcer.digests


async def test_an_order_is_told_of_once_it_has_waited_a_period(bench: Bench) -> None:
    order = await waiting(bench)
    bench.clock.move(hours=3, minutes=59)
    await remind(bench)
    early = list(said(bench))
    bench.clock.move(minutes=1)

    await remind(bench)

    assert early == []
    assert said(bench) == [("CAPPROVE", [order.number])]
    assert (await bench.order(order)).reminded_at == NOON + PERIOD


async def test_all_that_waits_is_told_of_in_one_message_a_period(bench: Bench) -> None:
    first = await waiting(bench)
    bench.clock.move(hours=1)
    second = await waiting(bench)
    for _ in range(2 * 4):
        bench.clock.move(hours=1)
        await remind(bench)

    assert said(bench) == [
        ("CAPPROVE", [first.number]),
        ("CAPPROVE", [first.number, second.number]),
    ]


async def test_the_bot_looks_again_when_the_next_order_has_waited_a_period(bench: Bench) -> None:
    nothing = await look(bench)
    await waiting(bench)
    bench.clock.move(hours=1)
    one = await look(bench)
    bench.clock.move(hours=3)
    told = await look(bench)

    assert nothing == [NOON + PERIOD]
    assert one == [NOON + PERIOD]
    assert told == [NOON + 2 * PERIOD]


@pytest.mark.parametrize("act", [Act.DENY, Act.CANCEL, Act.APPROVE])
async def test_what_is_decided_is_not_told_of(bench: Bench, act: Act) -> None:
    order = await waiting(bench)
    bench.clock.move(hours=4)
    await look(bench)
    await bench.decide(act, order)

    await bench.work(Kind.DIGEST)

    assert said(bench) == []


async def test_nobody_is_reminded_in_quiet_hours_or_on_a_day_off(bench: Bench) -> None:
    bench.policy = replace(bench.policy, times=Times())
    await waiting(bench)
    bench.clock.move(hours=6)
    evening = await look(bench)
    bench.clock.move(days=4, hours=18)  # Saturday noon
    day_off = await look(bench)

    await bench.work(Kind.DIGEST)

    assert evening == [NOON + timedelta(hours=20)]
    assert day_off == [NOON + timedelta(days=6, hours=20)]
    assert said(bench) == []


async def test_a_message_that_comes_late_into_quiet_hours_is_not_said(bench: Bench) -> None:
    bench.policy = replace(bench.policy, times=Times())
    await waiting(bench)
    bench.clock.move(hours=4)
    await look(bench)
    bench.clock.move(hours=3)

    await bench.work(Kind.DIGEST)

    assert said(bench) == []


@pytest.mark.parametrize(
    ("times", "notify"),
    [(replace(ALWAYS, remind_every=timedelta(0)), Notify()), (ALWAYS, Notify(approvers=Way.NONE))],
)
async def test_without_reminders_nobody_looks(bench: Bench, times: Times, notify: Notify) -> None:
    bench.policy = replace(bench.policy, times=times, notify=notify)
    await waiting(bench)
    bench.clock.move(hours=9)

    assert await look(bench) == [None]
    assert said(bench) == []


async def test_two_replicas_begin_one_round(bench: Bench) -> None:
    await waiting(bench)
    bench.clock.move(hours=4)
    await bench.store.ledger.write(lambda books: books.want(jobs.remind()))
    [claim] = [c for c in await bench.store.queue.claim(100) if c.job.kind == Kind.REMIND]
    handler = bench.handlers[Kind.REMIND]

    again = [await handler(claim), await handler(claim)]
    bench.clock.move(minutes=1)
    await handler(claim)
    await bench.work(Kind.DIGEST)

    assert again == [NOON + 2 * PERIOD] * 2
    assert len(said(bench)) == 1


async def test_a_restart_says_nothing_anew(bench: Bench) -> None:
    await waiting(bench)
    bench.clock.move(hours=4)
    await remind(bench)
    await waiting(bench)
    await bench.restart()
    bench.clock.move(hours=3)

    await remind(bench)

    assert len(said(bench)) == 1


async def test_what_was_posted_before_a_crash_is_not_posted_again(bench: Bench) -> None:
    order = await waiting(bench)
    bench.clock.move(hours=4)
    await look(bench)
    [claim] = await digest_claims(bench)
    deliver = bench.handlers[Kind.DIGEST]
    await deliver(claim)
    # The crash came before anything was written down.
    await bench.store.ledger.write(lambda books: books.amend(_now(books, order), reminded_at=None))

    await deliver(replace(claim, fence=2))

    assert len(said(bench)) == 1
    assert (await bench.order(order)).reminded_at is not None


async def test_a_message_that_slack_does_not_take_is_tried_again_within_its_period(
    bench: Bench,
) -> None:
    order = await waiting(bench)
    bench.clock.move(hours=4)
    await look(bench)
    [claim] = await digest_claims(bench)
    bench.announcer.refuses = {"CAPPROVE": SlackUnavailableError("away")}

    again = await bench.handlers[Kind.DIGEST](claim)
    bench.clock.move(hours=4)
    given_up = await bench.handlers[Kind.DIGEST](claim)

    assert again == NOON + PERIOD + timedelta(seconds=1)
    assert given_up is None
    assert (await bench.order(order)).reminded_at is None


async def test_a_channel_that_is_closed_leaves_the_order_to_the_next_round(bench: Bench) -> None:
    order = await waiting(bench)
    bench.clock.move(hours=4)
    bench.announcer.refuses = {"CAPPROVE": GONE}
    await remind(bench)
    bench.announcer.refuses = {}
    unsaid = (await bench.order(order)).reminded_at
    bench.clock.move(hours=4)

    await remind(bench)

    assert unsaid is None
    assert said(bench) == [("CAPPROVE", [order.number])]


async def test_a_first_reminder_gives_the_requester_a_button(bench: Bench) -> None:
    await waiting(bench)
    await bench.work(Kind.DRAW)
    bench.clock.move(hours=4)

    await remind(bench)

    assert sorted(kind for kind, _ in bench.announcer.redrawn) == ["approval", "root"]


async def test_no_order_expires_within_a_working_day_of_a_reminder(bench: Bench) -> None:
    order = await waiting(bench)
    bench.clock.move(days=2, hours=12)
    await remind(bench)
    bench.clock.move(hours=12)
    await bench.expire(order)
    moved = await bench.order(order)
    bench.clock.move(hours=12)

    await bench.expire(order)

    assert moved.state is State.AWAITING_APPROVAL
    assert moved.expires_at == order.expires_at + timedelta(hours=12)
    assert (await bench.order(order)).state is State.EXPIRED
    assert "postponed" in await bench.events(order.id)


async def test_a_warning_that_was_said_names_the_later_deadline(bench: Bench) -> None:
    order = await waiting(bench)
    bench.clock.move(days=2)
    await bench.expire(order)
    await bench.work(Kind.DRAW)
    bench.clock.move(hours=12)

    await remind(bench)

    drawn = dict(bench.announcer.redrawn)
    assert drawn["notice:deadline"].order.expires_at > order.expires_at
    assert bench.announcer.kinds().count("notice:deadline") == 1


async def test_a_decided_order_leaves_its_warning_as_it_is(bench: Bench) -> None:
    order = await waiting(bench)
    bench.clock.move(days=2)
    await bench.expire(order)
    await bench.work(Kind.DRAW)
    await bench.decide(Act.DENY, order)

    await bench.store.ledger.write(lambda books: books.want(jobs.draw(order.id, "notice:deadline")))
    await bench.work(Kind.DRAW)

    assert "notice:deadline" not in dict(bench.announcer.redrawn)


async def test_the_reminder_says_the_deadline_that_it_brings(bench: Bench) -> None:
    order = await waiting(bench)
    bench.clock.move(days=2, hours=12)

    await remind(bench)

    [(_, digest)] = digests(bench)
    assert digest.orders[0].expires_at == (await bench.order(order)).expires_at


async def test_reminders_end_so_that_a_deadline_moves_once(bench: Bench) -> None:
    bench.clock.tick = timedelta(microseconds=1)
    order = await waiting(bench)
    for _ in range(18 + 6):
        bench.clock.move(hours=4)
        await remind(bench)
        await bench.expire(order)

    told_at = [digest.at for _, digest in digests(bench)]
    assert told_at[-1] - NOON < 2 * DAY + HOUR
    assert len(told_at) == 2 * 24 // 4
    assert (await bench.order(order)).state is State.EXPIRED


async def test_reminders_by_dm_go_to_each_who_can_act(bench: Bench) -> None:
    bench.policy = replace(bench.policy, notify=BY_DM, backup_approvers=("UOLU",))
    bench.directory.groups["S1"] = frozenset({"UMEI", "URAJ", "UANA"})
    order = await waiting(bench)
    bench.clock.move(hours=4)

    await remind(bench)

    assert sorted(said(bench)) == [("DUMEI", [order.number]), ("DURAJ", [order.number])]
    assert all(digest.personal and not digest.mention for _, digest in digests(bench))


async def test_backups_are_reminded_too_once_they_were_asked(bench: Bench) -> None:
    bench.policy = replace(bench.policy, notify=BY_DM, backup_approvers=("UOLU",))
    order = await waiting(bench)
    await bench.store.ledger.write(lambda books: books.amend(_now(books, order), escalated_at=NOON))
    bench.clock.move(hours=4)

    await remind(bench)

    assert "DUOLU" in [to for to, _ in said(bench)]


async def test_while_nobody_can_say_who_approves_the_round_waits(bench: Bench) -> None:
    await waiting(bench)
    bench.clock.move(hours=4)
    bench.directory.broken = True
    again = await look(bench)
    bench.directory.broken = False

    await remind(bench)

    assert again == [NOON + PERIOD + timedelta(seconds=30)]
    assert len(said(bench)) == 1


@pytest.mark.parametrize(
    ("approvers", "mention"), [(("S1",), "S1"), (("S1", "UMEI"), ""), (("UMEI",), "")]
)
async def test_the_channels_message_pings_the_one_group_alone(
    bench: Bench, approvers: tuple[str, ...], mention: str
) -> None:
    bench.policy = Policy(approvers, times=ALWAYS)
    await waiting(bench)
    bench.clock.move(hours=4)

    await remind(bench)

    [(_, digest)] = digests(bench)
    assert digest.mention == mention


async def test_who_is_away_gets_no_reminder(bench: Bench) -> None:
    bench.policy = replace(bench.policy, notify=BY_DM)
    await waiting(bench)
    await is_away(bench, "URAJ")
    bench.clock.move(hours=4)

    await remind(bench)

    assert [to for to, _ in said(bench)] == ["DUMEI"]


async def test_a_group_with_somebody_away_is_not_pinged(bench: Bench) -> None:
    await waiting(bench)
    await is_away(bench, "URAJ")
    bench.clock.move(hours=4)

    await remind(bench)

    [(_, digest)] = digests(bench)
    assert digest.mention == ""
    assert digest.away == {"URAJ": (NOON + 9 * DAY).date()}


async def test_many_orders_are_counted_and_only_the_oldest_shown(bench: Bench) -> None:
    orders = [await waiting(bench) for _ in range(22)]
    bench.clock.move(hours=4)

    await remind(bench)

    [(_, digest)] = digests(bench)
    assert [each.number for each in digest.orders] == [each.number for each in orders[:20]]
    assert digest.more == 2
    assert (await bench.order(orders[-1])).reminded_at is not None
