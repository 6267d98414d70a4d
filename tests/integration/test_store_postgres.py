"""On PostgreSQL units of work run beside each other, and what passes by itself is tried again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.domain.order import Move
from bot.store import LostRaceError, Store
from bot.store.postgres import PostgresRunner
from bot.store.trouble import CommitLostError
from tests.postgres import PAUSE, pausing
from tests.store_samples import (
    MEI,
    NOW,
    StoreHome,
    draft,
)

Unit = Callable[[Connection], Any]


@pytest.fixture
async def runner(database: StoreHome) -> AsyncIterator[PostgresRunner]:
    runner = PostgresRunner(make_url(database.url), "test")
    await runner.write(lambda c: c.execute(text("CREATE TABLE places (name TEXT PRIMARY KEY)")))
    yield runner
    await runner.close()


@dataclass(slots=True)
class Steps:
    """A unit of statements, which counts its runs."""

    statements: tuple[str, ...]
    runs: int = field(default=0)

    def __call__(self, connection: Connection) -> None:
        self.runs += 1
        for statement in self.statements:
            connection.execute(text(statement))


def name_place(name: str) -> str:
    return f"INSERT INTO places VALUES ('{name}')"  # noqa: S608 - our own words


def rename(name: str) -> str:
    return f"UPDATE places SET name = name WHERE name = '{name}'"  # noqa: S608 - our own words


def names(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT name FROM places ORDER BY name")).scalars())


async def test_a_deadlock_is_run_again(runner: PostgresRunner, database: StoreHome) -> None:
    await runner.write(Steps((name_place("a"), name_place("b"))))
    one, other = (Steps((rename(first), PAUSE, rename(second))) for first, second in ("ab", "ba"))

    async with pausing(database.url) as so_many_wait:
        tasks = [asyncio.create_task(runner.write(unit)) for unit in (one, other)]
        await so_many_wait(2)
    await asyncio.gather(*tasks)

    assert sorted((one.runs, other.runs)) == [1, 2]


async def test_a_key_that_another_unit_has_just_inserted_is_looked_for_again(
    runner: PostgresRunner, database: StoreHome
) -> None:
    class Place:
        def __call__(self, connection: Connection) -> bool:
            if "a" in names(connection):
                return False
            connection.execute(text(PAUSE))
            connection.execute(text(name_place("a")))
            return True

    async with pausing(database.url) as so_many_wait:
        tasks = [asyncio.create_task(runner.write(Place())) for _ in range(2)]
        await so_many_wait(2)

    assert sorted(await asyncio.gather(*tasks)) == [False, True]


async def test_a_conflict_that_stays_is_raised_after_some_runs(runner: PostgresRunner) -> None:
    twice = Steps((name_place("a"), name_place("a")))

    with pytest.raises(DBAPIError, match="duplicate key"):
        await runner.write(twice)

    assert twice.runs == 5
    assert await runner.read(names) == []


async def test_a_mistake_is_raised_at_once(runner: PostgresRunner) -> None:
    mistake = Steps(("SELECT nothing",))

    with pytest.raises(DBAPIError, match="does not exist"):
        await runner.write(mistake)

    assert mistake.runs == 1


async def test_a_lost_race_is_read_again_and_decided_again(store: Store) -> None:
    stale = await store.ledger.write(lambda books: books.open_order(draft()))
    fresh = await store.ledger.write(lambda books: books.amend(stale, reason="meanwhile"))
    read = iter([stale, fresh])

    moved = await store.ledger.write(
        lambda books: books.move(next(read), Move.CANCEL, by=MEI, at=NOW)
    )

    assert moved.reason == "meanwhile"


async def test_a_race_that_is_always_lost_is_raised(store: Store) -> None:
    stale = await store.ledger.write(lambda books: books.open_order(draft()))
    await store.ledger.write(lambda books: books.amend(stale, reason="meanwhile"))

    with pytest.raises(LostRaceError):
        await store.ledger.write(lambda books: books.move(stale, Move.CANCEL, by=MEI, at=NOW))


async def test_a_unit_whose_connection_breaks_runs_again(
    runner: PostgresRunner, database: StoreHome
) -> None:
    class Break:
        runs = 0

        def __call__(self, connection: Connection) -> None:
            self.runs += 1
            connection.execute(text(name_place("a")))
            if self.runs == 1:
                connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    unit = Break()

    await runner.write(unit)

    assert unit.runs == 2
    assert await database.execute("SELECT name FROM places") == [("a",)]


async def test_a_unit_whose_waiter_left_is_written_all_the_same(runner: PostgresRunner) -> None:
    waiter = asyncio.create_task(runner.write(Steps((name_place("a"),))))
    await asyncio.sleep(0)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter

    await runner.close()

    assert await runner.read(names) == ["a"]


async def test_a_look_sees_what_was_committed_whoever_writes(
    runner: PostgresRunner, database: StoreHome
) -> None:
    await runner.write(Steps((name_place("a"),)))
    lock = "LOCK TABLE places IN EXCLUSIVE MODE"

    async with pausing(database.url) as so_many_wait:
        writing = asyncio.create_task(runner.write(Steps((lock, name_place("b"), PAUSE))))
        await so_many_wait(1)
        seen = await runner.read(names)
    await writing

    assert seen == ["a"]


async def test_a_look_sees_one_moment(runner: PostgresRunner, database: StoreHome) -> None:
    def look_twice(connection: Connection) -> tuple[list[str], list[str]]:
        before = names(connection)
        connection.execute(text(PAUSE))
        return before, names(connection)

    async with pausing(database.url) as so_many_wait:
        looking = asyncio.create_task(runner.read(look_twice))
        await so_many_wait(1)
        await runner.write(Steps((name_place("a"),)))

    assert await looking == ([], [])


DIE_AT_COMMIT = (
    """CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'""",
    """CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON places
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()""",
)
REFUSE_AT_COMMIT = (
    "ALTER TABLE places ADD COLUMN near TEXT REFERENCES places DEFERRABLE INITIALLY DEFERRED",
)


async def test_a_commit_whose_answer_is_lost_is_never_run_again(runner: PostgresRunner) -> None:
    await runner.write(Steps(DIE_AT_COMMIT))
    unit = Steps((name_place("a"),))

    with pytest.raises(CommitLostError):
        await runner.write(unit)

    assert unit.runs == 1


async def test_a_commit_that_the_server_refuses_is_no_lost_one(runner: PostgresRunner) -> None:
    await runner.write(Steps(REFUSE_AT_COMMIT))

    with pytest.raises(DBAPIError, match="violates foreign key"):
        await runner.write(Steps(("INSERT INTO places VALUES ('a', 'nowhere')",)))

    assert await runner.read(names) == []
