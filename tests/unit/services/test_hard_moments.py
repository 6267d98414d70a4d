"""Answers that come late, twice or at a bad moment are recorded; nothing is sent twice."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest

from bot.books import Books
from bot.domain.errors import (
    AccessDeniedError,
    CarrierRefusedError,
    CarrierUnavailableError,
    LeaseLostError,
    LedgerAwayError,
    NumberTakenError,
    OutcomeUnknownError,
)
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order, Person, State, Trouble
from bot.domain.policy import Act
from bot.domain.purchase import AttemptState, Bought, Receipt
from bot.ports import Ledger
from bot.services.choosing import Choice
from bot.services.fulfilling import Fulfilling
from bot.services.receiving import receive
from bot.services.standing import stand
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, CARY, SETTLE, Bench

T = TypeVar("T")
LOST = OutcomeUnknownError("the answer was lost")
OLU = Person("UOLU", "olu")


@dataclass
class FlakyLedger:
    """A ledger that is away for the next writes after a number was sold."""

    ledger: Ledger
    bench: Bench
    failures: int
    writes_first: bool = False

    async def read(self, look: Callable[[Books], T]) -> T:
        return await self.ledger.read(look)

    async def write(self, unit: Callable[[Books], T]) -> T:
        if self.bench.carrier.account and self.failures:
            self.failures -= 1
            if self.writes_first:
                await self.ledger.write(unit)
            raise LedgerAwayError("away")
        return await self.ledger.write(unit)


async def buy_with(bench: Bench, ledger: FlakyLedger) -> None:
    async def at_once(_: float) -> None:
        return None

    fulfilling = Fulfilling(ledger, bench.carrier, bench.clock, lambda: 0.0, 30.0, at_once)
    claim = await claimed(bench, Kind.BUY)
    await fulfilling.buy(claim)


async def claimed(bench: Bench, kind: Kind) -> Claim:
    return next(claim for claim in await bench.store.queue.claim(50) if claim.job.kind == kind)


async def attempts(bench: Bench, order: Order) -> list[AttemptState]:
    found = await bench.store.ledger.read(lambda books: books.attempts(order.id))
    return [attempt.state for attempt in found]


async def review(bench: Bench, act: Act, order: Order) -> None:
    choice = Choice(bench.key(), act, OLU, order.id, order.revision, response_url="url")
    await bench.reviewing.decide(choice)
    await bench.work(Kind.REVIEW)


async def in_review(bench: Bench, order: Order) -> Order:
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)
    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE)
    return await bench.order(order)


async def test_an_answer_is_recorded_though_the_ledger_is_away_for_a_while(bench: Bench) -> None:
    order = await bench.approved()

    await buy_with(bench, FlakyLedger(bench.store.ledger, bench, failures=3))

    assert (await bench.order(order)).state is State.COMPLETED


async def test_an_answer_whose_commit_was_lost_is_recorded_once(bench: Bench) -> None:
    order = await bench.approved()

    await buy_with(bench, FlakyLedger(bench.store.ledger, bench, failures=1, writes_first=True))

    assert (await bench.order(order)).state is State.COMPLETED
    assert await bench.work(Kind.ALERT) == []


async def test_a_look_whose_lease_is_lost_concludes_nothing(bench: Bench) -> None:
    order = await bench.approved()
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)
    stale = await claimed(bench, Kind.RECONCILE)
    await bench.store.queue.again(stale, None)
    await claimed(bench, Kind.RECONCILE)
    bench.clock.at += SETTLE

    with pytest.raises(LeaseLostError):
        await bench.handlers[Kind.RECONCILE](stale)

    assert (await bench.order(order)).state is State.ORDERING


@pytest.mark.parametrize(
    ("answer", "most"),
    [(CarrierUnavailableError("away"), 5000), (None, 1)],
    ids=["nothing bought", "a part bought"],
)
async def test_what_is_left_to_buy_has_its_job_though_another_worker_ended_it_meanwhile(
    bench: Bench, answer: Exception | None, most: int
) -> None:
    bench.carrier.answers, bench.carrier.most = [answer], most
    order = await bench.approved()
    late = await claimed(bench, Kind.BUY)

    async def taken_over() -> None:
        bench.carrier.on_call = None
        await bench.store.queue.again(late, None)
        other = await claimed(bench, Kind.BUY)
        assert await bench.handlers[Kind.BUY](other) is None
        await bench.store.queue.done(other)

    bench.carrier.on_call = taken_over
    due = await bench.handlers[Kind.BUY](late)
    await bench.store.queue.again(late, due)
    bench.clock.move(minutes=5)
    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.account) == order.quantity


async def test_an_answer_that_comes_while_a_person_is_asked_completes_the_order(
    bench: Bench,
) -> None:
    order = await in_review(bench, await bench.approved())
    standing = await bench.store.ledger.read(lambda books: stand(books, order.id))
    assert standing is not None
    late = tuple(
        Bought(tn, price=bench.carrier.price, created_at=NOON)
        for tn in ("+19195550100", "+19195550101")
    )

    await bench.store.ledger.write(
        lambda books: receive(books, standing.in_doubt[0], Receipt(late), bench.clock.now())
    )

    assert (await bench.order(order)).state is State.COMPLETED


async def test_an_answer_to_an_order_that_was_given_up_is_shown_on_its_cards(
    bench: Bench,
) -> None:
    order = await in_review(bench, await bench.approved())
    await bench.work(Kind.DRAW)
    attempt = (await bench.store.ledger.read(lambda books: books.attempts(order.id)))[0]
    await review(bench, Act.GIVE_UP, order)
    await bench.work(Kind.DRAW)
    bench.announcer.redrawn.clear()

    late, now = Receipt((Bought("+19195550100"),)), bench.clock.now()
    await bench.store.ledger.write(lambda books: receive(books, attempt, late, now))
    await bench.work(Kind.DRAW)

    assert {kind: len(drawn.numbers) for kind, drawn in bench.announcer.redrawn} == {
        "root": 1,
        "approval": 1,
    }


async def test_an_order_that_was_given_up_blocks_no_later_adoption(bench: Bench) -> None:
    bench.ours_alone = True
    await review(bench, Act.GIVE_UP, await in_review(bench, await bench.approved()))
    order = await bench.approved()
    bench.carrier.answers, bench.carrier.loses_after = [LOST], True
    await bench.work(Kind.BUY)

    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE)

    assert (await bench.order(order)).state is State.COMPLETED


async def test_an_order_of_which_a_part_is_bought_cannot_be_cancelled_after_send_again(
    bench: Bench,
) -> None:
    bench.carrier.most = 1
    order = await bench.approved()
    bench.carrier.answers = [None, LOST]
    await bench.work(Kind.BUY)
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)
    bench.clock.at += SETTLE
    bench.carrier.account.clear()
    await bench.work(Kind.RECONCILE)

    await review(bench, Act.ORDER_AGAIN, await bench.order(order))
    await bench.decide(Act.CANCEL, order, ANA)

    assert (await bench.order(order)).state is State.ORDERING


async def test_credentials_that_are_refused_while_planning_pause_and_do_not_end_the_order(
    bench: Bench,
) -> None:
    bench.carrier.chooses = True
    order = await bench.approved()
    bench.carrier.searches = [AccessDeniedError("who are you")]

    await bench.work(Kind.BUY)

    waiting = await bench.order(order)
    assert waiting.state is State.APPROVED
    assert waiting.hold is not None
    assert waiting.hold.trouble is Trouble.ACCESS_DENIED


async def test_a_number_that_was_taken_is_not_tried_again(bench: Bench) -> None:
    bench.carrier.chooses = True
    order = await bench.approved(replace(CARY, criteria=CARY.criteria.of(1)))
    bench.carrier.answers = [NumberTakenError("gone")]

    for _ in range(3):
        await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert bench.carrier.account[0].tn == "+19195550101"


async def test_when_every_number_was_taken_the_order_ends(bench: Bench) -> None:
    bench.carrier.chooses = True
    bench.carrier.stock = bench.carrier.stock[:1]
    order = await bench.approved(replace(CARY, criteria=CARY.criteria.of(1)))
    bench.carrier.answers = [NumberTakenError("gone")] * 9

    for _ in range(3):
        await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.FAILED
    assert len(bench.carrier.sent) == 1


async def test_a_list_that_stays_refused_goes_to_a_person_when_it_is_settled(bench: Bench) -> None:
    order = await bench.approved()
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)
    bench.clock.at += SETTLE
    bench.carrier.searches = [CarrierRefusedError("no")]

    await bench.work(Kind.RECONCILE)

    assert (await bench.order(order)).state is State.NEEDS_REVIEW


async def test_a_list_that_is_away_is_asked_again_until_then(bench: Bench) -> None:
    order = await bench.approved()
    bench.carrier.answers = [LOST]
    await bench.work(Kind.BUY)
    bench.carrier.searches = [CarrierUnavailableError("away")]

    again = await bench.work(Kind.RECONCILE)

    assert again != [None]
    assert (await bench.order(order)).state is State.ORDERING


async def test_adopting_one_part_goes_on_with_the_next(bench: Bench) -> None:
    bench.carrier.most = 1
    order = await bench.approved()
    bench.carrier.answers, bench.carrier.loses_after = [LOST], True
    await bench.work(Kind.BUY)
    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE)

    await review(bench, Act.ADOPT, await bench.order(order))
    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.account) == 2


async def test_a_cancelled_order_stays_cancelled_though_its_numbers_sold_out(bench: Bench) -> None:
    order = await bench.approved()
    await bench.decide(Act.CANCEL, order, ANA)

    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.CANCELLED
    assert await attempts(bench, order) == []
