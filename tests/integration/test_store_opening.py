"""Opening the store: its file, its lock, its migrations, and what a crash leaves."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeVar, cast

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from bot.domain.errors import SettingsError
from bot.store import migrate, migrating, open_store, visit_store
from bot.store.tables import metadata
from tests.store_samples import StoreHome, draft, opened, url_of

ROOT = Path(__file__).parents[2]
VERSION = "SELECT version_num FROM alembic_version"

PLACE_AND_DIE = """
import asyncio, os, signal, sys
from tests.store_samples import StoreHome, draft

async def main():
    async with StoreHome(sys.argv[1]).opened() as store:
        await store.ledger.write(lambda books: books.open_order(draft()))
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""
MIGRATE = """
import asyncio, sys
from bot.store import migrate

print("ready", flush=True)
sys.stdin.readline()
asyncio.run(migrate(sys.argv[1]))
"""
OPEN_AND_TELL = """
import asyncio, sys
from pathlib import Path
from tests.store_samples import opened

async def main():
    async with opened(Path(sys.argv[1])):
        print("alembic" in sys.modules)

asyncio.run(main())
"""


def python(script: str, argument: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - runs this very interpreter
        [sys.executable, "-c", script, str(argument)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def test_what_was_written_survives_a_kill_right_after(empty_home: StoreHome) -> None:
    with python(PLACE_AND_DIE, empty_home.url) as child:
        assert child.wait() == -signal.SIGKILL

    async with empty_home.opened() as store:
        order = await store.ledger.read(lambda books: books.order("01A"))

    assert order is not None
    assert order.number == 1001


async def test_the_ledger_outlives_the_store(empty_home: StoreHome) -> None:
    async with empty_home.opened() as store:
        written = await store.ledger.write(lambda books: books.open_order(draft()))

    async with empty_home.opened() as store:
        assert await store.ledger.read(lambda books: books.order("01A")) == written


async def test_two_processes_may_migrate_at_once(empty_home: StoreHome) -> None:
    with python(MIGRATE, empty_home.url) as one, python(MIGRATE, empty_home.url) as other:
        for child in (one, other):
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        for child in (one, other):
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.close()
        codes = (one.wait(), other.wait())

    assert codes == (0, 0)
    assert await empty_home.execute(VERSION) == [(migrating.HEAD,)]


async def test_a_new_file_that_somebody_else_writes_to_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "orders.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        # Whoever does not wait has failed already when the writer goes.
        asyncio.get_running_loop().call_later(0.3, writer.rollback)

        await migrate(url_of(tmp_path))

        assert writer.execute(VERSION).fetchall() == [(migrating.HEAD,)]


async def test_a_second_migration_changes_nothing(tmp_path: Path) -> None:
    await migrate(url_of(tmp_path))
    before = (tmp_path / "orders.sqlite3").read_bytes()

    await migrate(url_of(tmp_path))

    assert (tmp_path / "orders.sqlite3").read_bytes() == before


async def test_the_migrations_make_the_tables_that_the_code_knows(empty_home: StoreHome) -> None:
    await migrate(empty_home.url)
    migrated = await within(empty_home, schema)
    await within(empty_home, metadata.drop_all)

    await within(empty_home, metadata.create_all)

    assert migrated == await within(empty_home, schema)


T = TypeVar("T")


async def within(home: StoreHome, look: Callable[[Connection], T]) -> T:
    """What a look at the bare database finds."""
    if home.url.startswith("sqlite"):
        engine = create_engine(home.url)
        with engine.begin() as connection:
            found = look(connection)
        engine.dispose()
        return found
    async_engine = create_async_engine(home.url)
    async with async_engine.begin() as connection:
        found = await connection.run_sync(look)
    await async_engine.dispose()
    return found


def schema(connection: Connection) -> dict[str, set[str]]:
    """Each table with its columns, keys and indexes, whatever their order."""
    inspector = inspect(connection)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    return {
        table: {
            plain(part)
            for part in (
                *inspector.get_columns(table),
                *inspector.get_indexes(table),
                *inspector.get_unique_constraints(table),
                *inspector.get_foreign_keys(table),
                inspector.get_pk_constraint(table),
            )
        }
        for table in tables
    }


def plain(part: object) -> str:
    """A part as text; the condition of a partial index is an object without a name."""
    if isinstance(part, Mapping):
        pairs = cast("Mapping[str, object]", part).items()
        return ", ".join(sorted(f"{name}: {plain(value)}" for name, value in pairs))
    return str(part)


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot" / "store" / "migrations"))
    scripts = ScriptDirectory.from_config(config)

    revisions = [script.revision for script in scripts.walk_revisions()]

    assert tuple(reversed(revisions)) == migrating.REVISIONS


async def test_a_database_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    await migrate(url_of(tmp_path))

    with python(OPEN_AND_TELL, tmp_path) as child:
        told, _ = child.communicate()

    assert told == "False\n"


async def test_a_database_of_a_newer_version_is_refused(empty_home: StoreHome) -> None:
    await migrate(empty_home.url)
    await empty_home.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SettingsError, match="revision 9999"):
        await migrate(empty_home.url)


async def test_a_ledger_of_the_first_version_is_brought_up_to_date(empty_home: StoreHome) -> None:
    await within(empty_home, lambda connection: migrating.upgrade(connection, "0001"))

    async with empty_home.opened() as store:
        await store.ledger.write(lambda books: books.open_order(draft()))

    assert await empty_home.execute(VERSION) == [(migrating.HEAD,)]


async def test_one_file_serves_one_process(tmp_path: Path) -> None:
    async with opened(tmp_path):
        with pytest.raises(SettingsError, match="Another order-numbers process"):
            async with opened(tmp_path, wait_s=0):
                pass


async def test_a_successor_waits_for_its_predecessor(tmp_path: Path) -> None:
    async def succeed() -> int:
        async with opened(tmp_path) as store:
            return await store.ledger.read(lambda books: len(books.orders_of("UANA", 9)))

    async with opened(tmp_path) as store:
        successor = asyncio.create_task(succeed())
        await asyncio.sleep(0)
        await store.ledger.write(lambda books: books.open_order(draft()))

    assert await successor == 1


async def test_a_visitor_writes_beside_the_bot(empty_home: StoreHome) -> None:
    async with empty_home.opened() as store:
        async with visit_store(empty_home.url, audit_key=None, lease_s=60) as visited:
            await visited.ledger.write(lambda books: books.set_flag("paused", "maintenance"))

        seen = await store.ledger.read(lambda books: books.flag("paused"))

    assert seen == "maintenance"


async def test_a_visitor_finds_no_ledger_in_an_empty_database(empty_database: StoreHome) -> None:
    with pytest.raises(SettingsError, match="not a ledger of this version"):
        async with visit_store(empty_database.url, audit_key=None, lease_s=60):
            pass


@pytest.mark.parametrize("content", [None, b"", b"not a database, and long enough to read" * 99])
async def test_a_visitor_makes_no_ledger(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "orders.sqlite3"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SettingsError, match=r"orders\.sqlite3"):
        async with visit_store(url_of(tmp_path), audit_key=None, lease_s=60):
            pass

    assert file.exists() == (content is not None)


@pytest.mark.parametrize(
    "url", ["", "orders.db", "sqlite://", "sqlite:///:memory:", "mysql://host/orders"]
)
async def test_a_url_that_names_no_file_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"sqlite:///var/orders\.sqlite3"):
        async with open_store(url, audit_key=None, lease_s=60):
            pass


async def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    async with opened(tmp_path / "var" / "lib"):
        pass

    assert (tmp_path / "var" / "lib" / "orders.sqlite3").exists()


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")

    with pytest.raises(SettingsError, match="Can't make the folder"):
        async with opened(tmp_path / "var"):
            pass


async def test_a_lock_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "orders.sqlite3.lock").mkdir()

    with pytest.raises(SettingsError, match="Can't write beside"):
        async with opened(tmp_path):
            pass


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "orders.sqlite3").write_text("not a database, and long enough to be read" * 99)

    with pytest.raises(SettingsError, match="not a database"):
        async with opened(tmp_path):
            pass
