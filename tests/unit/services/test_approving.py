"""Decisions: authority and state are read at the click, and every click gets an answer."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.jobs import Kind
from bot.domain.order import Order, Person, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.services.choosing import Choice
from tests.unit.services.conftest import ANA, MEI, Bench

RAJ, SAM = Person("URAJ", "raj"), Person("USAM", "sam")


@pytest.fixture
async def waiting(bench: Bench) -> Order:
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    return await bench.order(order)


async def answers(bench: Bench) -> list[tuple[str, ReplyKind]]:
    await bench.work(Kind.ANSWER)
    return [(user, reply.kind) for user, reply, _ in bench.announcer.replies]


async def test_an_approval_leads_to_the_purchase(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.work(Kind.BUY)

    bought = await bench.order(waiting)
    assert (bought.state, bought.decided_by) == (State.COMPLETED, MEI)


async def test_twenty_clicks_are_one_purchase_and_twenty_answers(
    bench: Bench, waiting: Order
) -> None:
    await asyncio.gather(
        *(bench.decide(Act.APPROVE, waiting, MEI if i % 2 else RAJ) for i in range(20))
    )
    await bench.work(Kind.BUY)

    kinds = [kind for _, kind in await answers(bench)]
    assert len(bench.carrier.sent) == 1
    assert sorted(kinds) == [ReplyKind.ALREADY_DECIDED] * 19 + [ReplyKind.APPROVED]


async def test_a_click_that_slack_delivers_twice_is_answered_once(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.APPROVE, waiting, key="same")
    await bench.decide(Act.APPROVE, waiting, key="same")

    assert await answers(bench) == [("UMEI", ReplyKind.APPROVED)]


@pytest.mark.parametrize("act", [Act.APPROVE, Act.DENY])
async def test_a_colleague_in_the_channel_decides_nothing(
    bench: Bench, waiting: Order, act: Act
) -> None:
    await bench.decide(act, waiting, SAM)

    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL
    assert await answers(bench) == [("USAM", ReplyKind.NOT_APPROVER)]


async def test_every_refusal_is_on_the_record(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting, SAM)

    assert (await bench.events(waiting.id))[-1] == "refused"


@pytest.mark.parametrize(
    ("late", "reason"),
    [
        (Choice("k", Act.DENY, RAJ, revision=1), "already_decided"),
        (Choice("k", Act.WITHDRAW, MEI, revision=1), "vote_counted"),
    ],
    ids=str,
)
async def test_a_click_that_comes_too_late_is_on_the_record(
    bench: Bench, waiting: Order, late: Choice, reason: str
) -> None:
    await bench.decide(Act.APPROVE, waiting)

    await bench.approving.decide(replace(late, order_id=waiting.id))

    bodies = await bench.store.ledger.read(lambda books: books.history(waiting.id))
    assert (bodies[-1]["kind"], bodies[-1]["reason"]) == ("refused", reason)


async def test_a_requester_who_is_an_approver_may_not_approve_their_own(
    bench: Bench, waiting: Order
) -> None:
    bench.directory.groups = {"S1": frozenset({"UANA", "UMEI"})}

    await bench.decide(Act.APPROVE, waiting, ANA)

    assert await answers(bench) == [("UANA", ReplyKind.OWN_REQUEST)]


async def test_an_approver_who_left_the_group_decides_nothing(bench: Bench, waiting: Order) -> None:
    bench.directory.groups = {"S1": frozenset({"URAJ"})}

    await bench.decide(Act.APPROVE, waiting, MEI)

    assert await answers(bench) == [("UMEI", ReplyKind.NOT_APPROVER)]


async def test_a_click_is_kept_and_decided_at_once_when_groups_must_be_read_first(
    bench: Bench, waiting: Order
) -> None:
    bench.directory.cold = True

    await bench.decide(Act.APPROVE, waiting)
    await bench.work(Kind.DECIDE)

    assert (await bench.order(waiting)).state is State.APPROVED


async def test_a_click_is_refused_when_nobody_can_tell_who_may_decide(
    bench: Bench, waiting: Order
) -> None:
    bench.directory.broken = True
    await bench.decide(Act.APPROVE, waiting)
    await bench.work(Kind.DECIDE)
    bench.clock.move(seconds=10)

    await bench.work(Kind.DECIDE)

    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL
    said = {kind for _, kind in await answers(bench)}
    assert said == {ReplyKind.STILL_WORKING, ReplyKind.CANT_CHECK}


async def test_a_denial_keeps_its_reason_and_tells_the_thread(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.DENY, waiting, reason="Use the Raleigh numbers first.")
    await bench.work(Kind.DRAW)
    await bench.work(Kind.DRAW)

    denied = await bench.order(waiting)
    assert (denied.state, denied.reason) == (State.DENIED, "Use the Raleigh numbers first.")
    assert "notice:denied" in bench.announcer.kinds()


async def test_a_click_on_a_card_of_an_older_revision_changes_nothing(
    bench: Bench, waiting: Order
) -> None:
    await bench.store.ledger.write(lambda books: books.amend(waiting, revision=2))

    stale = Choice("k", Act.APPROVE, MEI, waiting.id, 1, response_url="url")
    await bench.approving.decide(stale)

    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL
    assert await answers(bench) == [("UMEI", ReplyKind.CHANGED)]


async def test_a_click_after_the_time_is_up_finds_the_order_expired(
    bench: Bench, waiting: Order
) -> None:
    bench.clock.at = waiting.expires_at

    await bench.decide(Act.APPROVE, waiting)

    assert (await bench.order(waiting)).state is State.EXPIRED
    assert await answers(bench) == [("UMEI", ReplyKind.EXPIRED)]


async def test_the_requester_cancels_until_ordering_begins(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)

    await bench.decide(Act.CANCEL, waiting, ANA)
    await bench.work(Kind.BUY)

    assert (await bench.order(waiting)).state is State.CANCELLED
    assert bench.carrier.sent == []


async def test_a_cancellation_after_that_is_answered_and_changes_nothing(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.work(Kind.BUY)

    await bench.decide(Act.CANCEL, waiting, ANA)

    assert (await bench.order(waiting)).state is State.COMPLETED
    assert ("UANA", ReplyKind.TOO_LATE) in await answers(bench)


async def test_a_requester_cancels_even_when_groups_cannot_be_read(
    bench: Bench, waiting: Order
) -> None:
    bench.directory.broken = True

    await bench.decide(Act.CANCEL, waiting, ANA)

    assert (await bench.order(waiting)).state is State.CANCELLED


async def test_a_click_on_an_order_that_does_not_exist_is_answered(bench: Bench) -> None:
    order = replace(await bench.placed(), id="01NOSUCHORDER")

    await bench.approving.decide(Choice("k", Act.APPROVE, MEI, order.id, 1, response_url="url"))

    assert await answers(bench) == [("UMEI", ReplyKind.NO_SUCH_ORDER)]


async def test_a_decision_that_runs_again_after_a_crash_says_nothing_more(
    bench: Bench, waiting: Order
) -> None:
    claim = await bench.decided_before_a_crash(Act.APPROVE, waiting)
    before = await bench.events(waiting.id)

    await bench.approving.decide_now(claim)

    assert await bench.events(waiting.id) == before


async def test_a_click_that_was_forgotten_for_minutes_decides_nothing(
    bench: Bench, waiting: Order
) -> None:
    bench.directory.cold = True
    await bench.decide(Act.APPROVE, waiting)
    bench.clock.move(minutes=15)

    await bench.work(Kind.DECIDE)

    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL
    assert (await bench.events(waiting.id))[-1] == "refused"
    assert await answers(bench) == [("UMEI", ReplyKind.CANT_CHECK)]


async def test_a_decision_is_not_called_unchecked_after_the_fact(
    bench: Bench, waiting: Order
) -> None:
    claim = await bench.decided_before_a_crash(Act.APPROVE, waiting)
    bench.clock.move(minutes=15)

    await bench.approving.decide_now(claim)

    assert (await bench.events(waiting.id))[-1] == "approved"
