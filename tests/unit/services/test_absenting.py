"""Approvers go away and come back, which the record, the cards and their backups learn."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import jobs
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order, Person
from bot.domain.picture import Picture, ReplyKind
from bot.domain.policy import Act
from bot.domain.rules import Tier, Times
from bot.services.absenting import PACE, Absence
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, MEI, Bench

RAJ = Person("URAJ", "raj")
BACK_ON = date(2026, 12, 2)
NEW_YORK = Times(ZoneInfo("America/New_York"))
UNTIL = datetime(2026, 12, 2, tzinfo=NEW_YORK.zone)


@pytest.fixture
def bench(bench: Bench) -> Bench:
    bench.policy = replace(bench.policy, times=NEW_YORK)
    return bench


async def say(bench: Bench, person: Person, until: date | None = BACK_ON, *, key: str = "") -> None:
    await bench.absenting.say(Absence(key or bench.key(), person.id, until, "url"))
    await bench.work(Kind.ABSENCE)
    await bench.work(Kind.ESCALATE, Kind.DRAW, Kind.ANSWER)


async def waiting(bench: Bench) -> Order:
    order = await bench.placed()
    await bench.work(Kind.CHECK, Kind.ESCALATE, Kind.DRAW)
    return await bench.order(order)


async def time_is_up(bench: Bench) -> datetime | None:
    """Run by hand the job that ends Mei's absence: it is due by the business clock."""
    return await bench.absenting.settle(Claim(jobs.back("UMEI", UNTIL), 1, 1, 0))


async def away(bench: Bench, *people: str) -> dict[str, object]:
    now = bench.clock.now()
    return dict(await bench.store.ledger.read(lambda books: books.absences(people, now)))


def answers(bench: Bench) -> list[tuple[str, ReplyKind, str]]:
    return [(user, reply.kind, reply.detail) for user, reply, _ in bench.announcer.replies]


def newest(bench: Bench, kind: str) -> Picture:
    return [picture for drawn, picture in bench.announcer.redrawn if drawn == kind][-1]


async def test_an_absence_ends_as_that_day_begins_in_the_policys_zone(bench: Bench) -> None:
    await say(bench, MEI)

    assert await away(bench, "UMEI") == {"UMEI": UNTIL}
    assert answers(bench) == [("UMEI", ReplyKind.AWAY, "2026-12-02")]
    assert await bench.events("UMEI") == ["away"]


async def test_who_comes_back_is_there_again(bench: Bench) -> None:
    await say(bench, MEI)
    await say(bench, MEI, None)

    assert await away(bench, "UMEI") == {}
    assert [kind for _, kind, _ in answers(bench)] == [ReplyKind.AWAY, ReplyKind.BACK]
    assert await bench.events("UMEI") == ["away", "back"]


async def test_who_approves_nothing_is_told_that_it_changes_nothing(bench: Bench) -> None:
    await say(bench, ANA)
    await say(bench, ANA, None)

    assert await away(bench, "UANA") == {}
    assert [kind for _, kind, _ in answers(bench)] == [ReplyKind.AWAY_NOTHING] * 2
    assert await bench.events("UANA") == []


async def test_an_absence_ends_by_itself(bench: Bench) -> None:
    await waiting(bench)
    await say(bench, MEI)
    promised = {each.job.key for each in await bench.store.queue.listing()}
    bench.clock.at = UNTIL

    await time_is_up(bench)
    await bench.work(Kind.DRAW)

    assert jobs.back("UMEI", UNTIL).key in promised
    assert await bench.events("UMEI") == ["away", "back"]
    assert newest(bench, "approval").away == {}
    assert [kind for _, kind, _ in answers(bench)] == [ReplyKind.AWAY]


async def test_an_absence_that_was_made_longer_does_not_end_early(bench: Bench) -> None:
    await say(bench, MEI)
    await say(bench, MEI, date(2026, 12, 9))
    bench.clock.at = UNTIL

    again = await time_is_up(bench)

    assert again == UNTIL + timedelta(days=7)
    assert await away(bench, "UMEI") == {"UMEI": UNTIL + timedelta(days=7)}
    assert await bench.events("UMEI") == ["away", "away"]


