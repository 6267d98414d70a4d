"""Who may ask: told at once where that is known, else decided before anything is checked."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.asking import Account
from bot.domain.criteria import Criteria, Request, StateCriteria
from bot.domain.jobs import Kind
from bot.domain.order import Person, State, Trouble
from bot.domain.picture import ReplyKind
from bot.domain.policy import Reason
from bot.domain.rules import Limits, Policy
from tests.unit.services.conftest import ANA, CARY, Bench

LEE = Person("ULEE", "lee")
SALES = Policy(("S1",), operators=("UOLU",), requesters=("S2",), digest="d1")


@pytest.fixture
def guarded(bench: Bench) -> Bench:
    """Ana may ask, as a member of a group; Lee is a guest."""
    bench.policy = SALES
    bench.directory.groups["S2"] = frozenset({"UANA"})
    bench.directory.accounts["ULEE"] = Account.GUEST
    return bench


async def test_a_member_of_a_group_that_may_ask_is_let_in(guarded: Bench) -> None:
    order = await guarded.placed()
    await guarded.work(Kind.CHECK)

    assert (await guarded.order(order)).state is State.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("person", "reason"), [(LEE, Reason.GUEST), (Person("USAM"), Reason.NOT_NAMED)]
)
async def test_who_may_not_is_told_at_once_and_that_is_on_the_record(
    guarded: Bench, person: Person, reason: Reason
) -> None:
    placed = await guarded.place(by=person)

    history = await guarded.store.ledger.read(lambda books: books.history(person.id))
    assert placed.order is None
    assert placed.refusal.kind == reason.value
    assert (history[0]["reason"], history[0]["policy"]) == (reason, "d1")


async def test_a_refusal_names_whom_to_ask_as_far_as_they_are_known(guarded: Bench) -> None:
    guarded.directory.people = {"UMEI": Person("UMEI", "Mei")}

    placed = await guarded.place(by=LEE)

    assert placed.refusal.people == ("UMEI",)
    assert placed.names == {"UMEI": "Mei"}


async def test_a_button_that_places_is_refused_with_all_names(guarded: Bench) -> None:
    await guarded.place(by=LEE, response_url="https://hooks.example/1")
    await guarded.work(Kind.ANSWER)

    [(user, reply, _)] = guarded.announcer.replies
    assert (user, reply.kind, reply.people) == ("ULEE", ReplyKind.GUEST, ("UMEI", "URAJ"))


async def test_who_is_not_known_yet_is_refused_before_anybody_is_bothered(
    guarded: Bench,
) -> None:
    guarded.directory.cold = True
    order = await guarded.placed(by=LEE)

    await guarded.work(Kind.CHECK, Kind.OFFER_ANYWAY, Kind.DRAW)

    refused = await guarded.order(order)
    assert refused.state is State.REFUSED
    assert refused.hold is not None
    assert (refused.hold.trouble, refused.hold.detail) == (Trouble.MAY_NOT_ASK, "guest")
    assert set(guarded.announcer.kinds()) == {"root"}
    history = await guarded.store.ledger.read(lambda books: books.history(order.id))
    assert (history[-1]["to"], history[-1]["reason"]) == ("refused", "guest")


async def test_while_slack_does_not_say_the_request_waits_and_no_manager_is_asked(
    guarded: Bench,
) -> None:
    guarded.directory.broken = True
    order = await guarded.placed()

    again = await guarded.work(Kind.CHECK, Kind.OFFER_ANYWAY)
    waits = (await guarded.order(order)).state
    guarded.directory.broken = False
    await guarded.work(Kind.CHECK)

    assert None not in again
    assert waits is State.CHECKING
    assert (await guarded.order(order)).state is State.AWAITING_APPROVAL


async def test_a_group_that_is_none_lets_nobody_in(guarded: Bench) -> None:
    guarded.directory.cold = True
    guarded.directory.groups.pop("S2")
    order = await guarded.placed()

    await guarded.work(Kind.CHECK)

    assert (await guarded.order(order)).state is State.REFUSED


async def test_an_unread_group_of_approvers_keeps_no_requester_waiting(guarded: Bench) -> None:
    guarded.directory.unread = frozenset({"S1"})

    order = await guarded.placed()
    await guarded.work(Kind.CHECK)

    assert (await guarded.order(order)).state is State.AWAITING_APPROVAL


async def test_where_numbers_may_be_is_told_at_once(bench: Bench) -> None:
    bench.policy = replace(bench.policy, limits=Limits(states=frozenset({"SC"})))

    placed = await bench.place()

    assert placed.order is None
    assert (placed.refusal.kind, placed.refusal.detail) == (ReplyKind.STATE, "NC")


async def test_no_more_requests_of_one_person_wait_than_the_policy_allows(bench: Bench) -> None:
    bench.policy = replace(bench.policy, limits=Limits(pending=2))

    placed = await asyncio.gather(*(bench.place(request(n)) for n in (1, 2, 3)))

    assert [each.order is not None for each in placed].count(True) == 2
    refused = next(each for each in placed if each.order is None)
    assert refused.refusal.kind is ReplyKind.TOO_MANY_WAITING


async def test_a_decided_request_waits_no_more(bench: Bench) -> None:
    bench.policy = replace(bench.policy, limits=Limits(pending=1))
    await bench.approved()

    assert (await bench.place(CARY, by=ANA)).order is not None


def request(quantity: int) -> Request:
    return Request(Criteria(StateCriteria("NC"), quantity))
