"""The worker: every claimed job is run, given back or buried, whatever goes wrong."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import structlog

from bot.domain.errors import LeaseLostError
from bot.domain.jobs import Claim, Job
from bot.worker import MOST_AT_ONCE, TRIES, Handler, Worker
from tests.fakes import NOON, FakeClock

LATER = NOON + timedelta(minutes=5)


def claim(key: str = "job", kind: str = "quick", *, attempts: int = 0) -> Claim:
    return Claim(Job(key, kind), fence=1, wanted=1, attempts=attempts)


@dataclass
class FakeQueue:
    """Hands out what is due, and remembers what it got back.

    Attributes:
        due: What the next calls to `claim` hand out.
        claims: How often it was asked.
        troubles: What the next calls raise instead, by the method's name.
        renews: What `renew` answers in turn; True once they are used up.
    """

    due: list[Claim] = field(default_factory=list[Claim])
    ended: list[str] = field(default_factory=list[str])
    given_back: list[tuple[str, datetime | None, str]] = field(
        default_factory=list[tuple[str, datetime | None, str]]
    )
    buried: list[str] = field(default_factory=list[str])
    renewed: list[str] = field(default_factory=list[str])
    renews: list[bool] = field(default_factory=list[bool])
    troubles: dict[str, list[Exception]] = field(default_factory=dict[str, list[Exception]])
    claims: int = 0
    limits: list[int] = field(default_factory=list[int])

    async def claim(self, limit: int, room: Mapping[str, int] | None = None) -> Sequence[Claim]:
        self.claims += 1
        self.limits.append(limit)
        self._stumble("claim")
        left = dict(room or {})
        claimed = [each for each in self.due if _has_room(left, each)][:limit]
        self.due = [each for each in self.due if each not in claimed]
        return claimed

    async def renew(self, claim: Claim) -> bool:
        self.renewed.append(claim.job.key)
        self._stumble("renew")
        return self.renews.pop(0) if self.renews else True

    async def done(self, claim: Claim) -> None:
        self._stumble("done")
        self.ended.append(claim.job.key)

    async def again(self, claim: Claim, run_at: datetime | None, error: str = "") -> None:
        self._stumble("again")
        self.given_back.append((claim.job.key, run_at, error))

    async def bury(self, claim: Claim, error: str) -> None:
        self._stumble("bury")
        self.buried.append(f"{claim.job.key}: {error}")

    async def wake_rested(self) -> int:
        raise NotImplementedError

    async def sweep(self, now: datetime) -> int:
        raise NotImplementedError(now)

    def _stumble(self, method: str) -> None:
        if self.troubles.get(method):
            raise self.troubles[method].pop(0)


def _has_room(left: dict[str, int], claim: Claim) -> bool:
    left[claim.job.kind] = left.get(claim.job.kind, MOST_AT_ONCE) - 1
    return left[claim.job.kind] >= 0


@dataclass
class Shop:
    """A worker at work.

    Attributes:
        started: The jobs whose handlers began, in order.
        gate: What the handlers wait for before they end.
        outcome: What they do then.
    """

    queue: FakeQueue = field(default_factory=FakeQueue)
    lease_s: float = 60
    started: list[str] = field(default_factory=list[str])
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    outcome: Callable[[], datetime | None] = lambda: None
    cancelled: list[str] = field(default_factory=list[str])
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.gate.set()
        handlers: dict[str, Handler] = {"quick": self.handle, "purchase": self.handle}
        self.worker = Worker(
            queue=self.queue,
            handlers=handlers,
            bury=self.queue.bury,
            work=asyncio.Event(),
            clock=self.clock,
            lease_s=self.lease_s,
            unhurried=frozenset({"purchase"}),
            at_once={"purchase": 2},
        )

    async def handle(self, claim: Claim) -> datetime | None:
        self.started.append(claim.job.key)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(claim.job.key)
            raise
        return self.outcome()

    async def work(self, *due: Claim) -> None:
        """Let the worker run until it has nothing to do, and stop it."""
        self.queue.due.extend(due)
        running = asyncio.create_task(self.worker.run())
        await until(lambda: not self.queue.due and self.queue.claims > 0)
        await turns()
        await self.worker.stop(within_s=5)
        await running


async def turns(count: int = 60) -> None:
    """Let everything go on that does not wait for time to pass."""
    for _ in range(count):
        await asyncio.sleep(0)


async def until(true: Callable[[], bool]) -> None:
    """Let everything go on until that is true."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.001)


