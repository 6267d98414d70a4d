"""Every store runs jobs like this."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import LeaseLostError
from bot.domain.jobs import Claim, Job
from bot.store import Counts, Store
from tests.store_samples import StoreHome, add, bury, claim_one, keys, want

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
FAR_OFF = datetime(2100, 1, 1, tzinfo=UTC)
JOB = Job("buy:1", "buy", payload={"order": "1"})


@pytest.fixture
async def forgetful(home: StoreHome) -> AsyncIterator[Store]:
    """A store whose leases have ended as soon as they are given."""
    async with home.opened(lease_s=0) as store:
        yield store


async def test_a_job_is_claimed_with_all_that_was_asked(store: Store) -> None:
    await add(store, JOB)

    claim = await claim_one(store)

    assert (claim.job.key, claim.job.kind, claim.job.payload) == ("buy:1", "buy", {"order": "1"})
    assert (claim.fence, claim.wanted, claim.attempts) == (1, 1, 0)


async def test_a_claimed_job_is_not_claimed_again(store: Store) -> None:
    await add(store, JOB)
    await claim_one(store)

    assert await keys(store) == []


async def test_a_job_waits_for_its_time(store: Store) -> None:
    await add(store, Job("later", "x", FAR_OFF), Job("now", "x"), Job("overdue", "x", LONG_AGO))

    assert await keys(store) == ["overdue", "now"]


async def test_no_more_jobs_are_claimed_than_asked(store: Store) -> None:
    await add(store, *(Job(f"job:{index}", "x") for index in range(5)))

    first = await store.queue.claim(3)
    rest = await store.queue.claim(3)

    assert [len(first), len(rest)] == [3, 2]


async def test_no_more_of_a_kind_are_claimed_than_there_is_room_for(store: Store) -> None:
    await add(store, *(Job(f"buy:{index}", "buy") for index in range(3)), Job("draw:1", "draw"))

    claims = await store.queue.claim(9, {"buy": 2})

    assert [claim.job.key for claim in claims] == ["buy:0", "buy:1", "draw:1"]
    assert await keys(store) == ["buy:2"]


async def test_a_kind_without_room_keeps_no_other_from_being_claimed(store: Store) -> None:
    await add(store, *(Job(f"buy:{index}", "buy", LONG_AGO) for index in range(3)))
    await add(store, Job("draw:1", "draw"))

    claims = await store.queue.claim(1, {"buy": 0})

    assert [claim.job.key for claim in claims] == ["draw:1"]


async def test_a_waiting_job_that_is_added_again_stays_as_it_is(store: Store) -> None:
    await add(store, JOB, Job("buy:1", "buy", LONG_AGO, payload={"order": "another"}))

    claim = await claim_one(store)

    assert (claim.wanted, claim.job.payload) == (1, {"order": "1"})
    assert claim.job.run_at != LONG_AGO


async def test_adding_does_not_hurry_a_job(store: Store) -> None:
    await add(store, Job("buy:1", "buy", FAR_OFF), JOB)

    assert await keys(store) == []


async def test_a_job_that_is_added_while_it_runs_runs_once_more(store: Store) -> None:
    await add(store, JOB)
    claim = await claim_one(store)

    await add(store, JOB)
    await store.queue.done(claim)

    assert await keys(store) == ["buy:1"]


async def test_a_job_that_is_done_is_gone(store: Store) -> None:
    await add(store, JOB)

    await store.queue.done(await claim_one(store))

    assert await store.queue.counts() == Counts(0, 0, 0, 0)


async def test_wanting_hurries_a_job(store: Store) -> None:
    await add(store, Job("draw:1", "draw", FAR_OFF))

    await want(store, Job("draw:1", "draw"))

    assert (await claim_one(store)).wanted == 2


async def test_wanting_with_a_time_hurries_no_more_than_that(store: Store) -> None:
    await want(store, Job("draw:1", "draw", FAR_OFF))
    await want(store, Job("draw:1", "draw", FAR_OFF - timedelta(days=1)))

    (listed,) = await store.queue.listing()

    assert listed.job.run_at == FAR_OFF - timedelta(days=1)


async def test_many_wishes_are_one_run_and_one_more_while_it_runs(store: Store) -> None:
    for _ in range(5):
        await want(store, Job("draw:1", "draw"))
    first = await claim_one(store)

    for _ in range(5):
        await want(store, Job("draw:1", "draw"))
    meanwhile = await keys(store)
    await store.queue.done(first)
    second = await claim_one(store)
    await store.queue.done(second)

    assert meanwhile == []
    assert (first.wanted, second.wanted, second.fence) == (5, 10, 2)
    assert await keys(store) == []


async def test_a_lane_runs_one_job_after_the_other_oldest_first(store: Store) -> None:
    await add(store, Job("a", "x", lane="01A"), Job("b", "x", LONG_AGO, lane="01A"))
    await add(store, Job("c", "x", lane="01B"), Job("d", "x"), Job("e", "x"))

    first = await store.queue.claim(10)
    while_it_runs = await keys(store)
    (running,) = (claim for claim in first if claim.job.key == "a")
    await store.queue.done(running)

    assert sorted(claim.job.key for claim in first) == ["a", "c", "d", "e"]
    assert while_it_runs == []
    assert await keys(store) == ["b"]


async def test_a_job_that_waits_for_its_time_holds_its_lane(store: Store) -> None:
    await add(store, Job("first", "x", FAR_OFF, lane="01A"), Job("second", "x", lane="01A"))

    assert await keys(store) == []


async def test_a_dead_job_frees_its_lane(store: Store) -> None:
    await add(store, Job("first", "x", lane="01A"), Job("second", "x", lane="01A"))

    await bury(store, await claim_one(store))

    assert await keys(store) == ["second"]


async def test_a_job_given_back_comes_again_at_its_time(store: Store) -> None:
    await add(store, JOB)

    await store.queue.again(await claim_one(store), None)
    second = await claim_one(store)
    await store.queue.again(second, FAR_OFF)

    assert (second.fence, second.attempts) == (2, 0)
    assert await keys(store) == []


async def test_an_error_counts_as_a_failed_attempt(store: Store) -> None:
    await add(store, JOB)

    await store.queue.again(await claim_one(store), None, "no route")
    (listed,) = await store.queue.listing()

    assert (listed.attempts, listed.error, listed.running) == (1, "no route", False)
    assert (await claim_one(store)).attempts == 1


async def test_a_job_wanted_while_it_ran_does_not_wait(store: Store) -> None:
    await add(store, JOB)
    claim = await claim_one(store)

    await want(store, JOB)
    await store.queue.again(claim, FAR_OFF)

    assert await keys(store) == ["buy:1"]


async def test_a_job_that_failed_waits_though_it_was_wanted(store: Store) -> None:
    await add(store, JOB)
    claim = await claim_one(store)

    await want(store, JOB)
    await store.queue.again(claim, FAR_OFF, "slow down")

    assert await keys(store) == []


async def test_a_dead_job_is_listed_and_not_claimed(store: Store) -> None:
    await add(store, JOB)

    await bury(store, await claim_one(store))

    (listed,) = await store.queue.listing()
    assert await keys(store) == []
    assert listed.dead_at is not None
    assert listed.error == "it never works"


async def test_the_dead_are_counted_and_nothing_else(store: Store) -> None:
    await add(store, JOB)
    await bury(store, await claim_one(store))
    await add(store, Job("other", "x"), Job("later", "x", FAR_OFF))

    assert await store.ledger.read(lambda books: books.given_up()) == 1


@pytest.mark.parametrize("ask", [add, want])
async def test_asking_for_a_dead_job_revives_it(store: Store, ask: type) -> None:
    await add(store, JOB)
    await store.queue.again(await claim_one(store), None, "no route")
    await bury(store, await claim_one(store))

    await ask(store, Job("buy:1", "buy", payload={"order": "new"}))

    claim = await claim_one(store)
    assert (claim.attempts, claim.fence, claim.job.payload) == (0, 3, {"order": "new"})


async def test_an_older_job_that_revives_waits_for_the_younger_one_that_runs(store: Store) -> None:
    await add(store, Job("older", "x", lane="01A"), Job("younger", "x", lane="01A"))
    await bury(store, await claim_one(store))
    younger = await claim_one(store)

    await want(store, Job("older", "x", lane="01A"))
    while_it_runs = await keys(store)
    await store.queue.done(younger)

    assert while_it_runs == []
    assert await keys(store) == ["older"]


async def test_a_lease_that_ended_is_claimed_by_another(forgetful: Store) -> None:
    await add(forgetful, JOB)

    first, second = await claim_one(forgetful), await claim_one(forgetful)

    assert (first.fence, second.fence) == (1, 2)


async def test_who_lost_the_lease_changes_nothing_any_more(forgetful: Store) -> None:
    await add(forgetful, JOB)
    stale, current = await claim_one(forgetful), await claim_one(forgetful)

    await forgetful.queue.done(stale)
    await forgetful.queue.again(stale, FAR_OFF, "stale")
    await bury(forgetful, stale, "stale")

    assert not await forgetful.queue.renew(stale)
    assert await forgetful.queue.renew(current)
    (listed,) = await forgetful.queue.listing()
    assert (listed.attempts, listed.dead_at, listed.error) == (0, None, "")


async def test_the_holder_of_a_lease_holds_it(store: Store) -> None:
    await add(store, JOB)
    claim = await claim_one(store)

    await store.ledger.write(lambda books: books.holds(claim))

    assert await store.queue.renew(claim)


async def test_an_ended_lease_holds_nothing_and_the_unit_with_it(forgetful: Store) -> None:
    await add(forgetful, JOB)
    claim = await claim_one(forgetful)

    with pytest.raises(LeaseLostError):
        await forgetful.ledger.write(lambda books: books.holds(claim))


async def test_a_job_that_is_gone_holds_nothing(store: Store) -> None:
    await add(store, JOB)
    claim = await claim_one(store)
    await store.queue.done(claim)

    with pytest.raises(LeaseLostError):
        await store.ledger.write(lambda books: books.holds(claim))
    assert not await store.queue.renew(claim)


async def test_the_counts_tell_due_running_waiting_and_dead(store: Store) -> None:
    await add(store, Job("dead", "x"))
    await bury(store, await claim_one(store), "why")
    await add(store, Job("running", "x"))
    await claim_one(store)
    await add(store, Job("due", "x"), Job("later", "x", FAR_OFF), Job("much later", "x", FAR_OFF))

    assert await store.queue.counts() == Counts(due=1, running=1, waiting=2, dead=1)


async def test_due_work_wakes_the_worker_and_later_work_does_not(store: Store) -> None:
    await add(store, Job("later", "x", FAR_OFF))
    woken_by_later = store.work.is_set()
    await add(store, JOB)
    woken_by_due = store.work.is_set()
    store.work.clear()
    await want(store, JOB)

    assert (woken_by_later, woken_by_due, store.work.is_set()) == (False, True, True)


async def test_the_end_of_a_job_wakes_the_worker_for_the_next_of_its_lane(store: Store) -> None:
    await add(store, Job("first", "x", lane="01A"), Job("second", "x", lane="01A"))
    claim = await claim_one(store)
    store.work.clear()

    await store.queue.done(claim)

    assert store.work.is_set()


async def test_jobs_of_a_unit_that_fails_are_not_added(store: Store) -> None:
    def ask_and_fail(claim: Claim) -> None:
        raise LeaseLostError(claim.job.key)

    await add(store, JOB)
    claim = await claim_one(store)
    store.work.clear()

    with pytest.raises(LeaseLostError):
        await store.ledger.write(lambda books: (books.add(Job("new", "x")), ask_and_fail(claim)))

    assert await keys(store) == []
    assert not store.work.is_set()