async def test_a_command_that_comes_twice_is_one_event(bench: Bench) -> None:
    await say(bench, MEI, key="same")
    await say(bench, MEI, key="same")

    assert await bench.events("UMEI") == ["away"]


async def test_a_job_that_runs_twice_is_one_event(bench: Bench) -> None:
    await bench.absenting.say(Absence("key", MEI.id, BACK_ON, "url"))
    [claim] = [c for c in await bench.store.queue.claim(9) if c.job.kind == Kind.ABSENCE]

    for fence in (1, 2):
        await bench.absenting.settle(Claim(claim.job, fence, 1, 0))

    assert await bench.events("UMEI") == ["away"]


async def test_the_cards_of_what_waits_say_who_is_away(bench: Bench) -> None:
    await waiting(bench)

    await say(bench, RAJ)

    assert newest(bench, "approval").away == {"URAJ": BACK_ON}
    assert newest(bench, "root").only is None


async def test_cards_follow_at_a_pace_that_leaves_room_for_decisions(bench: Bench) -> None:
    bench.clock.at = NOON.replace(year=2099)  # The queue goes by the time of today.
    for _ in range(3):
        await waiting(bench)
    bench.announcer.redrawn.clear()

    await say(bench, MEI, bench.absenting.example)

    listed = await bench.store.queue.listing()
    due = {each.job.run_at for each in listed if each.job.kind == Kind.DRAW}
    assert {kind for kind, _ in bench.announcer.redrawn} == {"root", "approval"}
    assert len(bench.announcer.redrawn) == 2
    assert due == {bench.clock.at + PACE, bench.clock.at + 2 * PACE}


async def test_only_what_a_person_could_decide_is_drawn_again(bench: Bench) -> None:
    await waiting(bench)
    bench.policy = replace(
        bench.policy, tiers=(Tier("all", above_quantity=1, approvers=("UOLU",)),)
    )
    bench.announcer.redrawn.clear()

    await say(bench, MEI)

    assert bench.announcer.redrawn == []


async def test_an_approval_counts_even_from_who_is_away(bench: Bench) -> None:
    order = await waiting(bench)
    await say(bench, MEI)

    await bench.decide(Act.APPROVE, order, MEI)

    assert (await bench.order(order)).decided_by is not None


async def test_when_the_last_approver_goes_backups_are_asked_at_once(bench: Bench) -> None:
    bench.policy = replace(bench.policy, backup_approvers=("UOLU",))
    order = await waiting(bench)
    await say(bench, MEI)
    one_is_left = (await bench.order(order)).escalated_at

    await say(bench, RAJ)

    assert one_is_left is None
    assert (await bench.order(order)).escalated_at == NOON
    assert newest(bench, "root").backups == ("UOLU",)


async def test_when_the_last_goes_and_there_is_no_backup_the_card_says_so(bench: Bench) -> None:
    await waiting(bench)
    await say(bench, MEI)
    await say(bench, RAJ)
    alone = newest(bench, "root").only

    await say(bench, RAJ, None)

    assert alone == 0
    assert newest(bench, "root").only is None


async def test_whoever_can_not_be_checked_may_say_so_too(bench: Bench) -> None:
    bench.directory.broken = True

    await say(bench, MEI)

    assert await away(bench, "UMEI") == {"UMEI": UNTIL}


@pytest.mark.parametrize(
    ("until", "may"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), False),
        (date(2026, 11, 24), True),
        (date(2027, 11, 23), True),
        (date(2028, 1, 1), False),
    ],
)
def test_an_absence_ends_after_today_and_within_a_year(
    bench: Bench,
    until: date,
    may: bool,  # noqa: FBT001 - a case
) -> None:
    assert bench.absenting.may_last(until) is may


def test_today_is_the_policys(bench: Bench) -> None:
    bench.clock.at = NOON.replace(hour=3)

    assert bench.absenting.may_last(date(2026, 11, 23))
    assert bench.absenting.example == date(2026, 11, 29)
