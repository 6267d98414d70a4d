"""On every store, two approvals are two people, and no more of one person's requests wait."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.books import Books
from bot.clock import new_ulid
from bot.domain.jobs import Kind
from bot.domain.order import Move, Order, Person, State
from bot.domain.policy import Act
from bot.domain.rules import Limits, Policy, Tier
from bot.services.admitting import Admitting
from bot.services.approving import Approving
from bot.services.authority import Authority
from bot.services.choosing import Choice
from bot.services.placing import Ask, Placing
from bot.services.switching import Switching
from bot.store import Store
from tests.fakes import FakeClock, FakeDirectory
from tests.store_samples import ANA, MEI, NOW, draft, request

PEOPLE = [Person(f"U{number:02}") for number in range(20)]
DIRECTORY = FakeDirectory({"S1": frozenset(each.id for each in PEOPLE)})
POLICY = Policy(("S1",), tiers=(Tier("large", above_quantity=1, approvals=2),))
CLOCK = FakeClock(NOW)


def approving(store: Store) -> Approving:
    authority = Authority(store.ledger, POLICY, DIRECTORY, CLOCK)
    return Approving(store.ledger, authority, Switching(authority, CLOCK), CLOCK)


def placing(store: Store, policy: Policy) -> Placing:
    admitting = Admitting(store.ledger, policy, DIRECTORY, CLOCK)
    return Placing(store.ledger, admitting, CLOCK, new_ulid, timedelta(seconds=12))


@pytest.fixture
async def waiting(store: Store) -> Order:
    def offer(books: Books) -> Order:
        return books.move(books.open_order(draft()), Move.OFFER, by=MEI, at=NOW)

    return await store.ledger.write(offer)


def choice(order: Order, person: Person, act: Act = Act.APPROVE, nth: int = 0) -> Choice:
    return Choice(f"{act}:{person.id}:{nth}", act, person, order.id, order.revision)


async def state(store: Store, order: Order) -> State:
    found = await store.ledger.read(lambda books: books.order(order.id))
    assert found is not None
    return found.state


async def test_of_twenty_approvers_at_once_exactly_two_count(store: Store, waiting: Order) -> None:
    cases = approving(store)

    await asyncio.gather(*(cases.decide(choice(waiting, each)) for each in PEOPLE))

    given = await store.ledger.read(lambda books: books.approvals(waiting))
    listed = await store.queue.listing()
    kinds = Counter(each.job.kind for each in listed)
    assert len(given) == 2
    assert await state(store, waiting) is State.APPROVED
    assert (kinds[Kind.ANSWER], kinds[Kind.BUY]) == (20, 1)


async def test_twenty_clicks_of_one_person_are_one_approval(store: Store, waiting: Order) -> None:
    cases = approving(store)

    await asyncio.gather(*(cases.decide(choice(waiting, PEOPLE[0], nth=nth)) for nth in range(20)))

    assert await state(store, waiting) is State.AWAITING_APPROVAL
    assert len(await store.ledger.read(lambda books: books.approvals(waiting))) == 1


async def test_a_withdrawal_and_the_second_approval_at_once_have_one_outcome(
    store: Store, waiting: Order
) -> None:
    cases = approving(store)
    first, second = PEOPLE[:2]
    await cases.decide(choice(waiting, first))

    await asyncio.gather(
        cases.decide(choice(waiting, first, Act.WITHDRAW)), cases.decide(choice(waiting, second))
    )

    given = await store.ledger.read(lambda books: books.approvals(waiting))
    both = await state(store, waiting) is State.APPROVED
    assert len(given) == (2 if both else 1)


async def test_an_approval_is_withdrawn_once(store: Store, waiting: Order) -> None:
    await store.ledger.write(lambda books: books.approve(waiting, MEI, NOW))

    taken = [
        await store.ledger.write(lambda books: books.withdraw(waiting, "UMEI")) for _ in range(2)
    ]

    assert taken == [True, False]


async def test_undecided_orders_by_a_person_or_for_them_are_counted(store: Store) -> None:
    for_ana = replace(request(), for_whom=ANA)

    def some(books: Books) -> int:
        books.open_order(draft("01A"))
        books.move(books.open_order(draft("01B")), Move.OFFER, by=MEI, at=NOW)
        books.move(books.open_order(draft("01C")), Move.CANCEL, by=ANA, at=NOW)
        books.open_order(draft("01D", requester=MEI))
        books.open_order(draft("01E", requester=MEI, asked=for_ana))
        ended = books.open_order(draft("01F", requester=MEI, asked=for_ana))
        books.move(ended, Move.CANCEL, by=MEI, at=NOW)
        return books.undecided_of("UANA")

    assert await store.ledger.write(some) == 3


async def test_no_more_requests_wait_than_may_though_all_come_at_once(store: Store) -> None:
    cases = placing(store, replace(POLICY, limits=Limits(pending=3)))
    asks = [Ask(f"t{nth}", ANA, "C1", private=False, request=request()) for nth in range(10)]

    placed = await asyncio.gather(*(cases.place(each) for each in asks))

    assert sum(each.order is not None for each in placed) == 3


async def test_no_more_wait_by_asking_for_each_other_though_all_come_at_once(store: Store) -> None:
    cases = placing(store, replace(POLICY, limits=Limits(pending=3)))
    pairs = [(ANA, MEI), (MEI, ANA)] * 5
    asks = [
        Ask(f"t{nth}", by, "C1", private=False, request=replace(request(), for_whom=whom))
        for nth, (by, whom) in enumerate(pairs)
    ]

    placed = await asyncio.gather(*(cases.place(each) for each in asks))

    assert sum(each.order is not None for each in placed) == 3
