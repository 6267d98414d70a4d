"""A worker that was overtaken ends nothing while the other one's purchase is under way."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from bot.domain.errors import (
    CarrierRefusedError,
    CarrierUnavailableError,
    LeaseLostError,
)
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order, Person, State
from bot.domain.policy import Act
from bot.services.choosing import Choice
from tests.unit.services.conftest import CARY, SETTLE, Bench

OLU = Person("UOLU", "olu")


@dataclass
class Rival:
    """Another process that has taken the job over; the answer to its purchase takes a while."""

    bench: Bench
    answer: asyncio.Event = field(default_factory=asyncio.Event)
    buying: asyncio.Future[datetime | None] | None = None

    async def buy(self) -> None:
        """Send the purchase, and wait for the answer in the background."""
        sent = asyncio.Event()

        async def hang() -> None:
            self.bench.carrier.on_call = None
            sent.set()
            await self.answer.wait()

        self.bench.carrier.on_call = hang
        claim = await claimed(self.bench, Kind.BUY)
        self.buying = asyncio.ensure_future(self.bench.handlers[Kind.BUY](claim))
        await sent.wait()

    async def is_answered(self) -> None:
        assert self.buying is not None
        self.answer.set()
        await self.buying


async def claimed(bench: Bench, kind: Kind) -> Claim:
    return next(claim for claim in await bench.store.queue.claim(50) if claim.job.kind == kind)


async def send_again(bench: Bench, order: Order) -> None:
    """Lose the answer for good, and let a person say that nothing was bought."""
    await bench.work(Kind.BUY)
    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE)
    choice = Choice(bench.key(), Act.ORDER_AGAIN, OLU, order.id, order.revision)
    await bench.reviewing.decide(choice)
    await bench.work(Kind.REVIEW)


@pytest.mark.parametrize(
    "refusal", [CarrierRefusedError("none free"), CarrierUnavailableError("away")]
)
async def test_a_plan_that_is_refused_ends_no_purchase_under_way(
    bench: Bench, refusal: Exception
) -> None:
    bench.carrier.chooses = True
    order = await bench.approved(replace(CARY, criteria=CARY.criteria.of(1)))
    stale, rival = await claimed(bench, Kind.BUY), Rival(bench)

    async def overtaken() -> None:
        await bench.store.queue.again(stale, None)
        await rival.buy()
        bench.carrier.searches = [refusal]

    bench.carrier.on_search = overtaken
    with pytest.raises(LeaseLostError):
        await bench.handlers[Kind.BUY](stale)
    meanwhile = await bench.order(order)
    await rival.is_answered()

    assert (meanwhile.state, meanwhile.hold) == (State.ORDERING, None)
    assert (await bench.order(order)).state is State.COMPLETED


@pytest.mark.parametrize(
    "late", [CarrierRefusedError("no"), CarrierUnavailableError("nothing sent")]
)
async def test_a_late_refusal_ends_no_later_try_under_way(bench: Bench, late: Exception) -> None:
    order = await bench.approved()
    stale, rival = await claimed(bench, Kind.BUY), Rival(bench)

    async def overtaken() -> None:
        bench.carrier.on_call = None
        await bench.store.queue.again(stale, None)
        await send_again(bench, order)
        await rival.buy()
        bench.carrier.answers = [late]

    bench.carrier.on_call = overtaken
    due = await bench.handlers[Kind.BUY](stale)
    meanwhile = await bench.order(order)
    await rival.is_answered()

    assert (due, meanwhile.state) == (None, State.ORDERING)
    assert (await bench.order(order)).state is State.COMPLETED
