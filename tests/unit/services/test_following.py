"""Purchases that are answered later: accepted at once, followed to their end, never sent twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.domain import jobs
from bot.domain.criteria import Criteria, Digits, Match, NpaCriteria, Request
from bot.domain.errors import (
    AccessDeniedError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NumberTakenError,
    OutcomeUnknownError,
)
from bot.domain.jobs import Claim, Job, Kind
from bot.domain.order import Order, Person, State, Trouble
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.domain.purchase import Attempt, AttemptState, Bought, Receipt, Stage
from bot.services.choosing import Choice
from bot.services.following import SOON_S, Following
from bot.services.receiving import receive
from tests.fakes import KilledError, LaterCarrier
from tests.unit.services.conftest import SETTLE, Bench

LOST = OutcomeUnknownError("the answer was lost")
OLU = Person("UOLU", "olu")
TNS = ("+19195550100", "+19195550101")
DAY = timedelta(days=1)
PATTERN = Request(Criteria(NpaCriteria("919"), 3, Digits(Match.CONTAINING, "5")))


@pytest.fixture
def carrier(bench: Bench) -> LaterCarrier:
    """A carrier that accepts orders, in the bench's place of the usual one."""
    bench.carrier = later = LaterCarrier()
    return later


async def attempts(bench: Bench, order: Order) -> Sequence[Attempt]:
    return await bench.store.ledger.read(lambda books: books.attempts(order.id))


async def last_event(bench: Bench, order: Order) -> dict[str, Any]:
    bodies = await bench.store.ledger.read(lambda books: books.history(order.id))
    return dict(bodies[-1])


async def tns_of(bench: Bench, order: Order) -> list[str]:
    numbers = await bench.store.ledger.read(lambda books: books.numbers(order.id))
    return [each.tn for each in numbers]


async def trouble_of(bench: Bench, order: Order) -> Trouble | None:
    hold = (await bench.order(order)).hold
    return hold and hold.trouble


async def accepted(bench: Bench, request: Request | None = None) -> Order:
    """An order that the carrier has accepted."""
    order = await (bench.approved(request) if request else bench.approved())
    await bench.work(Kind.BUY)
    return await bench.order(order)


async def overdue(bench: Bench) -> Order:
    """An order that the carrier accepted a day ago."""
    order = await accepted(bench)
    bench.clock.at += DAY
    await bench.work(Kind.FOLLOW)
    return await bench.order(order)


async def told_operators(bench: Bench) -> list[ReplyKind]:
    await bench.work(Kind.ALERT, Kind.ANSWER)
    return [reply.kind for user, reply, _ in bench.announcer.replies if user == "UOLU"]


async def review(bench: Bench, act: Act, order: Order) -> None:
    choice = Choice(bench.key(), act, OLU, order.id, order.revision, response_url="url")
    await bench.reviewing.decide(choice)
    await bench.work(Kind.REVIEW)


