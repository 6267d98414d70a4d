"""Rate limits: bursts, the sustained rate, groups."""

import pytest

from sandbox.carrier.faults import Call
from sandbox.carrier.limits import DOCUMENTED, Limit, RateLimiter


def test_a_burst_is_allowed_and_then_the_wait_is_told() -> None:
    limiter = RateLimiter({"order": Limit(60, 3, 60)})

    waits = [limiter.wait_s(Call.ORDER, 100.0) for _ in range(4)]

    assert waits == [0, 0, 0, 1]


def test_permits_come_back_at_the_sustained_rate() -> None:
    limiter = RateLimiter({"order": Limit(60, 1, 60)})
    limiter.wait_s(Call.ORDER, 100.0)

    assert limiter.wait_s(Call.ORDER, 100.5) == pytest.approx(0.5)
    assert limiter.wait_s(Call.ORDER, 101.5) == 0


def test_permits_never_exceed_the_burst() -> None:
    limiter = RateLimiter({"order": Limit(60, 2, 60)})
    limiter.wait_s(Call.ORDER, 0.0)

    waits = [limiter.wait_s(Call.ORDER, 9_999.0) for _ in range(3)]

    assert waits[:2] == [0, 0]
    assert waits[2] > 0


def test_calls_of_a_group_share_its_permits_and_other_groups_are_free() -> None:
    limiter = RateLimiter({"order": Limit(1, 1, 60)})

    waits = [limiter.wait_s(call, 0.0) for call in (Call.ORDER, Call.ALLOCATE, Call.SEARCH)]

    assert [wait > 0 for wait in waits] == [False, True, False]


def test_a_reset_fills_every_bucket() -> None:
    limiter = RateLimiter(DOCUMENTED)
    limiter.wait_s(Call.ACCOUNT, 0.0)

    limiter.reset()

    assert limiter.wait_s(Call.ACCOUNT, 0.0) == 0


@pytest.mark.parametrize("call", Call)
def test_every_call_has_a_documented_limit(call: Call) -> None:
    limiter = RateLimiter(DOCUMENTED)

    assert any(limiter.wait_s(call, 0.0) for _ in range(3001))