def fails() -> datetime | None:
    raise RuntimeError("a bug of ours")


def loses_its_lease() -> datetime | None:
    raise LeaseLostError("another worker has it")


@pytest.fixture
def shop() -> Shop:
    return Shop()


async def test_due_jobs_are_run_and_ended(shop: Shop) -> None:
    await shop.work(claim("a"), claim("b"))

    assert sorted(shop.started) == ["a", "b"]
    assert sorted(shop.queue.ended) == ["a", "b"]
    assert shop.queue.given_back == []


async def test_a_job_that_names_a_time_is_given_back_for_then(shop: Shop) -> None:
    shop.outcome = lambda: LATER

    await shop.work(claim())

    assert shop.queue.given_back == [("job", LATER, "")]
    assert shop.queue.ended == []


@pytest.mark.parametrize(("attempts", "pause_s"), [(0, 1), (1, 2), (5, 32), (9, 300), (10, 300)])
async def test_a_job_that_fails_is_tried_again_after_a_growing_pause(
    shop: Shop, attempts: int, pause_s: float
) -> None:
    shop.outcome = fails

    with structlog.testing.capture_logs() as log:
        await shop.work(claim(attempts=attempts))

    [(key, run_at, error)] = shop.queue.given_back
    assert (key, run_at) == ("job", NOON + timedelta(seconds=pause_s))
    assert "a bug" not in error
    assert [each["event"] for each in log] == ["job_failed"]


async def test_a_job_that_failed_too_often_is_buried_and_not_lost(shop: Shop) -> None:
    shop.outcome = fails

    with structlog.testing.capture_logs():
        await shop.work(claim(attempts=TRIES - 1))

    assert shop.queue.buried == ["job: an unexpected error; see the log"]
    assert shop.queue.given_back == []


async def test_a_job_of_a_kind_that_nobody_knows_fails_like_any_other(shop: Shop) -> None:
    with structlog.testing.capture_logs() as log:
        await shop.work(claim(kind="of next year"))

    assert [key for key, _, _ in shop.queue.given_back] == ["job"]
    assert [each["event"] for each in log] == ["job_failed"]


async def test_a_job_whose_lease_is_lost_is_left_to_the_other_worker(shop: Shop) -> None:
    shop.outcome = loses_its_lease

    with structlog.testing.capture_logs() as log:
        await shop.work(claim())

    assert (shop.queue.ended, shop.queue.given_back, shop.queue.buried) == ([], [], [])
    assert [each["event"] for each in log] == ["lease_lost"]


async def test_a_failing_job_does_not_hold_up_the_others(shop: Shop) -> None:
    shop.worker.handlers = {"quick": shop.handle, "broken": broken}

    with structlog.testing.capture_logs():
        await shop.work(claim("bad", "broken"), claim("good"))

    assert shop.queue.ended == ["good"]


async def broken(claim: Claim) -> datetime | None:
    raise RuntimeError(claim.job.key)


async def test_without_work_the_queue_is_asked_once_and_then_not_for_a_while(shop: Shop) -> None:
    running = asyncio.create_task(shop.worker.run())
    await until(lambda: shop.queue.claims > 0)
    await turns(500)

    asked = shop.queue.claims

    await shop.worker.stop(within_s=1)
    await running
    assert asked == 1


async def test_word_of_new_work_ends_the_rest_at_once(shop: Shop) -> None:
    running = asyncio.create_task(shop.worker.run())
    await until(lambda: shop.queue.claims == 1)

    shop.queue.due.append(claim("new"))
    shop.worker.work.set()
    await turns()
    ended = list(shop.queue.ended)

    await shop.worker.stop(within_s=1)
    await running
    assert ended == ["new"]