async def test_an_accepted_order_stays_ordering_and_says_so(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await accepted(bench)

    (attempt,) = await attempts(bench, order)
    assert (order.state, await trouble_of(bench, order)) == (State.ORDERING, Trouble.ACCEPTED)
    assert (attempt.state, attempt.carrier_order) == (AttemptState.ACCEPTED, "o-0")
    assert carrier.sent == [(f"{order.id}-1-1", 2)]


async def test_its_numbers_are_recorded_once_the_carrier_has_ended_it(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await accepted(bench)
    carrier.end(f"{order.id}-1-1", *TNS)

    await bench.work(Kind.FOLLOW)

    assert (await bench.order(order)).state is State.COMPLETED
    assert await tns_of(bench, order) == list(TNS)
    assert await bench.work(Kind.SIGN) == []


async def test_nothing_more_is_sent_while_the_carrier_has_it(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await accepted(bench)

    await bench.store.ledger.write(lambda books: books.want(jobs.buy(order.id)))
    await bench.work(Kind.BUY)

    assert len(carrier.sent) == 1


@pytest.mark.usefixtures("carrier")
async def test_the_first_look_comes_soon_after_the_purchase(bench: Bench) -> None:
    order = await accepted(bench)
    claim = await claimed_anew(bench, jobs.follow(order.id, f"{order.id}-1-1"))
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    following = Following(bench.store.ledger, bench.carrier, bench.clock, nap)
    again = await following.follow(claim)

    assert naps == [SOON_S]
    assert again == bench.clock.now() + timedelta(seconds=1)


async def claimed_anew(bench: Bench, job: Job) -> Claim:
    """The job as its first worker claims it; every other job is gone."""
    for each in await bench.store.queue.claim(50):
        await bench.store.queue.done(each)
    await bench.store.ledger.write(lambda books: books.add(job))
    (claim,) = await bench.store.queue.claim(50)
    return claim


@pytest.mark.usefixtures("carrier")
async def test_looks_come_further_and_further_apart(bench: Bench) -> None:
    order = await accepted(bench)
    pauses: list[timedelta] = []

    for _ in range(12):
        (again,) = await bench.work(Kind.FOLLOW)
        assert again is not None
        pauses.append(again - bench.clock.now())

    assert [later / sooner for sooner, later in pairwise(pauses[:5])] == [2, 2, 2, 2]
    assert pauses[-1] == timedelta(minutes=5)
    assert (await bench.order(order)).state is State.ORDERING


async def test_a_back_order_is_shown_as_waiting_and_goes_on_by_itself(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await accepted(bench)
    reference = f"{order.id}-1-1"
    carrier.orders[reference] = replace(carrier.orders[reference], stage=Stage.BACKORDERED)

    await bench.work(Kind.FOLLOW)
    waiting = await trouble_of(bench, order)
    carrier.end(reference, *TNS)
    await bench.work(Kind.FOLLOW)

    assert waiting is Trouble.BACKORDERED
    assert (await bench.order(order)).state is State.COMPLETED


@pytest.mark.usefixtures("carrier")
async def test_what_has_not_ended_after_a_day_goes_to_a_person(bench: Bench) -> None:
    order = await accepted(bench)
    bench.clock.at += DAY - timedelta(seconds=1)
    await bench.work(Kind.FOLLOW)
    before = await bench.order(order)

    bench.clock.at += timedelta(seconds=1)
    await bench.work(Kind.FOLLOW, Kind.DRAW)

    assert before.state is State.ORDERING
    assert (await bench.order(order)).state is State.NEEDS_REVIEW
    assert "review" in bench.announcer.kinds()
    assert (await last_event(bench, order))["carrier_order"] == "o-0"


async def test_what_ends_while_a_person_is_asked_ends_the_order(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await overdue(bench)
    carrier.end(f"{order.id}-1-1", *TNS)

    await bench.work(Kind.FOLLOW)

    assert (await bench.order(order)).state is State.COMPLETED


@pytest.mark.usefixtures("carrier")
async def test_what_the_carrier_may_still_buy_is_not_sent_again(bench: Bench) -> None:
    order = await overdue(bench)

    await review(bench, Act.ORDER_AGAIN, order)

    assert (await bench.order(order)).state is State.NEEDS_REVIEW
    assert ReplyKind.STILL_OPEN in await told_operators(bench)


async def test_what_comes_after_giving_up_is_recorded_and_operators_are_told(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await overdue(bench)
    await review(bench, Act.GIVE_UP, order)
    carrier.end(f"{order.id}-1-1", *TNS)

    await bench.work(Kind.FOLLOW)

    assert (await bench.order(order)).state is State.FAILED
    assert await tns_of(bench, order) == list(TNS)
    assert ReplyKind.ALERT_LATE_ANSWER in await told_operators(bench)


async def test_a_purchase_that_failed_ends_the_order_with_the_carriers_code(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await accepted(bench)
    short = CarrierRefusedError("the whole quantity is not free", code="5018")
    carrier.end(f"{order.id}-1-1", short=short)

    await bench.work(Kind.FOLLOW)

    failed, event = await bench.order(order), await last_event(bench, order)
    assert (failed.state, failed.hold and failed.hold.detail) == (State.FAILED, str(short))
    assert (event["to"], event["code"]) == (State.FAILED, "5018")


async def test_fewer_numbers_than_asked_end_in_partial_with_the_carriers_code(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await accepted(bench)
    short = CarrierRefusedError("only a part was free", code="5017")
    carrier.end(f"{order.id}-1-1", TNS[0], short=short)

    await bench.work(Kind.FOLLOW)

    assert (await bench.order(order)).state is State.PARTIAL
    assert (await last_event(bench, order))["code"] == "5017"


async def test_what_the_carrier_asks_to_send_again_is_approved_and_sent_again(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await accepted(bench)
    carrier.end(f"{order.id}-1-1", short=CarrierUnavailableError("it timed out", code="5086"))

    await bench.work(Kind.FOLLOW)
    waiting = await bench.order(order)
    bench.clock.at += timedelta(minutes=1)
    await bench.work(Kind.BUY)

    assert waiting.state is State.APPROVED
    assert [reference for reference, _ in carrier.sent] == [f"{order.id}-1-1", f"{order.id}-1-2"]


async def test_chosen_numbers_that_were_gone_are_replaced_by_others(
    bench: Bench, carrier: LaterCarrier
) -> None:
    carrier.chooses = True
    order = await accepted(bench, replace(PATTERN, criteria=PATTERN.criteria.of(1)))
    carrier.end(f"{order.id}-1-1", short=NumberTakenError("gone", code="5005"))

    await bench.work(Kind.FOLLOW, Kind.BUY)

    parts = [attempt.part.tns for attempt in await attempts(bench, order)]
    assert parts == [("+19195550100",), ("+19195550101",)]


async def test_of_several_chosen_numbers_only_those_that_were_gone_are_replaced(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await bench.approved(PATTERN)
    await plan_together(bench, order)
    await bench.work(Kind.BUY)
    carrier.end(f"{order.id}-1-1", *TNS, short=NumberTakenError("one is gone", code="5005"))
    carrier.chooses = True

    await bench.work(Kind.FOLLOW, Kind.BUY)

    first, second = await attempts(bench, order)
    assert (first.state, second.state) == (AttemptState.PLACED, AttemptState.ACCEPTED)
    assert not {*TNS, "+19195550102"} & set(second.part.tns)
    assert second.part.quantity == 1


async def plan_together(bench: Bench, order: Order) -> None:
    """Plan three chosen numbers as one part."""
    (found,) = await bench.carrier.plan(PATTERN.criteria)
    part = replace(found, tns=(*TNS, "+19195550102"))
    await bench.store.ledger.write(lambda books: books.plan(order, [part]))


async def test_a_crash_between_the_call_and_its_record_is_found_in_the_carriers_books(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await bench.approved()

    async def accept_and_die() -> None:
        carrier.orders[f"{order.id}-1-1"] = Receipt((), Stage.ACCEPTED, "o-7")
        raise KilledError

    carrier.on_call = accept_and_die
    with pytest.raises(KilledError):
        await bench.work(Kind.BUY)
    carrier.on_call = None
    await bench.restart()
    await bench.work(Kind.BUY, Kind.RECONCILE)

    (attempt,) = await attempts(bench, order)
    assert (attempt.state, attempt.carrier_order) == (AttemptState.ACCEPTED, "o-7")
    assert carrier.sent == []


async def test_a_lost_answer_is_found_by_its_reference_and_followed_to_the_end(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await bench.approved()
    carrier.answers, carrier.loses_after = [LOST], True
    await bench.work(Kind.BUY, Kind.RECONCILE)
    carrier.end(f"{order.id}-1-1", *TNS)

    await bench.work(Kind.FOLLOW)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(carrier.sent) == 1


async def test_what_was_not_found_once_settled_is_approved_and_sent_again(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await bench.approved()
    carrier.answers = [LOST]
    await bench.work(Kind.BUY, Kind.RECONCILE)
    before = await attempts(bench, order)

    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE, Kind.BUY)

    states = [attempt.state for attempt in await attempts(bench, order)]
    assert [attempt.state for attempt in before] == [AttemptState.UNKNOWN]
    assert states == [AttemptState.ABSENT, AttemptState.ACCEPTED]


@pytest.mark.parametrize(
    ("after", "state"),
    [(SETTLE + timedelta(hours=1), State.ORDERING), (DAY, State.NEEDS_REVIEW)],
)
async def test_a_carrier_that_does_not_say_is_asked_for_a_day_before_a_person_is(
    bench: Bench, carrier: LaterCarrier, after: timedelta, state: State
) -> None:
    order = await bench.approved()
    carrier.answers = [LOST]
    await bench.work(Kind.BUY)
    carrier.searches = [CarrierUnavailableError("away")]

    bench.clock.at += after
    (again,) = await bench.work(Kind.RECONCILE)

    assert (await bench.order(order)).state is state
    assert again is None or again > bench.clock.now()


async def test_a_purchase_found_at_the_click_counts_whatever_was_pressed(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await bench.approved()
    carrier.answers = [LOST]
    await bench.work(Kind.BUY)
    carrier.searches = [CarrierUnavailableError("away")]
    bench.clock.at += DAY
    await bench.work(Kind.RECONCILE)
    carrier.orders[f"{order.id}-1-1"] = Receipt(tuple(Bought(tn) for tn in TNS))

    await review(bench, Act.ORDER_AGAIN, await bench.order(order))

    assert (await bench.order(order)).state is State.COMPLETED
    assert ReplyKind.FOUND in await told_operators(bench)


async def test_two_purchases_under_one_reference_are_an_alarm(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await bench.approved()
    carrier.answers, carrier.loses_after = [LOST], True
    await bench.work(Kind.BUY)
    reference = f"{order.id}-1-1"
    carrier.orders[reference] = replace(carrier.orders[reference], twins=("o-9",))

    await bench.work(Kind.RECONCILE)

    assert ReplyKind.ALERT_TWINS in await told_operators(bench)


async def test_an_acceptance_that_comes_beside_another_try_is_an_alarm(
    bench: Bench, carrier: LaterCarrier
) -> None:
    order = await bench.approved()
    carrier.answers = [CarrierUnavailableError("away")]
    await bench.work(Kind.BUY)
    await bench.work(Kind.BUY)
    first, _ = await attempts(bench, order)
    late = Receipt((), Stage.ACCEPTED, "o-9")

    await bench.store.ledger.write(lambda books: receive(books, first, late, bench.clock.now()))

    states = [attempt.state for attempt in await attempts(bench, order)]
    assert states == [AttemptState.ABSENT, AttemptState.ACCEPTED]
    assert ReplyKind.ALERT_LATE_ANSWER in await told_operators(bench)


async def test_credentials_that_are_refused_while_following_are_told_to_operators(
    bench: Bench, carrier: LaterCarrier
) -> None:
    await accepted(bench)
    carrier.searches = [AccessDeniedError("who are you")]

    (again,) = await bench.work(Kind.FOLLOW)

    assert again is not None
    assert ReplyKind.ALERT_ACCESS_DENIED in await told_operators(bench)


@pytest.mark.usefixtures("carrier")
async def test_an_accepted_order_that_lost_its_job_gets_it_back(bench: Bench) -> None:
    order = await accepted(bench)
    for claim in await bench.store.queue.claim(100):
        await bench.store.queue.done(claim)

    await bench.repairing.repair()

    keys = {each.job.key for each in await bench.store.queue.listing()}
    assert f"follow:{order.id}-1-1" in keys
    assert f"buy:{order.id}" not in keys
