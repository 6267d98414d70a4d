"""Every store keeps plans, attempts and numbers like this."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.books import Books
from bot.domain.errors import IllegalTransitionError
from bot.domain.purchase import Attempt, AttemptState, Bought, Part
from bot.store import Store
from tests.store_samples import (
    NOW,
    PART,
    TN,
    bought,
    open_approved,
    open_attempted,
)

SENDING, UNKNOWN, PLACED = AttemptState.SENDING, AttemptState.UNKNOWN, AttemptState.PLACED
ACCEPTED = AttemptState.ACCEPTED
REFUSED, ABSENT = AttemptState.REFUSED, AttemptState.ABSENT


async def attempts_of(store: Store, order_id: str = "01A") -> Sequence[Attempt]:
    return await store.ledger.read(lambda books: books.attempts(order_id))


async def test_a_plan_reads_back_in_order(store: Store) -> None:
    planned = [Part(2, 3), Part(1, 2, (TN, "+19195550100"))]

    order = await store.ledger.write(open_approved)
    await store.ledger.write(lambda books: books.plan(order, planned))

    assert await store.ledger.read(lambda books: books.parts(order)) == [planned[1], planned[0]]


async def test_a_new_plan_keeps_the_parts_that_were_attempted(store: Store) -> None:
    def plan_twice(books: Books) -> Sequence[Part]:
        order = open_approved(books)
        books.plan(order, [Part(1, 5000), Part(2, 100), Part(3, 1)])
        books.attempt(order, Part(1, 5000), NOW)
        books.plan(order, [Part(1, 7), Part(2, 10)])
        return books.parts(order)

    assert await store.ledger.write(plan_twice) == [Part(1, 5000), Part(2, 10)]


async def test_an_empty_plan_forgets_what_was_not_attempted(store: Store) -> None:
    def plan_nothing(books: Books) -> Sequence[Part]:
        order = open_approved(books)
        books.plan(order, [PART])
        books.plan(order, [])
        return books.parts(order)

    assert await store.ledger.write(plan_nothing) == []


async def test_an_attempt_reads_back_with_its_reference(store: Store) -> None:
    _, attempt = await store.ledger.write(open_attempted)

    assert await attempts_of(store) == [attempt]
    assert (attempt.state, attempt.client_ref, attempt.sent_at) == (SENDING, "01A-1-1", NOW)


@pytest.mark.parametrize("state", [SENDING, UNKNOWN, ACCEPTED, PLACED])
async def test_a_part_has_at_most_one_live_attempt(store: Store, state: AttemptState) -> None:
    order, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.settle(attempt, state, ""))

    with pytest.raises(IllegalTransitionError, match="may be bought already"):
        await store.ledger.write(lambda books: books.attempt(order, PART, NOW))

    assert len(await attempts_of(store)) == 1


@pytest.mark.parametrize("state", [REFUSED, ABSENT])
async def test_a_part_that_was_not_bought_is_tried_again(store: Store, state: AttemptState) -> None:
    order, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.settle(attempt, state, "404"))

    second = await store.ledger.write(lambda books: books.attempt(order, PART, NOW))

    assert (second.tries, second.client_ref) == (2, "01A-1-2")
    assert await attempts_of(store) == [replace(attempt, state=state, answer="404"), second]


@pytest.mark.parametrize("end", [PLACED, REFUSED, ABSENT])
async def test_an_accepted_attempt_keeps_the_carriers_id_to_its_end(
    store: Store, end: AttemptState
) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(
        lambda books: books.settle(attempt, ACCEPTED, "accepted", carrier_order="0b-1")
    )
    accepted = await attempts_of(store)

    await store.ledger.write(lambda books: books.settle(attempt, end, "it ended"))

    assert accepted == [replace(attempt, state=ACCEPTED, answer="accepted", carrier_order="0b-1")]
    assert await attempts_of(store) == [replace(accepted[0], state=end, answer="it ended")]


@pytest.mark.parametrize("after", [UNKNOWN, SENDING])
async def test_what_is_accepted_is_in_doubt_no_more(store: Store, after: AttemptState) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.settle(attempt, ACCEPTED, "accepted"))

    await store.ledger.write(lambda books: books.settle(attempt, after, "no answer"))

    (kept,) = await attempts_of(store)
    assert kept.state is ACCEPTED


@pytest.mark.parametrize("before", [UNKNOWN, ACCEPTED, REFUSED, ABSENT])
async def test_a_late_yes_is_recorded_whatever_was_thought(
    store: Store, before: AttemptState
) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.settle(attempt, before, "timeout"))

    await store.ledger.write(lambda books: books.settle(attempt, PLACED, "201"))

    assert await attempts_of(store) == [replace(attempt, state=PLACED, answer="201")]


@pytest.mark.parametrize("after", [UNKNOWN, ACCEPTED, REFUSED, ABSENT, SENDING])
async def test_what_is_placed_stays_placed_and_keeps_both_answers(
    store: Store, after: AttemptState
) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.settle(attempt, PLACED, "201"))

    await store.ledger.write(lambda books: books.settle(attempt, after, "nothing"))

    (kept,) = await attempts_of(store)
    assert kept.state is PLACED
    assert kept.answer == f"201; later: {after.value} nothing"


async def test_a_late_yes_beside_a_live_try_is_kept_as_evidence(store: Store) -> None:
    order, first = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.settle(first, ABSENT, "looked up"))
    second = await store.ledger.write(lambda books: books.attempt(order, PART, NOW))

    await store.ledger.write(lambda books: books.settle(first, PLACED, "201"))

    evidence = "looked up; later: placed 201"
    assert await attempts_of(store) == [replace(first, state=ABSENT, answer=evidence), second]


async def test_rivals_are_open_attempts_of_other_orders(store: Store) -> None:
    def open_three(books: Books) -> None:
        for order_id, state in (("01A", UNKNOWN), ("01B", UNKNOWN), ("01C", PLACED)):
            _, attempt = open_attempted(books, order_id)
            books.settle(attempt, state, "")

    await store.ledger.write(open_three)

    ((order, attempt),) = await store.ledger.read(lambda books: books.rival_attempts("01A"))
    assert (order.id, attempt.order_id, attempt.state) == ("01B", "01B", UNKNOWN)


@pytest.mark.parametrize(
    ("ends", "in_a_row"),
    [
        ([], 0),
        ([UNKNOWN, UNKNOWN], 2),
        ([UNKNOWN, PLACED, UNKNOWN], 1),
        ([UNKNOWN, UNKNOWN, REFUSED], 0),
        ([PLACED, UNKNOWN, SENDING, UNKNOWN], 2),
    ],
)
async def test_unknown_answers_in_a_row_end_at_a_known_one(
    store: Store, ends: list[AttemptState], in_a_row: int
) -> None:
    def attempt_each(books: Books) -> None:
        for index, state in enumerate(ends):
            _, attempt = open_attempted(books, f"01{index}")
            books.settle(attempt, state, "")

    await store.ledger.write(attempt_each)

    assert await store.ledger.read(lambda books: books.unknown_in_a_row()) == in_a_row


async def test_bought_numbers_read_back_by_tn(store: Store) -> None:
    full = Bought(TN, "n-1", Decimal("0.35001"), NOW, "Cary", "NC", "01A-1-1")
    bare = Bought("+19195550100")
    _, attempt = await store.ledger.write(open_attempted)

    await store.ledger.write(lambda books: books.record(attempt, [full, bare]))
    await store.ledger.write(lambda books: books.record(attempt, []))

    assert await store.ledger.read(lambda books: books.numbers("01A")) == [bare, full]


async def test_a_number_is_recorded_once_for_its_order(store: Store) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.record(attempt, [bought()]))

    again = replace(bought(), carrier_id="another")
    resold = await store.ledger.write(lambda books: books.record(attempt, [again]))

    assert await store.ledger.read(lambda books: books.numbers("01A")) == [bought()]
    assert list(resold) == []


async def test_a_number_that_the_carrier_sold_anew_is_the_new_orders(store: Store) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    _, other = await store.ledger.write(lambda books: open_attempted(books, "01B"))
    await store.ledger.write(lambda books: books.record(attempt, [bought()]))

    resold = await store.ledger.write(lambda books: books.record(other, [bought()]))

    assert await store.ledger.read(lambda books: books.numbers("01B")) == [bought()]
    assert list(resold) == [TN]


async def test_owned_names_ours_among_many(store: Store) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    await store.ledger.write(lambda books: books.record(attempt, [bought()]))
    asked = [*(f"+1919{index:07d}" for index in range(40_000)), TN]

    assert await store.ledger.read(lambda books: books.owned(asked)) == {TN}
    assert await store.ledger.read(lambda books: books.owned([])) == frozenset()


async def test_five_thousand_numbers_are_recorded(store: Store) -> None:
    _, attempt = await store.ledger.write(open_attempted)
    many = [bought(f"+1919{index:07d}") for index in range(5000)]

    await store.ledger.write(lambda books: books.record(attempt, many))

    assert await store.ledger.read(lambda books: books.numbers("01A")) == many
