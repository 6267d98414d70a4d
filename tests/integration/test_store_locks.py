"""On PostgreSQL what must not happen at the same time waits, and nothing else does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.util import await_only

from bot.books import Books
from bot.domain.jobs import Job
from bot.domain.order import Order
from bot.domain.purchase import AttemptState
from bot.store import Store, migrate
from bot.store.books import SqlBooks
from bot.store.events import Sealer
from bot.store.locks import Gate
from bot.store.postgres import PostgresRunner
from tests.postgres import PAUSE, pausing, transaction
from tests.store_samples import (
    ANA,
    NOW,
    TN,
    StoreHome,
    add,
    bought,
    bury,
    claim_one,
    draft,
    keys,
    open_attempted,
    want,
)

PLACED, UNKNOWN = AttemptState.PLACED, AttemptState.UNKNOWN
PATIENCE_S = 8.0  # Well below the 10 s after which the server ends a statement that waits.


@pytest.fixture
async def runner(database: StoreHome) -> AsyncIterator[PostgresRunner]:
    runner = PostgresRunner(make_url(database.url), "test")
    yield runner
    await runner.close()


def inside(gate: Gate, name: str = "") -> str:
    return f"SELECT pg_advisory_xact_lock({gate.value}, hashtext('{name}'))"


@pytest.fixture
def at_the_gate() -> Iterator[list[Callable[[], Any]]]:
    """What happens once, between a claim's look at the jobs and its step into their lanes."""
    acts: list[Callable[[], Any]] = []

    def executed(*call: object) -> None:
        if "pg_try_advisory_xact_lock" in str(call[2]) and acts:
            await_only(acts.pop()())

    event.listen(Engine, "before_cursor_execute", executed)
    yield acts
    event.remove(Engine, "before_cursor_execute", executed)


async def test_a_job_that_is_locked_is_left_out_and_not_waited_for(
    store: Store, database: StoreHome
) -> None:
    await add(store, Job("a", "x"), Job("b", "x"))

    async with (
        transaction(database.url, "SELECT FROM jobs WHERE key = 'a' FOR UPDATE"),
        asyncio.timeout(PATIENCE_S),
    ):
        assert await keys(store) == ["b"]

    assert await keys(store) == ["a"]


async def test_a_lane_that_another_replica_looks_at_is_left_out(
    store: Store, database: StoreHome
) -> None:
    await add(store, Job("a", "x", lane="01A"), Job("b", "x", lane="01B"), Job("c", "x"))

    async with transaction(database.url, inside(Gate.LANE, "01A")), asyncio.timeout(PATIENCE_S):
        assert await keys(store) == ["b", "c"]

    assert await keys(store) == ["a"]


async def test_a_lane_is_read_anew_before_a_job_of_it_is_leased(
    store: Store, database: StoreHome, at_the_gate: list[Callable[[], Any]]
) -> None:
    await add(store, Job("older", "x", lane="01A"), Job("younger", "x", lane="01A"))
    await bury(store, await claim_one(store))

    async with database.opened() as other:

        async def overtake() -> None:
            await want(other, Job("older", "x", lane="01A"))
            overtaken.append((await claim_one(other)).job.key)

        overtaken: list[str] = []
        at_the_gate.append(overtake)
        claimed = await keys(store)

    assert (overtaken, claimed) == (["older"], [])


async def test_a_lease_is_held_beside_those_who_ask_for_the_job(store: Store) -> None:
    """One locks the order and then asks for the job, the other holds the job and then locks."""
    await store.ledger.write(lambda books: books.open_order(draft()))
    await add(store, Job("buy:01A", "buy"))
    claim = await claim_one(store)
    runs: list[str] = []

    def ask(books: Books) -> None:
        runs.append("ask")
        books.order("01A")
        books.want(Job("buy:01A", "buy"))

    def hold(books: Books) -> None:
        runs.append("hold")
        books.holds(claim)
        books.order("01A")

    units = [unit for _ in range(20) for unit in (ask, hold)]
    await asyncio.gather(*(store.ledger.write(unit) for unit in units))

    assert sorted(runs) == ["ask"] * 20 + ["hold"] * 20


