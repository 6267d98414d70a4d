"""The writer thread commits the units that wait together, and fails them apart."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.exc import IntegrityError

from bot.store.sqlite import writing_engine
from bot.store.writer import Writer
from tests.store_samples import url_of

SCHEMA = (
    "CREATE TABLE places (name TEXT PRIMARY KEY)",
    "CREATE TABLE cities (name TEXT, place TEXT REFERENCES places DEFERRABLE INITIALLY DEFERRED)",
)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    engine = writing_engine(make_url(url_of(tmp_path)))
    with engine.begin() as connection:
        for statement in SCHEMA:
            connection.execute(text(statement))
    yield engine
    engine.dispose()


@pytest.fixture
async def writer(engine: Engine) -> AsyncIterator[Writer]:
    writer = Writer(engine)
    yield writer
    await writer.close()


def name_place(name: str) -> Callable[[Connection], str]:
    def unit(connection: Connection) -> str:
        connection.execute(text("INSERT INTO places VALUES (:name)"), {"name": name})
        return name

    return unit


def name_city_nowhere(connection: Connection) -> None:
    """A unit that only the commit refuses."""
    connection.execute(text("INSERT INTO cities VALUES ('Cary', 'nowhere')"))


def names(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT name FROM places ORDER BY name")).scalars())


async def at_once(writer: Writer, *units: Callable[[Connection], object]) -> list[object]:
    """Run units that all wait while another unit keeps the writer busy."""
    started, go_on = threading.Event(), threading.Event()

    def keep_busy(connection: Connection) -> None:
        del connection
        started.set()
        go_on.wait()

    busy = asyncio.create_task(writer.run(keep_busy))
    await asyncio.to_thread(started.wait)
    tasks = [asyncio.create_task(writer.run(unit)) for unit in units]
    await asyncio.sleep(0)
    go_on.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    await busy
    return list[object](outcomes)


async def test_units_that_wait_share_one_commit(engine: Engine, writer: Writer) -> None:
    commits: list[Connection] = []
    event.listen(engine, "commit", commits.append)

    outcomes = await at_once(writer, *(name_place(f"{index}") for index in range(50)))

    assert outcomes == [f"{index}" for index in range(50)]
    assert len(commits) == 2


async def test_a_unit_that_fails_fails_alone(writer: Writer) -> None:
    def fail_late(connection: Connection) -> None:
        name_place("taken back")(connection)
        raise ZeroDivisionError

    outcomes = await at_once(writer, name_place("a"), fail_late, name_place("a"), name_place("b"))

    assert [type(outcome) for outcome in outcomes] == [str, ZeroDivisionError, IntegrityError, str]
    assert await writer.run(names) == ["a", "b"]


async def test_a_commit_that_fails_fails_all_its_waiters(writer: Writer) -> None:
    outcomes = await at_once(writer, name_place("a"), name_city_nowhere, name_place("b"))

    assert [type(outcome) for outcome in outcomes] == [IntegrityError] * 3
    assert await writer.run(names) == []


async def test_a_transaction_that_is_lost_under_a_unit_fails_the_batch(writer: Writer) -> None:
    def lose_it(connection: Connection) -> None:
        connection.connection.rollback()
        raise ZeroDivisionError

    outcomes = await at_once(writer, name_place("a"), lose_it, name_place("b"))

    assert not any(isinstance(outcome, str) for outcome in outcomes)
    assert await writer.run(names) == []


async def test_even_an_exit_inside_a_unit_reaches_only_its_waiter(writer: Writer) -> None:
    def leave(connection: Connection) -> None:
        del connection
        raise pytest.fail.Exception("left")

    with pytest.raises(pytest.fail.Exception, match="left"):
        await writer.run(leave)

    assert await writer.run(name_place("a")) == "a"


async def test_a_unit_whose_waiter_left_is_written_all_the_same(writer: Writer) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        started.set()
        go_on.wait()
        name_place("a")(connection)

    waiter = asyncio.create_task(writer.run(slow))
    await asyncio.to_thread(started.wait)
    waiter.cancel()
    go_on.set()

    with pytest.raises(asyncio.CancelledError):
        await waiter
    assert await writer.run(names) == ["a"]


async def test_closing_finishes_what_waits_and_takes_no_more(engine: Engine) -> None:
    writer = Writer(engine)
    waiting = [asyncio.create_task(writer.run(name_place(f"{index}"))) for index in range(20)]
    await asyncio.sleep(0)

    await writer.close()
    await writer.close()

    assert await asyncio.gather(*waiting) == [f"{index}" for index in range(20)]
    with pytest.raises(RuntimeError, match="closed"):
        await writer.run(names)


async def test_who_finds_no_place_waits_for_one(engine: Engine) -> None:
    writer = Writer(engine, capacity=2)

    outcomes = await asyncio.gather(*(writer.run(name_place(f"{index}")) for index in range(20)))

    assert outcomes == [f"{index}" for index in range(20)]
    await writer.close()


async def test_a_commit_is_on_disk_before_the_waiter_hears(engine: Engine, writer: Writer) -> None:
    with engine.connect() as connection:
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()

    await writer.run(name_place("a"))

    assert (synchronous, journal) == (2, "wal")
