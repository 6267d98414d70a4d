"""The policy is on the record, with its text, whenever it changed."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.rules import Policy
from bot.services.pausing import pause
from bot.services.recording import STREAM, record_policy
from tests.fakes import NOON
from tests.unit.services.conftest import MEI, Bench

OLD = Policy(("S1",), digest="old", text='approvers = ["S1"]\n')
NEW = Policy(("S2",), digest="new", text='approvers = ["S2"]\n')


async def start(bench: Bench, policy: Policy) -> None:
    await bench.store.ledger.write(lambda books: record_policy(books, policy, NOON))


async def history(bench: Bench) -> Sequence[Mapping[str, Any]]:
    return await bench.store.ledger.read(lambda books: books.history(STREAM))


async def recorded(bench: Bench) -> list[tuple[str, str]]:
    return [(body["digest"], body["text"]) for body in await history(bench)]


async def test_a_first_policy_is_recorded_whole(bench: Bench) -> None:
    await start(bench, OLD)

    assert await recorded(bench) == [("old", 'approvers = ["S1"]\n')]


async def test_a_start_with_the_same_policy_records_nothing(bench: Bench) -> None:
    for _ in range(3):
        await start(bench, OLD)

    assert len(await recorded(bench)) == 1


async def test_a_start_after_a_pause_still_knows_the_policy(bench: Bench) -> None:
    await start(bench, OLD)
    await bench.store.ledger.write(lambda books: pause(books, "why", by=MEI, at=NOON))

    await start(bench, OLD)

    kinds = [body["kind"] for body in await history(bench)]
    assert kinds == ["policy", "paused"]


async def test_each_change_is_recorded_also_the_one_back(bench: Bench) -> None:
    for policy in (OLD, NEW, OLD):
        await start(bench, policy)

    assert [digest for digest, _ in await recorded(bench)] == ["old", "new", "old"]


async def test_of_several_starts_at_once_one_records_it(bench: Bench) -> None:
    await asyncio.gather(*(start(bench, OLD) for _ in range(5)))

    assert len(await recorded(bench)) == 1
