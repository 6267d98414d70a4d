"""Runs due jobs: one loop, many at a time, a graceful stop.

Polling is what is relied on; the `work` event only saves latency.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import LeaseLostError
from bot.domain.jobs import Claim
from bot.ports import Clock, Queue

Handler = Callable[[Claim], Awaitable[datetime | None]]
Bury = Callable[[Claim, str], Awaitable[None]]
POLL_S = 1.0
MOST_AT_ONCE = 128
TRIES = 12
_LONGEST_PAUSE_S = 300.0


@dataclass(slots=True)
class Worker:
    """Claims jobs and runs their handlers.

    Attributes:
        queue: The jobs.
        handlers: By kind.
        bury: Takes a job that failed too often, and why.
        work: Set by the store after a commit that left due work.
        clock: Business time.
        lease_s: How long a claim lasts; it is renewed every third of it.
        unhurried: Kinds that a stop waits for however long they take.
        at_once: How many jobs of a kind run at the same time, for those that may hang long; no
            more of them are claimed, so that they take no place that other kinds need.
    """

    queue: Queue
    handlers: Mapping[str, Handler]
    bury: Bury
    work: asyncio.Event
    clock: Clock
    lease_s: float
    unhurried: frozenset[str] = frozenset()
    at_once: Mapping[str, int] = field(default_factory=dict[str, int])
    beat: datetime | None = None
    _running: dict[asyncio.Task[None], str] = field(default_factory=dict[asyncio.Task[None], str])
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Claim and run until `stop` is called."""
        while not self._stopping.is_set():
            self.beat = self.clock.now()
            self.work.clear()
            claimed = 0
            with _door("queue_failed"):
                claimed = await self._claim()
            if not claimed:
                await self._rest()

    async def stop(self, *, within_s: float) -> None:
        """Take no new work; wait for what runs, a purchase to its end, the rest for a while."""
        self._stopping.set()
        self.work.set()
        slow = [task for task, kind in self._running.items() if kind in self.unhurried]
        quick = [task for task in self._running if task not in slow]
        if quick:
            _, late = await asyncio.wait(quick, timeout=within_s)
            for task in late:
                task.cancel()
        await asyncio.gather(*slow, *quick, return_exceptions=True)

    async def _claim(self) -> int:
        free = MOST_AT_ONCE - len(self._running)
        if free <= 0:
            return 0
        running = Counter(self._running.values())
        room = {kind: most - running[kind] for kind, most in self.at_once.items()}
        claims = await self.queue.claim(free, room)
        for claim in claims:
            if self._stopping.is_set():
                await self.queue.again(claim, None)
            else:
                self._start(claim)
        return len(claims)

    def _start(self, claim: Claim) -> None:
        task = asyncio.create_task(self._run(claim), name=claim.job.key)
        self._running[task] = claim.job.kind
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self.work.set()

    async def _rest(self) -> None:
        pause = POLL_S * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, not a secret
        try:
            await asyncio.wait_for(self.work.wait(), pause)
        except TimeoutError:
            return

    async def _run(self, claim: Claim) -> None:
        bound = structlog.contextvars.bound_contextvars(job=claim.job.key, fence=claim.fence)
        # A job that can't be given back comes again when its lease ends.
        with bound, _door("job_not_given_back"):
            renewing = asyncio.create_task(self._renew(claim))
            try:
                await self._handle(claim)
            finally:
                renewing.cancel()

    async def _handle(self, claim: Claim) -> None:
        try:
            again = await self.handlers[claim.job.kind](claim)
        except LeaseLostError:
            structlog.get_logger().info("lease_lost")
        except Exception:  # noqa: BLE001 - the worker's door: logged, retried, never lost
            await self._failed(claim)
        else:
            await self._ended(claim, again)

    async def _ended(self, claim: Claim, again: datetime | None) -> None:
        if again is None:
            await self.queue.done(claim)
        else:
            await self.queue.again(claim, again)

    async def _failed(self, claim: Claim) -> None:
        structlog.get_logger().exception("job_failed", attempts=claim.attempts + 1)
        error = "an unexpected error; see the log"
        if claim.attempts + 1 >= TRIES:
            await self.bury(claim, error)
            return
        pause = timedelta(seconds=min(2.0**claim.attempts, _LONGEST_PAUSE_S))
        await self.queue.again(claim, self.clock.now() + pause, error)

    async def _renew(self, claim: Claim) -> None:
        while True:
            await asyncio.sleep(self.lease_s / 3)
            with _door("renewal_failed"):
                if not await self.queue.renew(claim):
                    return


@contextmanager
def _door(event: str) -> Generator[None]:
    """Log what goes wrong inside, such as a database that is away, and go on."""
    try:
        yield
    except Exception:  # noqa: BLE001 - the same door: the queue's own trouble ends nothing either
        structlog.get_logger().exception(event)
