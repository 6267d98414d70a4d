"""Changes: fewer of the same are approved at once, all else is checked and approved anew."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain import jobs
from bot.domain.asking import Account
from bot.domain.criteria import CityCriteria, Criteria, Digits, Match, Request
from bot.domain.jobs import Claim, Kind
from bot.domain.order import BOT, Move, Order, Person, State
from bot.domain.parameters import to_parameters
from bot.domain.picture import Picture, ReplyKind
from bot.domain.policy import Act, Reason
from bot.domain.rules import Budgets, Limits, Tier
from bot.services.choosing import Choice, promise
from bot.services.redrawing import redraw
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, MEI, Bench

RAJ, SAM = Person("URAJ", "raj"), Person("USAM", "sam")
TEN = Request(Criteria(CityCriteria("Cary", "NC"), 10), "spring campaign", quantity_given=False)
FOUR, TWENTY = TEN.criteria.of(4), TEN.criteria.of(20)
APEX = Criteria(CityCriteria("Apex", "NC"), 4)
VANITY = Criteria(CityCriteria("Cary", "NC"), 4, Digits(Match.ENDING, "0101"))
ANEW = [TWENTY, APEX, VANITY]


@pytest.fixture
async def waiting(bench: Bench) -> Order:
    """Ten numbers that wait for a decision, with their cards."""
    order = await bench.placed(TEN)
    await bench.work(Kind.CHECK, Kind.DRAW)
    return await bench.order(order)


def choice(bench: Bench, order: Order, by: Person = MEI) -> Choice:
    return Choice(bench.key(), Act.CHANGE, by, order.id, order.revision, "4 are enough")


def promised(bench: Bench, order: Order, wanted: Criteria) -> Claim:
    """The job that makes the change."""
    job = promise(choice(bench, order), Kind.CHANGE, bench.clock.now())
    asked = {"wanted": to_parameters(wanted)}
    return Claim(replace(job, payload=job.payload | asked), 1, 1, 0)


async def change(bench: Bench, order: Order, wanted: Criteria, by: Person = MEI) -> Order:
    await bench.changing.change(choice(bench, order, by), wanted)
    await bench.work(Kind.CHANGE)
    return await bench.order(order)


async def answers(bench: Bench) -> list[tuple[str, ReplyKind]]:
    await bench.work(Kind.ANSWER)
    return [(user, reply.kind) for user, reply, _ in bench.announcer.replies]


async def draw(bench: Bench) -> list[tuple[str, Picture]]:
    """The cards that were posted so far, once everything is drawn."""
    for _ in range(4):
        await bench.work(Kind.DRAW)
    return [(kind, picture) for _, kind, picture in bench.announcer.posted]


async def test_fewer_of_the_same_are_approved_in_the_same_step_and_bought(
    bench: Bench, waiting: Order
) -> None:
    changed = await change(bench, waiting, FOUR)
    await bench.work(Kind.BUY)

    bought = await bench.order(waiting)
    assert (changed.state, changed.revision, changed.quantity) == (State.APPROVED, 2, 4)
    assert (changed.decided_by, changed.changed_by) == (MEI, ())
    assert bench.carrier.sent == [(f"{waiting.id}-1-1", 4)]
    assert bought.state is State.COMPLETED
    assert await answers(bench) == [("UMEI", ReplyKind.APPROVED)]


MID = Tier("mid", above_quantity=1, approvers=("S2",))
BIG = Tier("big", above_quantity=8, approvers=("S1",))


async def test_fewer_that_fall_into_another_tier_are_approved_by_its_people(
    bench: Bench, waiting: Order
) -> None:
    bench.policy = replace(bench.policy, tiers=(MID, BIG))
    bench.directory.groups["S2"] = frozenset({"UMEI"})

    changed = await change(bench, waiting, FOUR)

    assert (changed.state, changed.decided_by) == (State.APPROVED, MEI)


async def test_fewer_wait_until_slack_says_who_may_approve_them(
    bench: Bench, waiting: Order
) -> None:
    bench.policy = replace(bench.policy, tiers=(MID, BIG))
    bench.directory.groups["S2"] = frozenset({"UMEI"})
    bench.directory.unread = frozenset({"S2"})
    unsaid = (await change(bench, waiting, FOUR)).state
    bench.directory.unread = frozenset()

    await bench.work(Kind.CHANGE)

    assert unsaid is State.AWAITING_APPROVAL
    assert (await bench.order(waiting)).state is State.APPROVED


async def test_the_approval_of_fewer_belongs_to_the_new_revision(
    bench: Bench, waiting: Order
) -> None:
    changed = await change(bench, waiting, FOUR)

    approvals = await bench.store.ledger.read(lambda books: books.approvals(changed))
    assert [(each.approver.id, each.revision) for each in approvals] == [("UMEI", 2)]


@pytest.mark.parametrize("wanted", ANEW, ids=["more", "elsewhere", "digits"])
async def test_anything_else_is_checked_anew_and_asks_again_on_the_same_card(
    bench: Bench, waiting: Order, wanted: Criteria
) -> None:
    checking = await change(bench, waiting, wanted)
    await bench.work(Kind.CHECK)
    await draw(bench)

    offered = await bench.order(waiting)
    assert (checking.state, checking.quote) == (State.CHECKING, None)
    assert (offered.state, offered.revision) == (State.AWAITING_APPROVAL, 2)
    assert (offered.request.criteria, offered.request.purpose) == (wanted, "spring campaign")
    assert (offered.changed_by, offered.request.quantity_given) == (("UMEI",), True)
    assert bench.announcer.kinds().count("approval") == 1
    assert "approval" in {kind for kind, _ in bench.announcer.redrawn}


@pytest.mark.parametrize("wanted", ANEW, ids=["more", "elsewhere", "digits"])
async def test_time_begins_anew_for_what_is_asked_anew(
    bench: Bench, waiting: Order, wanted: Criteria
) -> None:
    times = {"reminded_at": NOON, "escalated_at": NOON}
    await bench.store.ledger.write(lambda books: books.amend(waiting, **times))
    bench.clock.move(days=1)

    changed = await change(bench, waiting, wanted)

    assert changed.expires_at == waiting.expires_at + timedelta(days=1)
    assert (changed.reminded_at, changed.escalated_at) == (None, None)


async def test_fewer_that_wait_for_a_second_approval_keep_their_time(
    bench: Bench, waiting: Order
) -> None:
    bench.policy = replace(bench.policy, tiers=(Tier("any", above_quantity=1, approvals=2),))
    bench.clock.move(days=1)

    changed = await change(bench, waiting, FOUR)

    assert changed.state is State.AWAITING_APPROVAL
    assert changed.expires_at == waiting.expires_at


async def test_what_was_approved_before_a_change_is_approved_no_more(
    bench: Bench, waiting: Order
) -> None:
    await bench.store.ledger.write(lambda books: books.approve(waiting, RAJ, bench.clock.now()))

    changed = await change(bench, waiting, TWENTY)

    assert await bench.store.ledger.read(lambda books: books.approvals(changed)) == []


@pytest.mark.parametrize(
    ("voter", "told"), [(RAJ, ["lapsed:2:URAJ"]), (MEI, [])], ids=["Raj", "Mei"]
)
async def test_who_had_approved_it_is_told_under_the_card_of_a_change(
    bench: Bench, waiting: Order, voter: Person, told: list[str]
) -> None:
    bench.policy = replace(bench.policy, tiers=(Tier("two", above_quantity=1, approvals=2),))
    await bench.decide(Act.APPROVE, waiting, voter)

    await change(bench, waiting, TWENTY)
    await draw(bench)

    cards = await bench.store.ledger.read(lambda books: books.cards(waiting.id))
    by_kind = {card.kind: card for card in cards}
    assert [kind for kind in by_kind if kind.startswith("lapsed")] == told
    assert all(by_kind[kind].thread_ts == by_kind["approval"].ts for kind in told)


async def test_whoever_changed_it_at_any_time_may_not_be_one_of_two(
    bench: Bench, waiting: Order
) -> None:
    bench.policy = replace(bench.policy, tiers=(Tier("two", above_quantity=1, approvals=2),))
    for wanted, by in ((TWENTY, MEI), (TEN.criteria.of(21), RAJ)):
        await change(bench, await bench.order(waiting), wanted, by)
        await bench.work(Kind.CHECK)

    await bench.decide(Act.APPROVE, waiting, MEI)

    assert (await answers(bench))[-1] == ("UMEI", ReplyKind.CHANGER)


async def test_the_requester_is_told_once_in_the_thread_of_each_change(
    bench: Bench, waiting: Order
) -> None:
    await change(bench, waiting, TWENTY)
    await bench.work(Kind.CHECK)
    await change(bench, await bench.order(waiting), FOUR, RAJ)

    notices = [(kind, picture.revisions) for kind, picture in await draw(bench)][2:]
    assert [kind for kind, _ in notices] == ["notice:changed:2", "notice:changed:3"]
    assert [(each.by, each.note) for each in notices[-1][1][1:]] == [
        (MEI, "4 are enough"),
        (RAJ, "4 are enough"),
    ]


async def test_a_change_is_on_the_record_with_who_from_to_and_why(
    bench: Bench, waiting: Order
) -> None:
    await change(bench, waiting, FOUR)

    bodies = await bench.store.ledger.read(lambda books: books.history(waiting.id))
    changed = next(body for body in bodies if body.get("kind") == "changed")
    assert (changed["by"]["id"], changed["reason"]) == ("UMEI", "4 are enough")
    assert (changed["was"]["quantity"], changed["criteria"]["quantity"]) == ("10", "4")


@pytest.mark.parametrize("wanted", [FOUR, TWENTY], ids=["fewer", "more"])
@pytest.mark.parametrize(
    ("who", "answered"),
    [(SAM, ReplyKind.NOT_APPROVER), (ANA, ReplyKind.NOT_APPROVER)],
    ids=["colleague", "requester"],
)
async def test_who_is_no_approver_changes_nothing(
    bench: Bench, waiting: Order, wanted: Criteria, who: Person, answered: ReplyKind
) -> None:
    after = await change(bench, waiting, wanted, who)

    assert (after.state, after.revision) == (State.AWAITING_APPROVAL, 1)
    assert await answers(bench) == [(who.id, answered)]
    assert (await bench.events(waiting.id))[-1] == "refused"


async def test_an_approver_does_not_change_a_request_of_their_own(
    bench: Bench, waiting: Order
) -> None:
    bench.directory.groups = {"S1": frozenset({"UANA", "UMEI"})}

    after = await change(bench, waiting, FOUR, ANA)

    assert after.revision == 1
    assert await answers(bench) == [("UANA", ReplyKind.OWN_CHANGE)]


async def test_nothing_is_changed_when_nobody_can_tell_who_may(
    bench: Bench, waiting: Order
) -> None:
    bench.directory.broken = True
    await bench.changing.change(choice(bench, waiting), FOUR)
    await bench.work(Kind.CHANGE)
    bench.clock.move(seconds=10)

    await bench.work(Kind.CHANGE)

    assert (await bench.order(waiting)).revision == 1
    said = {kind for _, kind in await answers(bench)}
    assert said == {ReplyKind.STILL_WORKING, ReplyKind.CANT_CHECK}


async def test_a_change_that_the_policy_has_for_nobody_is_refused_on_the_record(
    bench: Bench, waiting: Order
) -> None:
    bench.policy = replace(bench.policy, limits=Limits(quantity=15))

    verdict = await bench.changing.change(choice(bench, waiting), TWENTY)
    await bench.work(Kind.CHANGE)

    assert (verdict.allowed, verdict.reason) == (False, Reason.TOO_MANY)
    assert (await bench.order(waiting)).revision == 1
    assert (await bench.events(waiting.id))[-1] == "refused"


async def test_a_change_of_what_was_decided_meanwhile_is_answered(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.APPROVE, waiting, RAJ)

    after = await change(bench, waiting, FOUR)

    assert (after.state, after.quantity) == (State.APPROVED, 10)
    assert ("UMEI", ReplyKind.ALREADY_DECIDED) in await answers(bench)


async def test_of_two_changes_of_one_card_the_second_is_told_of_the_first(
    bench: Bench, waiting: Order
) -> None:
    await change(bench, waiting, TWENTY)

    after = await change(bench, waiting, APEX, RAJ)

    assert after.request.criteria == TWENTY
    assert ("URAJ", ReplyKind.CHANGED) in await answers(bench)


async def test_a_submission_that_slack_delivers_twice_is_one_change(
    bench: Bench, waiting: Order
) -> None:
    twice = choice(bench, waiting)
    for _ in range(2):
        await bench.changing.change(twice, TWENTY)
        await bench.work(Kind.CHANGE)

    assert (await bench.order(waiting)).revision == 2
    assert await answers(bench) == [("UMEI", ReplyKind.CHANGE_MADE)]


async def test_a_change_whose_job_runs_again_after_a_crash_is_answered_as_before(
    bench: Bench, waiting: Order
) -> None:
    claim = promised(bench, waiting, TWENTY)
    await bench.changing.change_now(claim)
    first = await answers(bench)

    await bench.changing.change_now(claim)

    assert await answers(bench) == first == [("UMEI", ReplyKind.CHANGE_MADE)]


@pytest.mark.parametrize("stock", [[], ["+19195550100"]], ids=["nothing", "something"])
async def test_what_was_found_for_the_old_place_is_not_said_of_the_new_one(
    bench: Bench, stock: list[str]
) -> None:
    order = await bench.placed(TEN)
    await bench.store.ledger.write(lambda books: books.move(order, Move.OFFER, by=BOT, at=NOON))
    bench.carrier.stock = stock

    async def changed_meanwhile() -> None:
        await bench.changing.change_now(promised(bench, await bench.order(order), APEX))
        assert (await bench.order(order)).state is State.CHECKING
        bench.carrier.stock = ["+19195550200"]

    bench.carrier.on_search = changed_meanwhile
    await bench.checking.check(Claim(jobs.check(order.id), 1, 1, 0))

    assert (await bench.order(order)).state is State.CHECKING
    await bench.work(Kind.CHECK)
    assert bench.carrier.searched == [TEN.criteria, APEX]
    assert (await bench.order(order)).state is State.AWAITING_APPROVAL


async def test_where_nothing_is_free_after_a_change_everybody_is_told(
    bench: Bench, waiting: Order
) -> None:
    bench.carrier.stock = []

    await change(bench, waiting, APEX)
    await bench.work(Kind.CHECK)
    posted = [kind for kind, _ in await draw(bench)]

    assert (await bench.order(waiting)).state is State.REFUSED
    assert posted == ["root", "approval", "notice:changed:2", "notice:refused"]
    drawn = {kind: picture.order.state for kind, picture in bench.announcer.redrawn}
    assert drawn["approval"] is State.REFUSED


async def test_when_who_asked_leaves_after_a_change_everybody_is_told(
    bench: Bench, waiting: Order
) -> None:
    await change(bench, waiting, APEX)
    bench.directory.accounts["UANA"] = Account.GONE

    await bench.work(Kind.CHECK)

    assert await shown_refused(bench, waiting) >= {"root", "approval", "notice:refused"}


async def test_when_a_change_is_beyond_a_budget_everybody_is_told(
    bench: Bench, waiting: Order
) -> None:
    bench.policy = replace(bench.policy, budgets=Budgets(total=Decimal(7)))
    await change(bench, waiting, TWENTY)

    await bench.work(Kind.CHECK)

    assert await shown_refused(bench, waiting) >= {"root", "approval", "notice:refused"}


async def shown_refused(bench: Bench, order: Order) -> set[str]:
    """Which cards and notices show that the order was refused."""
    assert (await bench.order(order)).state is State.REFUSED
    shown = [*await draw(bench), *bench.announcer.redrawn]
    return {kind for kind, picture in shown if picture.order.state is State.REFUSED}


async def test_redraws_and_votes_of_others_make_no_click_stale(
    bench: Bench, waiting: Order
) -> None:
    await bench.store.ledger.write(lambda books: books.approve(waiting, RAJ, bench.clock.now()))
    await bench.store.ledger.write(lambda books: redraw(books, waiting.id))
    await draw(bench)

    after = await change(bench, waiting, FOUR)

    assert after.state is State.APPROVED


async def test_a_click_on_a_card_from_before_a_change_is_shown_the_new_one(
    bench: Bench, waiting: Order
) -> None:
    await change(bench, waiting, TWENTY)
    await bench.work(Kind.CHECK)

    await bench.approving.decide(Choice("k", Act.APPROVE, RAJ, waiting.id, 1, response_url="url"))
    await answers(bench)

    _, reply, _ = bench.announcer.replies[-1]
    assert (reply.kind, reply.detail) == (ReplyKind.CHANGED, "1")
    assert reply.picture is not None
    assert [each.criteria.quantity for each in reply.picture.revisions] == [10, 20]
    assert (await bench.order(waiting)).state is State.AWAITING_APPROVAL


async def test_a_click_during_the_new_check_learns_of_the_change(
    bench: Bench, waiting: Order
) -> None:
    await change(bench, waiting, TWENTY)

    await bench.approving.decide(Choice("k", Act.APPROVE, RAJ, waiting.id, 1, response_url="url"))

    assert ("URAJ", ReplyKind.CHANGED) in await answers(bench)
