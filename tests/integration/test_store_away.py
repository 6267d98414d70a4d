"""A PostgreSQL server that is not there is said, and nothing is half done."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import make_url

from bot.domain.errors import SettingsError
from bot.domain.jobs import Job
from bot.store import Store, migrate, open_store
from bot.store.trouble import StoreAwayError
from tests.postgres import PostgresServer
from tests.store_samples import StoreHome, add, claim_one


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"host": "127.0.0.1", "port": 1}, "Connect call failed"),
        ({"database": "missing"}, "does not exist"),
        ({"query": {"sslmode": "require"}}, "sslmode"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_without_its_password(
    database: StoreHome, change: dict[str, Any], reason: str
) -> None:
    url = make_url(database.url).set(password="secret", **change)

    with pytest.raises(SettingsError, match=reason) as told:
        await migrate(url.render_as_string(hide_password=False))

    assert "secret" not in told.value.user_message


async def test_a_url_without_the_driver_is_refused_with_the_right_one() -> None:
    with pytest.raises(SettingsError, match=r"postgresql\+asyncpg://"):
        async with open_store("postgresql://host/orders", audit_key=None, lease_s=60):
            pass


async def test_while_the_database_is_away_that_is_said_and_later_all_goes_on(
    postgres: PostgresServer, store: Store
) -> None:
    await add(store, Job("first", "x"))
    runs: list[str | None] = []

    await asyncio.to_thread(postgres.stop)
    try:
        with pytest.raises(StoreAwayError):
            await store.ledger.write(lambda books: runs.append(books.flag("paused")))
        with pytest.raises(StoreAwayError):
            await store.ledger.read(lambda books: books.unsettled())
    finally:
        await asyncio.to_thread(postgres.start)

    assert runs == []
    assert (await claim_one(store)).job.key == "first"