async def test_no_more_is_claimed_than_can_be_run(shop: Shop) -> None:
    shop.gate.clear()
    shop.queue.due = [claim(str(number)) for number in range(MOST_AT_ONCE + 1)]
    running = asyncio.create_task(shop.worker.run())
    await until(lambda: len(shop.started) == MOST_AT_ONCE)
    await turns()
    waiting = [each.job.key for each in shop.queue.due]

    shop.gate.set()
    await until(lambda: len(shop.queue.ended) == MOST_AT_ONCE + 1)
    await shop.worker.stop(within_s=1)
    await running

    assert waiting == [str(MOST_AT_ONCE)]
    assert max(shop.queue.limits) == MOST_AT_ONCE


async def test_purchases_that_hang_take_no_place_of_quicker_jobs(shop: Shop) -> None:
    shop.gate.clear()
    shop.queue.due = [claim(f"buy:{n}", "purchase") for n in range(MOST_AT_ONCE)] + [claim("draw")]
    running = asyncio.create_task(shop.worker.run())
    await until(lambda: "draw" in shop.started)
    await turns()
    begun = list(shop.started)

    shop.gate.set()
    await until(lambda: len(shop.queue.ended) == MOST_AT_ONCE + 1)
    await shop.worker.stop(within_s=1)
    await running

    assert begun == ["buy:0", "buy:1", "draw"]


async def test_a_queue_that_is_away_for_a_moment_does_not_end_the_worker(shop: Shop) -> None:
    shop.queue.troubles["claim"] = [OSError("database is away"), OSError("still away")]
    shop.queue.due = [claim()]
    running = asyncio.create_task(shop.worker.run())

    with structlog.testing.capture_logs() as log:
        await until(lambda: shop.queue.claims == 1)
        for _ in range(2):
            await turns()
            shop.worker.work.set()
        await until(lambda: shop.queue.ended == ["job"])
    await shop.worker.stop(within_s=1)
    await running

    assert [each["event"] for each in log] == ["queue_failed", "queue_failed"]


async def test_a_queue_that_is_away_is_not_asked_without_pause(shop: Shop) -> None:
    shop.queue.troubles["claim"] = [OSError("away") for _ in range(1000)]
    running = asyncio.create_task(shop.worker.run())

    with structlog.testing.capture_logs():
        await until(lambda: shop.queue.claims == 1)
        await turns(500)
        asked = shop.queue.claims

        await shop.worker.stop(within_s=1)
        await running
    assert asked == 1


@pytest.mark.parametrize(
    ("method", "attempts", "outcome"),
    [
        ("done", 0, lambda: None),
        ("again", 0, lambda: LATER),
        ("again", 0, fails),
        ("bury", TRIES - 1, fails),
    ],
    ids=["ended", "given back", "failed", "failed too often"],
)
async def test_a_job_that_can_not_be_given_back_comes_again_by_its_lease(
    shop: Shop, method: str, attempts: int, outcome: Callable[[], datetime | None]
) -> None:
    shop.queue.troubles[method] = [OSError("database is away")]
    shop.outcome = outcome

    with structlog.testing.capture_logs() as log:
        await shop.work(claim(attempts=attempts))

    assert (shop.queue.ended, shop.queue.given_back, shop.queue.buried) == ([], [], [])
    assert log[-1]["event"] == "job_not_given_back"


async def test_a_lease_is_renewed_while_the_job_runs() -> None:
    shop = Shop(lease_s=0.003)
    shop.gate.clear()

    working = asyncio.create_task(shop.work(claim()))
    await until(lambda: len(shop.queue.renewed) >= 3)
    shop.gate.set()
    await working

    renewals = len(shop.queue.renewed)
    await asyncio.sleep(0.01)
    assert len(shop.queue.renewed) == renewals