async def test_nobody_claims_a_job_whose_lease_a_unit_relies_on(
    store: Store, database: StoreHome, runner: PostgresRunner
) -> None:
    await add(store, Job("buy:01A", "buy"))
    claim = await claim_one(store)

    async with pausing(database.url) as so_many_wait:
        relying = asyncio.create_task(runner.write(slowly(lambda books: books.holds(claim))))
        await so_many_wait(1)
        await database.execute("UPDATE jobs SET lease_until = 0")
        meanwhile = await keys(store)
    await relying

    assert meanwhile == []
    assert await keys(store) == ["buy:01A"]


async def test_an_answer_waits_for_an_earlier_one_and_takes_nothing_back(
    store: Store, database: StoreHome, runner: PostgresRunner
) -> None:
    _, attempt = await store.ledger.write(open_attempted)

    async with pausing(database.url) as so_many_wait:
        first = asyncio.create_task(
            runner.write(slowly(lambda books: books.settle(attempt, PLACED, "201")))
        )
        await so_many_wait(1)
        later = asyncio.create_task(
            store.ledger.write(lambda books: books.settle(attempt, UNKNOWN, "timeout"))
        )
        await so_many_wait(2)
    await asyncio.gather(first, later)

    (kept,) = await store.ledger.read(lambda books: books.attempts("01A"))
    assert kept.state is PLACED
    assert kept.answer == "201; later: unknown timeout"


async def test_whose_a_number_is_is_decided_after_purchases_under_way(
    store: Store, database: StoreHome, runner: PostgresRunner
) -> None:
    _, attempt = await store.ledger.write(open_attempted)

    async with pausing(database.url) as so_many_wait:
        recording = asyncio.create_task(
            runner.write(
                slowly(
                    lambda books: books.settle(attempt, PLACED, "201"),
                    lambda books: books.record(attempt, [bought()]),
                )
            )
        )
        await so_many_wait(1)
        deciding = asyncio.create_task(store.ledger.write(lambda books: books.owned([TN])))
        await so_many_wait(2)
    await recording

    assert await deciding == {TN}


async def test_of_two_requests_at_once_the_second_sees_the_first(
    store: Store, database: StoreHome, runner: PostgresRunner
) -> None:
    def twin(books: Books) -> Order | None:
        return books.open_twin(ANA.id, draft().request, NOW)

    async with pausing(database.url) as so_many_wait:
        first = asyncio.create_task(
            runner.write(slowly(twin, lambda books: books.open_order(draft("01A"))))
        )
        await so_many_wait(1)
        second = asyncio.create_task(store.ledger.write(twin))
        await so_many_wait(2)
    await first

    assert (found := await second) is not None
    assert found.id == "01A"


async def test_purchases_are_recorded_beside_each_other(store: Store, database: StoreHome) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    shared = inside(Gate.PURCHASES).replace("_lock", "_lock_shared")

    async with transaction(database.url, shared), asyncio.timeout(PATIENCE_S):
        await store.ledger.write(lambda books: books.settle(attempt, PLACED, ""))


async def test_a_look_at_an_order_waits_for_nobody_who_changes_it(
    store: Store, database: StoreHome
) -> None:
    await store.ledger.write(lambda books: books.open_order(draft()))

    async with (
        transaction(database.url, "SELECT FROM orders FOR UPDATE"),
        asyncio.timeout(PATIENCE_S),
    ):
        assert await store.ledger.read(lambda books: books.order("01A"))


async def test_a_migration_waits_for_another(database: StoreHome) -> None:
    async with transaction(database.url, inside(Gate.MIGRATION)):
        migrating = asyncio.create_task(migrate(database.url))
        finished, _ = await asyncio.wait({migrating}, timeout=0.5)

    await migrating
    assert not finished


def slowly(
    first: Callable[[Books], object], then: Callable[[Books], object] = id
) -> Callable[[Connection], None]:
    """A unit that pauses in its middle."""

    def unit(connection: Connection) -> None:
        books = SqlBooks(connection, Sealer(None), writes=True)
        first(books)
        connection.execute(text(PAUSE))
        then(books)
        books.close()

    return unit
