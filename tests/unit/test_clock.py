"""The real clocks, and ids made from them."""

import re
import time
from datetime import UTC

from bot.clock import SystemClock, new_ulid, uptime


def test_business_time_is_the_machines_in_utc() -> None:
    before = time.time()

    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert before <= now.timestamp() <= time.time()


def test_the_uptime_never_goes_back() -> None:
    readings = [uptime() for _ in range(100)]

    assert readings == sorted(readings)


def test_a_ulid_has_the_form_of_the_specification() -> None:
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", new_ulid())


def test_a_ulid_begins_with_its_moment() -> None:
    before = time.time_ns() // 1_000_000

    ulid = new_ulid()

    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    moment = 0
    for character in ulid[:10]:
        moment = moment * 32 + digits.index(character)
    assert before <= moment <= time.time() * 1000


def test_no_two_ulids_are_the_same() -> None:
    assert len({new_ulid() for _ in range(1000)}) == 1000
