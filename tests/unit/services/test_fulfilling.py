"""Buying what was approved: once, whatever the carrier answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.criteria import Criteria, Digits, Match, NpaCriteria, Request
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NoCreditError,
    NumberTakenError,
    OutcomeUnknownError,
    PartTooLargeError,
)
from bot.domain.jobs import Kind
from bot.domain.order import State, Trouble
from bot.domain.picture import ReplyKind
from bot.domain.purchase import AttemptState
from tests.fakes import KilledError
from tests.unit.services.conftest import CARY, SETTLE, Bench

LOST = OutcomeUnknownError("the answer was lost")


async def test_an_approved_order_is_bought_by_one_call(bench: Bench) -> None:
    order = await bench.approved()

    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert bench.carrier.sent == [(f"{order.id}-1-1", 2)]


async def test_the_intent_is_on_disk_before_the_call_goes_out(bench: Bench) -> None:
    order = await bench.approved()
    seen: list[AttemptState] = []

    async def look() -> None:
        attempts = await bench.store.ledger.read(lambda books: books.attempts(order.id))
        seen.extend(attempt.state for attempt in attempts)

    bench.carrier.on_call = look
    await bench.work(Kind.BUY)

    assert seen == [AttemptState.SENDING]


async def test_the_numbers_are_recorded_with_their_price(bench: Bench) -> None:
    order = await bench.approved()

    await bench.work(Kind.BUY)

    numbers = await bench.store.ledger.read(lambda books: books.numbers(order.id))
    assert [(each.tn, str(each.price)) for each in numbers] == [
        ("+19195550100", "0.60"),
        ("+19195550101", "0.60"),
    ]


@pytest.mark.parametrize(
    ("error", "state", "trouble"),
    [
        (CarrierUnavailableError("away"), State.APPROVED, Trouble.CARRIER_AWAY),
        (NoCreditError("no credit"), State.APPROVED, Trouble.NO_CREDIT),
        (AccessDeniedError("who are you"), State.APPROVED, Trouble.ACCESS_DENIED),
        (CarrierRefusedError("no"), State.FAILED, Trouble.CARRIER_REFUSED),
        (LOST, State.ORDERING, Trouble.ANSWER_LOST),
    ],
    ids=lambda value: getattr(value, "value", type(value).__name__),
)
async def test_an_answer_without_numbers_leads_where_the_table_says(
    bench: Bench, error: CarrierError, state: State, trouble: Trouble
) -> None:
    order = await bench.approved()
    bench.carrier.answers = [error]

    await bench.work(Kind.BUY)

    now = await bench.order(order)
    assert (now.state, now.hold and now.hold.trouble) == (state, trouble)


async def test_an_order_waits_while_the_carrier_is_away_and_is_then_bought_once(
    bench: Bench,
) -> None:
    order = await bench.approved()
    bench.carrier.answers = [CarrierUnavailableError("away")] * 3

    for _ in range(5):
        await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.account) == 2


async def test_credentials_that_are_refused_pause_buying_and_tell_the_operator(
    bench: Bench,
) -> None:
    await bench.approved()
    bench.carrier.answers = [AccessDeniedError("wrong secret")]

    await bench.work(Kind.BUY, Kind.ALERT)
    await bench.work(Kind.BUY, Kind.ANSWER)

    denied = ReplyKind.ALERT_ACCESS_DENIED
    told = [user for user, reply, _ in bench.announcer.replies if reply.kind is denied]
    assert len(bench.carrier.sent) == 1
    assert told == ["UOLU"]
    assert await bench.events("policy") == ["paused"]


async def test_a_part_that_is_too_large_is_planned_again_in_tens(bench: Bench) -> None:
    order = await bench.approved(replace(CARY, criteria=CARY.criteria.of(25)))
    bench.carrier.answers = [PartTooLargeError("10 at most")]

    for _ in range(4):
        await bench.work(Kind.BUY)

    assert [quantity for _, quantity in bench.carrier.sent] == [25, 10, 10, 5]
    assert (await bench.order(order)).state is State.COMPLETED


async def test_parts_have_references_that_no_other_try_has(bench: Bench) -> None:
    await bench.approved(replace(CARY, criteria=CARY.criteria.of(25)))
    bench.carrier.answers = [PartTooLargeError("10 at most"), None, CarrierUnavailableError("x")]

    for _ in range(6):
        await bench.work(Kind.BUY)

    references = [reference for reference, _ in bench.carrier.sent]
    assert len(set(references)) == len(references)
    assert all(len(reference) <= 40 for reference in references)


async def test_a_refusal_after_bought_parts_ends_in_partial(bench: Bench) -> None:
    bench.carrier.most = 10
    order = await bench.approved(replace(CARY, criteria=CARY.criteria.of(20)))
    bench.carrier.answers = [None, CarrierRefusedError("sold out")]

    await bench.work(Kind.BUY)
    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.PARTIAL
    assert len(bench.carrier.account) == 10


async def test_fewer_numbers_than_asked_end_in_partial(bench: Bench) -> None:
    order = await bench.approved(replace(CARY, criteria=CARY.criteria.of(5)))
    bench.carrier.stock = bench.carrier.stock[:3]

    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.PARTIAL


async def test_an_unknown_part_stops_the_next(bench: Bench) -> None:
    bench.carrier.most = 10
    await bench.approved(replace(CARY, criteria=CARY.criteria.of(20)))
    bench.carrier.answers = [LOST]

    await bench.work(Kind.BUY)
    await bench.work(Kind.BUY)

    assert len(bench.carrier.sent) == 1


async def test_an_attempt_that_a_crash_left_behind_is_looked_up_and_never_sent_again(
    bench: Bench,
) -> None:
    order = await bench.approved()
    bench.carrier.on_call = killed
    with pytest.raises(KilledError):
        await bench.work(Kind.BUY)
    bench.carrier.on_call = None

    await bench.restart()
    await bench.work(Kind.BUY)
    await bench.work(Kind.BUY)

    attempts = await bench.store.ledger.read(lambda books: books.attempts(order.id))
    assert bench.carrier.sent == []
    assert [attempt.state for attempt in attempts] == [AttemptState.UNKNOWN]


async def killed() -> None:
    raise KilledError


async def test_a_call_that_would_go_out_too_late_does_not(bench: Bench) -> None:
    order = await bench.approved()
    bench.uptime = [0.0, 31.0, 31.0]

    await bench.work(Kind.BUY)

    assert bench.carrier.sent == []
    assert (await bench.order(order)).state is State.APPROVED


async def test_after_three_lost_answers_a_search_must_succeed_before_the_next_purchase(
    bench: Bench,
) -> None:
    for _ in range(3):
        await bench.approved()
        bench.carrier.answers = [LOST]
        await bench.work(Kind.BUY)
    order = await bench.approved()
    bench.carrier.searches = [CarrierUnavailableError("away")]

    await bench.work(Kind.BUY)

    hold = (await bench.order(order)).hold
    assert len(bench.carrier.sent) == 3
    assert hold is not None
    assert hold.trouble is Trouble.CARRIER_AWAY


async def test_nothing_is_sent_while_buying_is_paused_and_the_card_says_why(bench: Bench) -> None:
    order = await bench.approved()
    await bench.store.ledger.write(lambda books: books.set_flag("paused", "maintenance"))

    await bench.work(Kind.BUY)

    hold = (await bench.order(order)).hold
    assert bench.carrier.sent == []
    assert hold is not None
    assert (hold.trouble, hold.detail) == (Trouble.PAUSED, "maintenance")


async def test_a_pattern_is_bought_number_by_number_under_our_reference(bench: Bench) -> None:
    bench.carrier.chooses = True
    wanted = Request(Criteria(NpaCriteria("919"), 2, Digits(Match.ENDING, "5")))
    order = await bench.approved(wanted)

    for _ in range(3):
        await bench.work(Kind.BUY)

    names = [bought.name for bought in bench.carrier.account]
    assert names == [f"{order.id}-1-1", f"{order.id}-2-1"]
    assert all(bought.tn.endswith("5") for bought in bench.carrier.account)


async def test_a_chosen_number_that_is_taken_is_replaced_by_another(bench: Bench) -> None:
    bench.carrier.chooses = True
    order = await bench.approved()
    bench.carrier.answers = [NumberTakenError("gone")]

    for _ in range(4):
        await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.account) == 2


async def test_a_lost_answer_is_adopted_when_the_account_is_ours_alone(bench: Bench) -> None:
    bench.ours_alone = True
    order = await bench.approved()
    bench.carrier.answers, bench.carrier.loses_after = [LOST], True
    await bench.work(Kind.BUY)

    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.account) == 2


async def test_a_lost_answer_on_a_shared_account_goes_to_a_person_with_the_evidence(
    bench: Bench,
) -> None:
    order = await bench.approved()
    bench.carrier.answers, bench.carrier.loses_after = [LOST], True
    await bench.work(Kind.BUY)

    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE, Kind.DRAW)

    pictures = [picture for _, kind, picture in bench.announcer.posted if kind == "review"]
    assert (await bench.order(order)).state is State.NEEDS_REVIEW
    assert pictures[0].candidates == ("+19195550100", "+19195550101")


async def test_nothing_is_concluded_before_a_late_purchase_would_be_visible(bench: Bench) -> None:
    order = await bench.approved()
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)

    bench.clock.at += SETTLE - timedelta(seconds=1)
    again = await bench.work(Kind.RECONCILE)

    assert (await bench.order(order)).state is State.ORDERING
    assert again != [None]


async def test_a_bought_number_that_another_order_owns_is_no_candidate(bench: Bench) -> None:
    bench.ours_alone = True
    await bench.approved()
    await bench.work(Kind.BUY)
    order = await bench.approved()
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)

    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE)

    assert (await bench.order(order)).state is State.NEEDS_REVIEW


async def test_a_chosen_number_that_was_surely_not_bought_is_sent_again(bench: Bench) -> None:
    bench.carrier.chooses = True
    order = await bench.approved(replace(CARY, criteria=CARY.criteria.of(1)))
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)

    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE)
    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert [bought.name for bought in bench.carrier.account] == [f"{order.id}-1-2"]


async def test_bought_numbers_get_our_reference_as_their_name(bench: Bench) -> None:
    order = await bench.approved()

    await bench.work(Kind.BUY, Kind.SIGN)

    assert set(bench.carrier.signed.values()) == {f"{order.id}-1-1"}
