"""What is given up is said to the operators, once a day, and nothing is said about the saying."""

import pytest

from bot.domain import jobs
from bot.domain.jobs import Job, Kind
from bot.domain.order import Order
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from tests.store_samples import want
from tests.unit.services.conftest import Bench

ERROR = "an unexpected error; see the log"


async def give_up(bench: Bench, key: str) -> None:
    """Let the worker claim this job and give it up; the others wait."""
    for claim in await bench.store.queue.claim(100):
        if claim.job.key == key:
            await bench.burying.bury(claim, ERROR)
        else:
            await bench.store.queue.again(claim, None)


async def told(bench: Bench) -> list[tuple[str, int, str]]:
    """Which operator was told of which order and job."""
    await bench.work(Kind.ALERT, Kind.ANSWER)
    return [
        (user, reply.order.number if reply.order else 0, reply.detail)
        for user, reply, _ in bench.announcer.replies
        if reply.kind is ReplyKind.ALERT_GIVEN_UP
    ]


@pytest.fixture
async def order(bench: Bench) -> Order:
    return await bench.placed()


async def test_the_operators_are_told_which_job_of_which_order_was_given_up(
    bench: Bench, order: Order
) -> None:
    await give_up(bench, f"check:{order.id}")

    assert await told(bench) == [("UOLU", order.number, f"check:{order.id}")]


async def test_a_click_that_is_given_up_names_its_order(bench: Bench, order: Order) -> None:
    await bench.work(Kind.CHECK)
    bench.directory.cold = True
    await bench.decide(Act.APPROVE, order, key="1.2.a")

    await give_up(bench, "decide:1.2.a")

    assert await told(bench) == [("UOLU", order.number, "decide:1.2.a")]


async def test_what_belongs_to_no_order_is_said_too(bench: Bench) -> None:
    await want(bench.store, jobs.repair())

    await give_up(bench, "repair")

    assert await told(bench) == [("UOLU", 0, "repair")]


async def test_a_job_that_dies_again_and_again_is_said_once_a_day(
    bench: Bench, order: Order
) -> None:
    key = f"check:{order.id}"
    for _ in range(3):
        await give_up(bench, key)
        await bench.store.queue.retry(key)
    heard = len(await told(bench))
    bench.clock.move(hours=25)
    await bench.store.queue.sweep(bench.clock.now())

    await give_up(bench, key)

    assert (heard, len(await told(bench))) == (1, 2)


async def test_each_job_of_an_order_is_a_matter_of_its_own(bench: Bench, order: Order) -> None:
    keys = [f"check:{order.id}", f"draw:{order.id}:root"]

    for key in keys:
        await give_up(bench, key)

    assert sorted(key for _, _, key in await told(bench)) == keys


@pytest.mark.parametrize(
    "job",
    [
        jobs.alert("no_credit", "", "why"),
        jobs.answer("1.2.a", ReplyKind.APPROVED, user="UMEI", url=""),
    ],
    ids=lambda job: str(job.kind),
)
async def test_nothing_is_said_about_an_alarm_or_an_answer_that_was_given_up(
    bench: Bench, job: Job
) -> None:
    await want(bench.store, job)

    await give_up(bench, job.key)

    [dead] = await bench.store.queue.listing()
    assert (dead.job.key, dead.error) == (job.key, ERROR)


async def test_who_lost_the_lease_gives_nothing_up(bench: Bench, order: Order) -> None:
    claims = await bench.store.queue.claim(100)
    [stale] = [claim for claim in claims if claim.job.key == f"check:{order.id}"]
    for claim in claims:
        await bench.store.queue.again(claim, None)
    await bench.store.queue.claim(100)

    await bench.burying.bury(stale, ERROR)

    listed = await bench.store.queue.listing()
    assert [each.job.key for each in listed if each.dead_at or each.job.kind == Kind.ALERT] == []
