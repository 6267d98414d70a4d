"""Stopping and starting to buy, and giving orders their lost work back."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain import jobs
from bot.domain.jobs import Kind
from bot.domain.order import Order, Person, State
from bot.domain.policy import Act
from bot.domain.purchase import AttemptState
from bot.domain.rules import Policy, Tier, Times
from bot.services.pausing import Pausing
from bot.services.repairing import EVERY
from tests.fakes import NOON, KilledError
from tests.store_samples import bury
from tests.unit.services.conftest import MEI, Bench

OLU = Person("UOLU", "olu")


def pausing(bench: Bench) -> Pausing:
    return Pausing(bench.store.ledger, bench.clock)


async def lose_all_jobs(bench: Bench) -> None:
    for claim in await bench.store.queue.claim(100):
        await bench.store.queue.done(claim)


async def keys(bench: Bench) -> set[str]:
    return {each.job.key for each in await bench.store.queue.listing()}


async def flag(bench: Bench, name: str) -> str | None:
    return await bench.store.ledger.read(lambda books: books.flag(name))


async def test_while_buying_is_paused_an_approved_order_waits_and_says_why(bench: Bench) -> None:
    order = await bench.approved()

    waiting = await pausing(bench).set("the carrier is moving")
    await bench.work(Kind.BUY)

    held = await bench.order(order)
    assert (waiting, bench.carrier.sent) == (1, [])
    assert held.state is State.APPROVED
    assert held.hold is not None
    assert (held.hold.trouble, held.hold.detail) == ("paused", "the carrier is moving")


async def test_what_waited_is_bought_once_buying_goes_on(bench: Bench) -> None:
    order = await bench.approved()
    await pausing(bench).set("the carrier is moving")
    await bench.work(Kind.BUY)

    waited = await pausing(bench).set(None)
    await bench.work(Kind.BUY)

    assert waited == 1
    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.sent) == 1


async def test_nobody_waits_where_nothing_is_approved(bench: Bench) -> None:
    await bench.placed()

    assert await pausing(bench).set("why") == 0


async def test_pausing_and_going_on_are_on_the_record_with_who_did_it(bench: Bench) -> None:
    await pausing(bench).set("why", by=OLU)
    await pausing(bench).set(None, by=OLU)

    bodies = await bench.store.ledger.read(lambda books: books.history("policy"))
    assert [body["kind"] for body in bodies] == ["paused", "resumed"]
    assert [body["why"] for body in bodies] == ["why", None]
    assert all("UOLU" in str(body) for body in bodies)


async def test_a_second_reason_replaces_the_first(bench: Bench) -> None:
    await pausing(bench).set("why")
    await pausing(bench).set("another reason")

    assert await flag(bench, "paused") == "another reason"


async def test_going_on_forgets_what_was_learned_of_the_account(bench: Bench) -> None:
    await bench.store.ledger.write(lambda books: books.set_flag("part_size", "10"))

    await pausing(bench).set(None)

    assert await flag(bench, "part_size") is None


async def test_an_order_that_is_checked_gets_all_its_jobs_back(bench: Bench) -> None:
    order = await bench.placed()
    await lose_all_jobs(bench)

    await bench.repairing.repair()

    assert {f"check:{order.id}", f"offer:{order.id}", f"expire:{order.id}"} <= await keys(bench)


async def test_an_approved_order_gets_its_purchase_back_and_buys_once(bench: Bench) -> None:
    order = await bench.approved()
    await lose_all_jobs(bench)

    await bench.repairing.repair()
    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.sent) == 1


async def test_an_order_whose_answer_was_lost_is_looked_up_and_not_bought_again(
    bench: Bench,
) -> None:
    order = await in_doubt(bench)
    await lose_all_jobs(bench)

    await bench.repairing.repair()
    bench.carrier.on_call = None
    await bench.work(Kind.BUY, Kind.RECONCILE)

    assert f"reconcile:{order.id}" in await keys(bench)
    assert bench.carrier.sent == []
    assert (await bench.order(order)).state is State.ORDERING


async def in_doubt(bench: Bench) -> Order:
    """An order of which nobody knows whether it is bought."""
    order = await bench.approved()
    bench.carrier.on_call = killed
    with pytest.raises(KilledError):
        await bench.work(Kind.BUY)
    [attempt] = await bench.store.ledger.read(lambda books: books.attempts(order.id))
    unknown = AttemptState.UNKNOWN
    await bench.store.ledger.write(lambda books: books.settle(attempt, unknown, "no answer"))
    await bench.restart()
    return order


async def killed() -> None:
    raise KilledError


async def test_an_order_that_waits_for_people_gets_no_purchase(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    await lose_all_jobs(bench)

    await bench.repairing.repair()

    assert f"buy:{order.id}" not in await keys(bench)


async def test_an_order_that_is_over_gets_nothing_back(bench: Bench) -> None:
    await bench.approved()
    await bench.work(Kind.BUY)
    await lose_all_jobs(bench)
    before = await keys(bench)

    await bench.repairing.repair()

    assert await keys(bench) == before


async def test_repair_leaves_what_waits_for_its_time_as_it_is(bench: Bench) -> None:
    order = await bench.approved()
    later = NOON + timedelta(days=40_000)
    [bought] = [c for c in await bench.store.queue.claim(100) if c.job.key == f"buy:{order.id}"]
    await bench.store.queue.again(bought, later)

    await bench.repairing.repair()

    [job] = [each.job for each in await bench.store.queue.listing() if each.job.kind == Kind.BUY]
    assert job.run_at == later


async def test_a_purchase_that_was_given_up_rests_first_and_an_operator_wakes_it_at_once(
    bench: Bench,
) -> None:
    order = await bench.approved()
    for claim in await bench.store.queue.claim(100):
        await bury(bench.store, claim)
    await bench.repairing.repair()
    await bench.work(Kind.BUY)
    resting = (await bench.order(order)).state

    await bench.store.queue.retry(f"buy:{order.id}")
    await bench.work(Kind.BUY)

    assert resting is State.APPROVED
    assert (await bench.order(order)).state is State.COMPLETED


async def test_repair_comes_again_and_forgets_old_deliveries(bench: Bench) -> None:
    await bench.place(key="an-old-delivery")
    bench.clock.move(hours=25)

    again = await bench.repairing.repair()

    remembered = not await bench.store.ledger.write(
        lambda books: books.first_time("an-old-delivery", bench.clock.now())
    )
    assert again == bench.clock.now() + EVERY
    assert not remembered


async def test_a_decision_still_stands_after_a_repair(bench: Bench) -> None:
    order = await bench.approved()

    await bench.repairing.repair()

    assert (await bench.order(order)).decided_by == MEI


async def restart(bench: Bench, policy: Policy) -> None:
    """The bot starts anew with this policy, and what it asks for at a start is done."""
    bench.policy = policy
    await bench.restart()
    await bench.store.ledger.write(lambda books: books.want(jobs.revisit()))
    await bench.work(Kind.REPAIR, Kind.MUSTER, Kind.ESCALATE)


async def test_a_start_with_a_laxer_policy_counts_the_approvals_anew(bench: Bench) -> None:
    bench.policy = Policy(("S1",), tiers=(Tier("large", above_quantity=1, approvals=2),))
    order = await bench.placed()
    await bench.work(Kind.CHECK, Kind.MUSTER)
    await bench.decide(Act.APPROVE, order)
    await bench.work(Kind.MUSTER)

    await restart(bench, Policy(("S1",)))

    assert (await bench.order(order)).state is State.APPROVED


async def test_a_start_with_new_backups_asks_them_for_what_waits(bench: Bench) -> None:
    bench.policy = replace(bench.policy, times=Times(quiet_from=time(0), quiet_until=time(0)))
    order = await bench.placed()
    await bench.work(Kind.CHECK, Kind.MUSTER, Kind.ESCALATE)
    bench.clock.move(hours=9)

    await restart(bench, replace(bench.policy, backup_approvers=("UOLU",)))

    assert (await bench.order(order)).escalated_at == bench.clock.now()


async def test_a_start_gives_what_waits_its_deadline_back(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    await lose_all_jobs(bench)

    await restart(bench, bench.policy)

    assert f"expire:{order.id}" in await keys(bench)