async def test_a_lease_that_is_lost_is_renewed_no_more_and_the_job_goes_on() -> None:
    shop = Shop(lease_s=0.003)
    shop.queue.renews = [False]
    shop.gate.clear()

    working = asyncio.create_task(shop.work(claim()))
    await until(lambda: len(shop.queue.renewed) == 1)
    await asyncio.sleep(0.01)
    shop.gate.set()
    await working

    assert shop.queue.renewed == ["job"]
    assert shop.queue.ended == ["job"]


async def test_a_renewal_that_fails_is_tried_again() -> None:
    shop = Shop(lease_s=0.003)
    shop.queue.troubles["renew"] = [OSError("database is away")]
    shop.gate.clear()

    with structlog.testing.capture_logs() as log:
        working = asyncio.create_task(shop.work(claim()))
        await until(lambda: len(shop.queue.renewed) >= 2)
        shop.gate.set()
        await working

    assert [each["event"] for each in log] == ["renewal_failed"]


async def test_a_stop_waits_for_a_purchase_however_long_it_takes(shop: Shop) -> None:
    shop.gate.clear()
    running, stopping = await stop_while_running(shop, claim("buy:1", "purchase"))
    await turns()
    early = stopping.done()

    shop.gate.set()
    await asyncio.gather(stopping, running)

    assert not early
    assert (shop.queue.ended, shop.cancelled) == (["buy:1"], [])


async def test_a_stop_cancels_what_is_no_purchase_after_its_deadline(shop: Shop) -> None:
    shop.gate.clear()

    running, stopping = await stop_while_running(shop, claim("draw:1"))
    await asyncio.gather(stopping, running)

    assert (shop.queue.ended, shop.cancelled) == ([], ["draw:1"])


async def stop_while_running(
    shop: Shop, due: Claim
) -> tuple[asyncio.Task[None], asyncio.Task[None]]:
    """Stop, with no time left for what is quick, while the job runs."""
    shop.queue.due = [due]
    running = asyncio.create_task(shop.worker.run())
    await until(lambda: shop.started == [due.job.key])
    return running, asyncio.create_task(shop.worker.stop(within_s=0))


async def test_what_is_quick_may_end_before_the_deadline(shop: Shop) -> None:
    shop.gate.clear()
    shop.queue.due = [claim("draw:1")]
    running = asyncio.create_task(shop.worker.run())
    await until(lambda: shop.started == ["draw:1"])

    stopping = asyncio.create_task(shop.worker.stop(within_s=10))
    await turns()
    shop.gate.set()
    await asyncio.gather(stopping, running)

    assert (shop.queue.ended, shop.cancelled) == (["draw:1"], [])


async def test_after_a_stop_nothing_new_is_begun(shop: Shop) -> None:
    await shop.worker.stop(within_s=1)
    shop.queue.due = [claim()]

    await shop.worker.run()

    assert (shop.started, shop.queue.claims) == ([], 0)


async def test_what_was_claimed_while_the_stop_came_is_given_back(shop: Shop) -> None:
    hand_out, asked = asyncio.Event(), asyncio.Event()
    shop.worker.queue = SlowQueue(shop.queue, asked, hand_out)
    shop.queue.due = [claim()]
    running = asyncio.create_task(shop.worker.run())
    await asked.wait()

    await shop.worker.stop(within_s=1)
    hand_out.set()
    await running

    assert shop.started == []
    assert shop.queue.given_back == [("job", None, "")]


class SlowQueue(FakeQueue):
    """Takes its time to hand something out."""

    def __init__(self, inner: FakeQueue, asked: asyncio.Event, hand_out: asyncio.Event) -> None:
        super().__init__(due=inner.due, given_back=inner.given_back)
        self._inner = inner
        self._asked, self._hand_out = asked, hand_out

    async def claim(self, limit: int, room: Mapping[str, int] | None = None) -> Sequence[Claim]:
        self._asked.set()
        await self._hand_out.wait()
        return await self._inner.claim(limit, room)


async def test_the_worker_says_when_it_was_last_at_work(shop: Shop) -> None:
    assert shop.worker.beat is None

    await shop.work()

    assert shop.worker.beat == NOON
