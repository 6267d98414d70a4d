"""Orders that take two approvals: each person counts once, and may think again until the last."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.criteria import Criteria, Request, StateCriteria
from bot.domain.jobs import Kind
from bot.domain.order import Order, Person, PriceSource, Quote, State
from bot.domain.picture import Picture, ReplyKind
from bot.domain.policy import Act
from bot.domain.rules import Policy, Tier
from tests.unit.services.conftest import ANA, MEI, Bench

RAJ, DAN = Person("URAJ", "raj"), Person("UDAN", "dan")
MANY = Request(Criteria(StateCriteria("NC"), 30))
LARGE = Tier("large", above_quantity=25, approvals=2)
POLICY = Policy(("S1",), operators=("UOLU",), tiers=(LARGE,), digest="d1")


@pytest.fixture
async def waiting(bench: Bench) -> Order:
    """Thirty numbers, which take two approvals."""
    bench.policy = POLICY
    return await offered(bench)


async def offered(bench: Bench, by: Person = ANA) -> Order:
    order = await bench.placed(MANY, by=by)
    await bench.work(Kind.CHECK)
    return await bench.order(order)


async def told(bench: Bench) -> list[tuple[str, ReplyKind, str]]:
    await bench.work(Kind.ANSWER)
    return [(user, reply.kind, reply.detail) for user, reply, _ in bench.announcer.replies]


async def kinds(bench: Bench) -> list[tuple[str, ReplyKind]]:
    return [(user, kind) for user, kind, _ in await told(bench)]


async def refused(bench: Bench, order: Order) -> list[tuple[str, str, str, str]]:
    """Act, person, reason and policy of each refusal on the record."""
    found = await bench.store.ledger.read(lambda books: books.history(order.id))
    return [
        (body["act"], body["by"]["id"], body["reason"], body["policy"])
        for body in found
        if body.get("kind") == "refused"
    ]


async def shown(bench: Bench, kind: str) -> Picture:
    """What the newest card of that kind shows."""
    await bench.work(Kind.DRAW)
    posted = [(each, picture) for _, each, picture in bench.announcer.posted]
    return [p for each, p in (*posted, *bench.announcer.redrawn) if each == kind][-1]


async def approvers(bench: Bench, order: Order) -> list[str]:
    now = await bench.order(order)
    given = await bench.store.ledger.read(lambda books: books.approvals(now))
    return [each.approver.id for each in given]


async def test_one_of_two_approvals_buys_nothing_and_is_answered_so(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.APPROVE, waiting)

    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL
    assert await told(bench) == [("UMEI", ReplyKind.VOTED, "1 of 2")]
    assert (await bench.events(waiting.id))[-1] == "approve"


async def test_the_cards_show_who_has_approved(bench: Bench, waiting: Order) -> None:
    await bench.work(Kind.DRAW)

    await bench.decide(Act.APPROVE, waiting)

    for kind in ("root", "approval"):
        picture = await shown(bench, kind)
        assert [each.approver.id for each in picture.approvals] == ["UMEI"]
        assert (picture.needed, picture.tier, picture.stuck) == (2, "large", False)


async def test_the_second_approval_moves_the_order_on(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.decide(Act.APPROVE, waiting, RAJ)
    await bench.work(Kind.BUY)

    bought = await bench.order(waiting)
    assert (bought.state, bought.decided_by) == (State.COMPLETED, RAJ)
    history = await bench.store.ledger.read(lambda books: books.history(waiting.id))
    [decision] = [each for each in history if each.get("to") == "approved"]
    assert decision["approvals"] == ["UMEI", "URAJ"]
    assert (decision["tier"], decision["needed"], decision["policy"]) == ("large", 2, "d1")


async def test_the_same_person_twice_is_one_approval(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.decide(Act.APPROVE, waiting)

    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL
    assert (await told(bench))[1:] == [("UMEI", ReplyKind.VOTED_ALREADY, "1 of 2")]
    assert await refused(bench, waiting) == [("approve", "UMEI", "voted_already", "d1")]


async def test_of_twenty_approvers_at_once_two_count_and_all_are_answered(
    bench: Bench, waiting: Order
) -> None:
    people = [Person(f"U{number:02}") for number in range(20)]
    bench.directory.groups["S1"] = frozenset(each.id for each in people)

    await asyncio.gather(*(bench.decide(Act.APPROVE, waiting, each) for each in people))
    await bench.work(Kind.BUY)

    said = [kind for _, kind in await kinds(bench)]
    assert len(await approvers(bench, waiting)) == 2
    assert len(bench.carrier.sent) == 1
    assert sorted(said) == [ReplyKind.ALREADY_DECIDED] * 18 + [ReplyKind.APPROVED, ReplyKind.VOTED]


async def test_a_vote_makes_no_card_stale(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)

    assert (await bench.order(waiting)).revision == waiting.revision


async def test_a_denial_needs_one_person_whatever_was_approved(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.decide(Act.DENY, waiting, RAJ, reason="Too many.")

    assert (await bench.order(waiting)).state is State.DENIED


async def test_who_withdraws_has_not_approved(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.decide(Act.WITHDRAW, waiting)
    await bench.decide(Act.APPROVE, waiting, RAJ)

    assert await approvers(bench, waiting) == ["URAJ"]
    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL
    assert (await told(bench))[1] == ("UMEI", ReplyKind.WITHDRAWN, "0 of 2")
    assert (await bench.events(waiting.id))[-2:] == ["withdraw", "approve"]


async def test_a_withdrawal_needs_no_user_group(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)
    bench.directory.broken = True

    await bench.decide(Act.WITHDRAW, waiting)

    assert await approvers(bench, waiting) == []


async def test_nobody_withdraws_what_another_gave(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)

    await bench.decide(Act.WITHDRAW, waiting, RAJ)

    assert await approvers(bench, waiting) == ["UMEI"]
    assert ("URAJ", ReplyKind.NOT_VOTED) in await kinds(bench)
    assert await refused(bench, waiting) == [("withdraw", "URAJ", "not_voted", "d1")]


async def test_after_the_last_approval_none_can_be_withdrawn(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.decide(Act.APPROVE, waiting, RAJ)

    await bench.decide(Act.WITHDRAW, waiting)

    assert (await bench.order(waiting)).state is State.APPROVED
    assert ("UMEI", ReplyKind.VOTE_COUNTED) in await kinds(bench)


async def test_a_withdrawal_after_the_end_says_what_became_of_the_order(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.APPROVE, waiting)
    await bench.decide(Act.DENY, waiting, RAJ)

    await bench.decide(Act.WITHDRAW, waiting)

    assert ("UMEI", ReplyKind.ALREADY_DECIDED) in await kinds(bench)


async def test_a_dearer_price_voids_what_was_approved_before(bench: Bench) -> None:
    bench.policy = POLICY
    order = await bench.placed(MANY)
    await bench.work(Kind.OFFER_ANYWAY)
    await bench.decide(Act.APPROVE, order)

    await bench.work(Kind.CHECK)
    await bench.work(Kind.DRAW)

    assert await approvers(bench, order) == []
    assert "lapsed:2:UMEI" in bench.announcer.kinds()


async def test_an_order_that_takes_fewer_approvals_once_priced_goes_on_by_itself(
    bench: Bench,
) -> None:
    dear = Tier("dear", above_monthly=Decimal(600), approvals=2)
    bench.policy = replace(POLICY, tiers=(dear,))
    order = await bench.placed(MANY)
    await bench.work(Kind.OFFER_ANYWAY)
    listed = Quote(bench.carrier.price, PriceSource.LIST)
    unsure = await bench.order(order)
    await bench.store.ledger.write(lambda books: books.amend(unsure, quote=listed))
    await bench.decide(Act.APPROVE, order)
    strict = (await bench.order(order)).state

    await bench.work(Kind.CHECK, Kind.MUSTER)

    assert strict is State.AWAITING_APPROVAL
    approved = await bench.order(order)
    assert (approved.state, approved.decided_by) == (State.APPROVED, MEI)


async def test_a_tier_has_approvers_of_its_own(bench: Bench) -> None:
    bench.policy = replace(POLICY, tiers=(replace(LARGE, approvals=1, approvers=("UDAN",)),))
    order = await offered(bench)

    await bench.decide(Act.APPROVE, order)
    await bench.decide(Act.APPROVE, order, DAN)

    assert await kinds(bench) == [
        ("UMEI", ReplyKind.NOT_IN_TIER),
        ("UDAN", ReplyKind.APPROVED),
    ]


async def test_a_backup_approves_and_denies_as_approvers_do(bench: Bench) -> None:
    bench.policy = replace(POLICY, backup_approvers=("UDAN",), tiers=())
    approved, denied = await offered(bench), await offered(bench)

    await bench.decide(Act.APPROVE, approved, DAN)
    await bench.decide(Act.DENY, denied, DAN)

    assert (await bench.order(approved)).state is State.APPROVED
    assert (await bench.order(denied)).state is State.DENIED


async def test_who_changed_an_order_may_not_be_one_of_two(bench: Bench, waiting: Order) -> None:
    await bench.store.ledger.write(lambda books: books.amend(waiting, changed_by=("UMEI",)))

    await bench.decide(Act.APPROVE, waiting)

    assert await kinds(bench) == [("UMEI", ReplyKind.CHANGER)]


async def test_a_group_that_cannot_matter_keeps_nobody_waiting(bench: Bench) -> None:
    huge = Tier("huge", above_quantity=1000, approvers=("S9",))
    bench.policy = replace(POLICY, tiers=(huge,), requesters=("S8", "UANA"))
    bench.directory.unread = frozenset({"S8", "S9"})
    order = await offered(bench)

    await bench.decide(Act.APPROVE, order)
    await bench.work(Kind.DECIDE)

    assert (await bench.order(order)).state is State.APPROVED


async def test_a_group_that_could_matter_is_waited_for_and_then_refused(bench: Bench) -> None:
    bench.policy = replace(POLICY, approvers=("S1", "S9"))
    bench.directory.unread = frozenset({"S9"})
    order = await offered(bench)

    await bench.decide(Act.APPROVE, order, MEI)
    await bench.decide(Act.APPROVE, order, DAN)
    await bench.work(Kind.DECIDE)
    bench.clock.move(seconds=10)
    await bench.work(Kind.DECIDE)

    assert await approvers(bench, order) == ["UMEI"]
    assert ("UDAN", ReplyKind.CANT_CHECK) in await kinds(bench)


class TestSelfApproval:
    """Where the policy allows it, and then only with a reason that all approvers read."""

    @pytest.fixture
    async def own(self, bench: Bench) -> Order:
        bench.policy = replace(POLICY, tiers=(), self_approval=True)
        return await offered(bench, by=MEI)

    async def test_it_takes_a_reason(self, bench: Bench, own: Order) -> None:
        await bench.decide(Act.APPROVE, own)

        assert (await bench.order(own)).state is State.AWAITING_APPROVAL
        assert await kinds(bench) == [("UMEI", ReplyKind.NO_REASON)]

    async def test_the_reason_is_on_the_record_and_on_the_card(
        self, bench: Bench, own: Order
    ) -> None:
        await bench.work(Kind.DRAW)

        await bench.decide(Act.APPROVE, own, reason="Raj is on leave.")
        picture = await shown(bench, "approval")

        history = await bench.store.ledger.read(lambda books: books.history(own.id))
        decision = next(each for each in history if each.get("to") == "approved")
        assert (decision["own"], decision["reason"]) == (True, "Raj is on leave.")
        assert picture.own_reason == "Raj is on leave."

    async def test_all_approvers_are_told_under_the_card(self, bench: Bench, own: Order) -> None:
        await bench.work(Kind.DRAW)

        await bench.decide(Act.APPROVE, own, reason="Raj is on leave.")
        await bench.work(Kind.DRAW)

        cards = await bench.store.ledger.read(lambda books: books.cards(own.id))
        by_kind = {card.kind: card for card in cards}
        assert by_kind["own"].channel == "CAPPROVE"
        assert by_kind["own"].thread_ts == by_kind["approval"].ts

    async def test_an_approval_of_somebody_else_is_none(self, bench: Bench, own: Order) -> None:
        await bench.decide(Act.APPROVE, own, RAJ)
        await bench.work(Kind.DRAW)

        assert "own" not in bench.announcer.kinds()

    async def test_it_counts_as_one_of_two_and_can_be_withdrawn(
        self, bench: Bench, own: Order
    ) -> None:
        bench.policy = replace(POLICY, self_approval=True)
        await bench.decide(Act.APPROVE, own, reason="Raj is on leave.")
        first = await shown(bench, "approval")

        await bench.decide(Act.WITHDRAW, own)

        assert first.own_reason == "Raj is on leave."
        assert (await shown(bench, "approval")).own_reason == ""


async def test_an_approval_that_comes_too_late_finds_the_order_expired(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.APPROVE, waiting)
    bench.clock.at = waiting.expires_at + timedelta(seconds=1)

    await bench.decide(Act.WITHDRAW, waiting)

    assert ("UMEI", ReplyKind.EXPIRED) in await kinds(bench)


async def test_a_withdrawn_approval_does_not_come_back_after_a_crash(
    bench: Bench, waiting: Order
) -> None:
    claim = await bench.decided_before_a_crash(Act.APPROVE, waiting)
    await bench.decide(Act.WITHDRAW, waiting)

    await bench.approving.decide_now(claim)

    assert await approvers(bench, waiting) == []
