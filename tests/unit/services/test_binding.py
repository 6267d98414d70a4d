"""A ledger is one carrier account's: what was rehearsed is never bought for real."""

import pytest

from bot.domain.errors import SettingsError
from bot.services.binding import bind
from tests.unit.services.conftest import Bench

PRACTICE = "127.0.0.1 u-sandbox"
REAL = "api.catapult.inetwork.com u-abc"


async def start(bench: Bench, account: str) -> None:
    await bench.store.ledger.write(lambda books: bind(books, account))


async def test_a_ledger_starts_again_and_again_with_the_account_that_it_met_first(
    bench: Bench,
) -> None:
    for _ in range(3):
        await start(bench, PRACTICE)


async def test_the_ledger_of_a_rehearsal_is_refused_at_the_real_carrier(bench: Bench) -> None:
    await start(bench, PRACTICE)

    with pytest.raises(SettingsError) as caught:
        await start(bench, REAL)

    assert PRACTICE in caught.value.user_message
    assert REAL in caught.value.user_message
    assert "set DATABASE_URL to a ledger of its own" in caught.value.user_message


async def test_a_refused_start_changes_nothing(bench: Bench) -> None:
    await start(bench, PRACTICE)
    with pytest.raises(SettingsError):
        await start(bench, REAL)

    await start(bench, PRACTICE)
