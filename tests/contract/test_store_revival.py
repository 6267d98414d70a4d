"""Every store lets dead jobs rest, and revives them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Job
from bot.services.burying import Burying
from bot.store import Store
from tests.fakes import FakeClock
from tests.store_samples import StoreHome, add, bury, claim_one, keys, revive, want

FAR_OFF = datetime(2100, 1, 1, tzinfo=UTC)
JOB = Job("buy:1", "buy", payload={"order": "1"})


async def died(store: Store, home: StoreHome, *, ago: timedelta, deaths: int = 1) -> None:
    """Let the job die so often, the last time so long ago."""
    for _ in range(deaths):
        await want(store, JOB)
        await bury(store, await claim_one(store))
    earlier = f"dead_at - {ago // timedelta(microseconds=1)}"
    await home.execute(f"UPDATE jobs SET dead_at = {earlier}")  # noqa: S608 - our own words


@pytest.mark.parametrize(
    ("deaths", "ago", "revived"),
    [
        (1, timedelta(minutes=14), False),
        (1, timedelta(minutes=16), True),
        (2, timedelta(minutes=59), False),
        (2, timedelta(minutes=61), True),
        (5, timedelta(minutes=61), True),
    ],
)
async def test_self_repair_lets_a_dead_job_rest_and_a_second_time_longer(
    store: Store, home: StoreHome, deaths: int, ago: timedelta, *, revived: bool
) -> None:
    await died(store, home, ago=ago, deaths=deaths)

    await revive(store, JOB)

    assert await keys(store) == (["buy:1"] if revived else [])


async def test_what_is_given_up_and_the_alarm_about_it_are_written_together_or_not_at_all(
    store: Store,
) -> None:
    await want(store, JOB)
    claim = await claim_one(store)

    def stumble(books: Books) -> None:
        books.bury(claim, "it never works")
        books.add(jobs.given_up(claim.job))
        raise LookupError

    with pytest.raises(LookupError):
        await store.ledger.write(stumble)
    before = [(each.job.key, each.dead_at) for each in await store.queue.listing()]
    await Burying(store.ledger, FakeClock()).bury(claim, "it never works")

    after = [(each.job.key, bool(each.dead_at)) for each in await store.queue.listing()]
    assert before == [("buy:1", None)]
    assert after == [("buy:1", True), ("alert:given_up:buy:1", False)]


async def test_every_dead_job_that_has_rested_is_woken_whatever_it_is(
    store: Store, home: StoreHome
) -> None:
    await died(store, home, ago=timedelta(minutes=16))

    woken = await store.queue.wake_rested()

    assert (woken, await keys(store)) == (1, [JOB.key])


async def test_self_repair_adds_a_job_that_is_missing_and_leaves_one_that_waits(
    store: Store,
) -> None:
    await revive(store, Job("missing", "x"))
    await add(store, Job("waiting", "x", FAR_OFF))
    await revive(store, Job("waiting", "x"))

    assert await keys(store) == ["missing"]


async def test_an_operator_retries_a_dead_job_at_once(store: Store, home: StoreHome) -> None:
    await died(store, home, ago=timedelta(0))
    store.work.clear()

    assert await store.queue.retry("buy:1")

    assert store.work.is_set()
    assert (await claim_one(store)).attempts == 0


async def test_an_operator_retries_a_failed_job_before_its_time(store: Store) -> None:
    await add(store, JOB)
    await store.queue.again(await claim_one(store), FAR_OFF, "no route")

    assert await store.queue.retry("buy:1")

    assert await keys(store) == ["buy:1"]


async def test_only_what_is_dead_or_failed_is_retried(store: Store) -> None:
    await add(store, Job("timer", "x", FAR_OFF), Job("running", "x"))
    claim = await claim_one(store)
    await add(store, Job("waiting", "x"))

    tried = [await store.queue.retry(key) for key in ("timer", "running", "waiting", "no such")]

    assert tried == [False] * 4
    assert await store.queue.renew(claim)
