"""Several processes on one PostgreSQL database: nothing runs twice, and nothing stays behind."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.books import Books
from bot.domain.jobs import Claim, Job
from bot.store import Store
from bot.store.trouble import CommitLostError, StoreAwayError
from tests.postgres import PostgresServer
from tests.store_samples import StoreHome, add, bury, draft, want

ROOT = Path(__file__).parents[2]
CLAIM_AND_TELL = """
import asyncio, sys
from tests.store_samples import StoreHome

async def main():
    async with StoreHome(sys.argv[1]).opened(lease_s=float(sys.argv[2])) as store:
        claims = await store.queue.claim(100)
        print(len(claims), flush=True)
        await asyncio.sleep(3600)

asyncio.run(main())
"""
PATIENCE_S = 20.0


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():  # noqa: ASYNC110 - looks at another process
            await asyncio.sleep(0.05)


async def test_two_replicas_claim_two_hundred_jobs_and_none_twice(
    replicas: tuple[Store, Store],
) -> None:
    def ask(books: Books) -> None:
        for index in range(200):
            books.add(Job(f"job:{index}", "x"))

    await replicas[0].ledger.write(ask)

    async def claim_all(store: Store) -> list[str]:
        found: list[str] = []
        while claims := await store.queue.claim(7):
            found += [claim.job.key for claim in claims]
        return found

    shares = await asyncio.gather(*(claim_all(store) for store in replicas * 2))

    claimed = Counter(key for share in shares for key in share)
    assert len(claimed) == 200
    assert set(claimed.values()) == {1}


class Lanes:
    """Runs jobs of several workers, and watches that no lane runs two at once."""

    def __init__(self) -> None:
        self.running = Counter[str]()
        self.collisions: list[str] = []
        self.runs = 0

    async def work(self, store: Store, stop: asyncio.Event) -> None:
        while not stop.is_set():
            claims = await store.queue.claim(4)
            await asyncio.gather(*(self._run(store, claim) for claim in claims))
            if not claims:
                await asyncio.sleep(0.01)

    async def _run(self, store: Store, claim: Claim) -> None:
        lane = claim.job.lane
        self.running[lane] += 1
        self.runs += 1
        if self.running[lane] > 1:
            self.collisions.append(claim.job.key)
        await asyncio.sleep(0.002)
        # The row is free as soon as the commit is done, which is before we hear of it.
        self.running[lane] -= 1
        if claim.fence % 5 == 0:
            await bury(store, claim, "now and then one dies, and is revived later")
        else:
            await store.queue.done(claim)


async def test_a_lane_never_runs_two_jobs_at_once_whatever_revives(
    replicas: tuple[Store, Store],
) -> None:
    lanes, stop = Lanes(), asyncio.Event()

    async def ask(store: Store, turn: int) -> None:
        for index in range(120):
            lane = f"lane {index % 4}"
            # Old keys come back all the time: as new jobs, as revived ones, while others run.
            await want(store, Job(f"{lane}:{(index + turn) % 5}", "x", lane=lane))

    workers = [asyncio.create_task(lanes.work(store, stop)) for store in replicas * 2]
    await asyncio.gather(*(ask(store, turn) for turn, store in enumerate(replicas * 2)))

    async def drained() -> bool:
        counts = await replicas[0].queue.counts()
        return counts.due + counts.running == 0

    await until(drained)
    stop.set()
    await asyncio.gather(*workers)
    assert lanes.collisions == []
    assert lanes.runs > 100


async def test_the_leases_of_a_killed_replica_are_taken_over_when_they_end(
    database: StoreHome,
) -> None:
    async with database.opened() as store:
        await add(store, *(Job(f"job:{index}", "x") for index in range(5)))
        with subprocess.Popen(  # noqa: S603, ASYNC220 - runs this very interpreter
            [sys.executable, "-c", CLAIM_AND_TELL, database.url, "1"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            claimed = await asyncio.to_thread(child.stdout.readline)
            child.send_signal(signal.SIGKILL)

        async def taken_over() -> bool:
            found.extend(await store.queue.claim(10))
            return len(found) == 5

        found: list[Claim] = []
        await until(taken_over)

    assert claimed == "5\n"
    assert {claim.fence for claim in found} == {2}


async def test_work_of_one_replica_wakes_the_other(replicas: tuple[Store, Store]) -> None:
    one, other = replicas
    tries = iter(range(1000))

    async def woken() -> bool:
        other.work.clear()
        await add(one, Job(f"job:{next(tries)}", "x"))
        await asyncio.sleep(0.1)
        return other.work.is_set()

    await until(woken)


LISTENING = "FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"


async def test_a_replica_that_was_cut_off_hears_again(
    replicas: tuple[Store, Store], database: StoreHome
) -> None:
    one, other = replicas

    async def both_listen() -> bool:
        return await database.execute(f"SELECT count(*) {LISTENING}") == [(2,)]

    async def both_woken() -> bool:
        return one.work.is_set() and other.work.is_set()

    await until(both_listen)
    await database.execute(f"SELECT pg_terminate_backend(pid) {LISTENING}")
    await until(both_woken)
    await until(both_listen)
    one.work.clear()
    other.work.clear()

    await add(one, Job("job", "x"))

    await asyncio.wait_for(other.work.wait(), PATIENCE_S)


class Load:
    """Places orders on several replicas at once, and remembers what each unit told."""

    def __init__(self, replicas: tuple[Store, Store]) -> None:
        self._stop = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._place(store, f"{number}{task}"))
            for number, store in enumerate(replicas)
            for task in range(4)
        ]
        self.told: dict[str, str] = {}

    def those(self, told: str) -> set[str]:
        return {order_id for order_id, outcome in self.told.items() if outcome == told}

    async def end(self) -> None:
        self._stop.set()
        await asyncio.gather(*self._tasks)

    async def grow(self, by: int) -> None:
        size = len(self.told) + by

        async def grown() -> bool:
            return len(self.told) >= size

        await until(grown)

    async def _place(self, store: Store, name: str) -> None:
        index = 0
        while not self._stop.is_set():
            index += 1
            order = draft(f"{name}-{index}")
            try:
                await store.ledger.write(lambda books, order=order: books.open_order(order))
                self.told[order.id] = "returned"
            except CommitLostError:
                self.told[order.id] = "unknown"
            except StoreAwayError:
                self.told[order.id] = "failed"


async def test_units_that_returned_survive_a_crash_of_the_server(
    postgres: PostgresServer, replicas: tuple[Store, Store]
) -> None:
    """And those that failed wrote nothing, unless it was the commit that got lost."""
    load = Load(replicas)
    for _ in range(3):
        await asyncio.to_thread(postgres.stop, "immediate")
        await asyncio.to_thread(postgres.start)
        await load.grow(by=50)
    await load.end()

    orders = await replicas[0].ledger.read(lambda books: books.orders_of("UANA", 10**6))
    there = {order.id for order in orders}
    assert load.those("returned") <= there
    assert not load.those("failed") & there
    assert there <= load.those("returned") | load.those("unknown")
    assert len(there) > 100
