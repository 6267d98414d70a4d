"""Rate limits kept on our side, and pauses."""

from datetime import timedelta

import pytest

from bot.carriers.pace import Limit, Timing, TokenBucket
from tests.fakes import NOON, FakeClock
from tests.unit.carriers.shapes import answer


class _Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_goes_out_at_once_and_then_calls_are_spaced() -> None:
    seconds = _Seconds()
    bucket = TokenBucket(Limit(per_second=2, burst=3), seconds)

    waits = [bucket.take(patience_s=10) for _ in range(5)]

    assert waits == [0, 0, 0, 0.5, 1.0]


def test_a_call_that_would_wait_too_long_takes_no_token() -> None:
    seconds = _Seconds()
    bucket = TokenBucket(Limit(per_second=0.1, burst=1), seconds)
    bucket.take(patience_s=2)

    assert [bucket.take(patience_s=2) for _ in range(3)] == [10, 10, 10]

    seconds.now += 10
    assert bucket.take(patience_s=2) == 0


def test_tokens_never_exceed_the_burst() -> None:
    seconds = _Seconds()
    bucket = TokenBucket(Limit(per_second=5, burst=2), seconds)

    seconds.now += 1000

    assert [bucket.take(patience_s=9) for _ in range(3)] == [0, 0, 0.2]


def test_pauses_double_and_half_of_each_is_chance() -> None:
    least = Timing(FakeClock(), jitter=lambda: 0.0)
    most = Timing(FakeClock(), jitter=lambda: 1.0)

    assert [least.backoff(n) for n in (1, 2, 3)] == [0.1, 0.2, 0.4]
    assert [most.backoff(n) for n in (1, 2, 3)] == [0.2, 0.4, 0.8]


@pytest.mark.parametrize(
    ("date", "ahead_s"),
    [
        ("Mon, 23 Nov 2026 12:00:40 GMT", 40),
        ("Mon, 23 Nov 2026 11:59:00 -0000", -60),
        ("Mon, 23 Nov 2026 12:00:05", 5),
        ("Mon, 99 Nov 2026 12:00:40 GMT", 0),
        ("", 0),
    ],
)
def test_the_carriers_clock_is_read_from_its_date(date: str, ahead_s: int) -> None:
    got = answer(200, headers={"date": date})

    assert got.received_at == NOON
    assert got.clock_offset == timedelta(seconds=ahead_s)
