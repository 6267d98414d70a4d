"""No query of the store reads a whole table, so that a long history makes nothing slow."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Engine, event

from bot.books import Books
from bot.domain.jobs import Job
from bot.domain.order import Move
from bot.domain.picture import Card
from bot.domain.purchase import AttemptState
from bot.store import Store
from tests.store_samples import (
    ANA,
    MEI,
    NOW,
    PART,
    TN,
    StoreHome,
    add,
    bought,
    bury,
    claim_one,
    draft,
    open_attempted,
    request,
    url_of,
    want,
)

# Reads from the newest end, and stops at the first attempt whose outcome is known.
STOPS_EARLY = "ORDER BY order_attempts.id DESC"


@pytest.fixture
def statements() -> Iterator[dict[str, Any]]:
    """Every statement that is executed, with its parameters."""
    seen: dict[str, Any] = {}

    def executed(*call: object) -> None:
        _, _, statement, values, _, many = cast("tuple[Any, Any, str, Any, Any, bool]", call)
        seen[statement] = values[0] if many else values

    event.listen(Engine, "before_cursor_execute", executed)
    yield seen
    event.remove(Engine, "before_cursor_execute", executed)


def use_every_page(books: Books) -> None:
    ask_of_orders(books)
    buy(books)
    count_money(books)
    keep_the_desk(books)


def ask_of_orders(books: Books) -> None:
    books.first_time("trigger", NOW)
    books.open_twin("UANA", replace(request(), for_whom=MEI), NOW)
    books.orders_of("UANA", 1)
    books.undecided_of("UANA")
    books.order_by_number(1001)
    books.unsettled()
    books.in_review(1)
    books.waiting()
    books.move(books.open_order(draft("01B")), Move.CANCEL, by=ANA, at=NOW)


def buy(books: Books) -> None:
    order, attempt = open_attempted(books)
    books.plan(order, [PART])
    books.parts(order)
    books.settle(attempt, AttemptState.ABSENT, "")
    books.settle(attempt, AttemptState.PLACED, "")
    books.record(attempt, [bought()])
    books.owned([TN])
    books.numbers("01A")
    books.attempts("01A")
    books.rival_attempts("01B")
    books.unknown_in_a_row()


def count_money(books: Books) -> None:
    order = books.open_order(draft("01D"))
    for _ in range(2):
        books.money.reserve(order, "2026-03", {"total": Decimal(9)})
    books.money.taken(["total"], "2026-03")
    books.money.counting("01D")
    books.money.approved_by("small", NOW)
    books.move(order, Move.CANCEL, by=ANA, at=NOW)


def keep_the_desk(books: Books) -> None:
    order = books.open_order(draft("01C"))
    books.approve(order, MEI, NOW)
    books.set_absence("UMEI", NOW)
    books.absences(["UMEI", "URAJ"], NOW)
    books.set_absence("UMEI", None)
    books.approvals(order)
    books.withdraw(order, "UMEI")
    books.put_card(Card("01A", "root"))
    books.cards("01A")
    books.set_flag("paused", "why")
    books.flag("paused")
    books.set_flag("paused", None)
    books.note("UANA", "refused", by=ANA, at=NOW, body={})
    books.history("01A")
    books.given_up()


async def run_every_job(store: Store) -> None:
    await add(store, Job("a", "x", lane="01A"), Job("b", "x", lane="01A"))
    await want(store, Job("a", "x"))
    claim = await claim_one(store)
    await store.queue.renew(claim)
    await store.ledger.write(lambda books: books.holds(claim))
    await store.queue.again(claim, None, "why")
    await store.queue.again(await claim_one(store), None)
    await store.queue.done(await claim_one(store))
    await bury(store, await claim_one(store), "why")
    await store.queue.sweep(NOW)


async def test_no_query_reads_a_whole_table(tmp_path: Path, statements: dict[str, Any]) -> None:
    home = StoreHome(url_of(tmp_path))
    await use_every_query(home, statements)

    scans = {
        statement: detail
        for statement, values in queries(statements)
        for *_, detail in await home.execute(f"EXPLAIN QUERY PLAN {statement}", *values)
        if "SCAN" in detail and "USING INDEX" not in detail
    }

    assert len(statements) > 30
    assert scans == {}


async def test_no_query_needs_to_read_a_whole_table_on_postgresql(
    database: StoreHome, statements: dict[str, Any]
) -> None:
    await use_every_query(database, statements)
    # So small a table is read whole, unless that is said to be dear.
    name = database.url.rpartition("/")[2]
    await database.execute(f"ALTER DATABASE {name} SET enable_seqscan = off")

    scans = {
        statement: line
        for statement, values in queries(statements)
        for (line,) in await database.execute(f"EXPLAIN {statement}", *values)
        if "Seq Scan" in line
    }

    assert len(statements) > 30
    assert scans == {}


async def use_every_query(home: StoreHome, statements: dict[str, Any]) -> None:
    async with home.opened() as store:
        statements.clear()
        await store.ledger.write(use_every_page)
        await run_every_job(store)


def queries(statements: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (statement, values)
        for statement, values in statements.items()
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))
        and STOPS_EARLY not in statement
    ]
