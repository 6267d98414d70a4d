"""What only a person can settle: was it bought, or not?"""

import pytest

from bot.domain.errors import CarrierUnavailableError, OutcomeUnknownError
from bot.domain.jobs import Kind
from bot.domain.order import Order, Person, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.domain.purchase import Bought
from bot.services.choosing import Choice
from tests.unit.services.conftest import ANA, MEI, SETTLE, Bench

OLU = Person("UOLU", "olu")
LOST = OutcomeUnknownError("the answer was lost")
STRAY = Bought("+19845550199", "n-0199", city="CARY", state="NC")


async def in_review(bench: Bench, *, bought: bool) -> Order:
    order = await bench.approved()
    bench.carrier.answers, bench.carrier.loses_after = [LOST], bought
    await bench.work(Kind.BUY)
    bench.clock.at += SETTLE
    await bench.work(Kind.RECONCILE, Kind.ANSWER)
    bench.announcer.replies.clear()
    return await bench.order(order)


@pytest.fixture
async def bought(bench: Bench) -> Order:
    return await in_review(bench, bought=True)


@pytest.fixture
async def unbought(bench: Bench) -> Order:
    return await in_review(bench, bought=False)


async def review(bench: Bench, act: Act, order: Order, by: Person = OLU) -> list[ReplyKind]:
    choice = Choice(bench.key(), act, by, order.id, order.revision, response_url="url")
    await bench.reviewing.decide(choice)
    await bench.work(Kind.REVIEW)
    await bench.work(Kind.ANSWER)
    return [reply.kind for _, reply, _ in bench.announcer.replies]


async def test_numbers_that_an_operator_calls_ours_complete_the_order(
    bench: Bench, bought: Order
) -> None:
    said = await review(bench, Act.ADOPT, bought)

    numbers = await bench.store.ledger.read(lambda books: books.numbers(bought.id))
    assert said == [ReplyKind.ADOPTED]
    assert (await bench.order(bought)).state is State.COMPLETED
    assert [each.tn for each in numbers] == ["+19195550100", "+19195550101"]


async def test_numbers_that_were_not_on_the_card_are_shown_first_and_not_adopted(
    bench: Bench, bought: Order
) -> None:
    bench.carrier.account.append(STRAY)

    said = await review(bench, Act.ADOPT, bought)

    assert said == [ReplyKind.EVIDENCE_CHANGED]
    assert (await bench.order(bought)).state is State.NEEDS_REVIEW


async def test_an_order_that_was_not_bought_is_sent_again_once(
    bench: Bench, unbought: Order
) -> None:
    said = await review(bench, Act.ORDER_AGAIN, unbought)
    await bench.work(Kind.BUY)

    assert said == [ReplyKind.ORDERED_AGAIN]
    assert (await bench.order(unbought)).state is State.COMPLETED
    assert len(bench.carrier.account) == 2


async def test_nothing_is_sent_again_when_candidates_turn_up(bench: Bench, unbought: Order) -> None:
    bench.carrier.account.append(STRAY)

    said = await review(bench, Act.ORDER_AGAIN, unbought)
    await bench.work(Kind.BUY)

    assert said == [ReplyKind.EVIDENCE_CHANGED]
    assert len(bench.carrier.sent) == 1


async def test_nothing_is_sent_again_before_a_late_purchase_would_be_visible(
    bench: Bench, unbought: Order
) -> None:
    bench.clock.at -= SETTLE / 2

    said = await review(bench, Act.ORDER_AGAIN, unbought)

    assert said == [ReplyKind.TOO_EARLY]


async def test_nothing_is_decided_while_the_carrier_cannot_be_asked(
    bench: Bench, unbought: Order
) -> None:
    bench.carrier.searches = [CarrierUnavailableError("away")]

    said = await review(bench, Act.ORDER_AGAIN, unbought)

    assert said == [ReplyKind.CANT_LIST]
    assert (await bench.order(unbought)).state is State.NEEDS_REVIEW


async def test_an_order_that_is_given_up_has_failed_and_the_requester_is_told(
    bench: Bench, unbought: Order
) -> None:
    said = await review(bench, Act.GIVE_UP, unbought)
    await bench.work(Kind.DRAW)
    await bench.work(Kind.DRAW)

    assert said == [ReplyKind.GAVE_UP]
    assert (await bench.order(unbought)).state is State.FAILED
    assert "notice:failed" in bench.announcer.kinds()


@pytest.mark.parametrize("person", [MEI, ANA], ids=["an approver", "the requester"])
async def test_nobody_but_an_operator_settles_it(
    bench: Bench, bought: Order, person: Person
) -> None:
    said = await review(bench, Act.ADOPT, bought, person)

    assert said == [ReplyKind.NOT_OPERATOR]
    assert (await bench.order(bought)).state is State.NEEDS_REVIEW


async def test_a_second_click_is_answered_and_changes_nothing(bench: Bench, bought: Order) -> None:
    await review(bench, Act.ADOPT, bought)

    said = await review(bench, Act.ORDER_AGAIN, bought)

    assert said == [ReplyKind.ADOPTED, ReplyKind.ALREADY_DECIDED]
    assert len(bench.carrier.sent) == 1


async def test_who_settled_it_is_on_the_record(bench: Bench, bought: Order) -> None:
    await review(bench, Act.ADOPT, bought)

    bodies = await bench.store.ledger.read(lambda books: books.history(bought.id))
    assert bodies[-1]["by"]["id"] == "UOLU"


@pytest.mark.parametrize("reason", ["already_decided", "cant_list", "too_early"])
async def test_a_decision_that_comes_to_nothing_is_on_the_record(
    bench: Bench, unbought: Order, reason: str
) -> None:
    if reason == "already_decided":
        await review(bench, Act.GIVE_UP, unbought)
    elif reason == "cant_list":
        bench.carrier.searches = [CarrierUnavailableError("away")]
    else:
        bench.clock.at -= SETTLE / 2

    await review(bench, Act.ORDER_AGAIN, unbought)

    bodies = await bench.store.ledger.read(lambda books: books.history(unbought.id))
    assert (bodies[-1]["kind"], bodies[-1]["reason"]) == ("refused", reason)


async def test_a_review_that_runs_again_after_a_crash_says_nothing_more(
    bench: Bench, bought: Order
) -> None:
    await bench.reviewing.decide(Choice(bench.key(), Act.ADOPT, OLU, bought.id, bought.revision))
    claims = await bench.store.queue.claim(100)
    [claim] = [each for each in claims if each.job.kind == Kind.REVIEW]
    await bench.reviewing.review(claim)
    before = await bench.events(bought.id)

    await bench.reviewing.review(claim)

    assert await bench.events(bought.id) == before
