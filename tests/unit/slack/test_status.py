from dataclasses import replace

import pytest

from bot.domain.order import Hold, Order, Person, State, Trouble
from bot.domain.picture import House, Reply, ReplyKind
from bot.slack.views.replies import answer
from bot.slack.views.status import mine, status
from tests.unit.slack.build import HOSTILE, MEI, NAMES, bought, order, request
from tests.unit.slack.reading import check, words

HOUSE = House(contact="#telecom")


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        (order(), "A manager decides by Thu 26 Nov 16:00 UTC."),
        (order(State.DENIED, reason="No."), 'Denied by Mei 10:51 UTC: "No."'),
        (order(State.EXPIRED), "Nobody decided by"),
        (
            order(State.APPROVED, hold=Hold(Trouble.CARRIER_AWAY)),
            (
                "Order 1042 · Approved, not bought yet\n2 numbers in Cary, NC · $1.20 a month · "
                'asked by Ana · "Spring campaign"\nBandwidth can\'t be reached.'
            ),
        ),
        (order(State.COMPLETED), "Approved by Mei 10:51 UTC"),
        (order(State.CHECKING), "Order 1042 · Checking what is free"),
        (
            order(State.REFUSED, hold=Hold(Trouble.MAY_NOT_ASK, "guest")),
            "Guests may ask for numbers only where the policy names them. Ask an approver.",
        ),
    ],
    ids=lambda each: each[:20] if isinstance(each, str) else "",
)
def test_the_status_of_an_order_is_said_in_private(about: Order, sentence: str) -> None:
    assert sentence in words(check(status(about, HOUSE)))


@pytest.mark.parametrize(
    ("count", "rest"), [(1, ""), (10, ""), (11, "1 more is"), (200, "190 more are")]
)
def test_the_status_of_a_bought_order_gives_its_first_numbers(count: int, rest: str) -> None:
    numbers = bought(count)
    done = Reply(ReplyKind.STATUS, order(State.COMPLETED, request=request(count)), numbers=numbers)

    shown = words(check(answer(done, NAMES, HOUSE)))

    assert shown.startswith(f"Order 1042 · Done: {count} of {count} bought\n")
    assert shown.count("`(919) 555-0") == min(count, 10)
    assert f"{numbers[0].tn}\n" in f"{shown}\n"
    assert (f"{rest} in the thread." in shown) == bool(rest)


def test_the_status_of_a_partial_order_says_what_its_part_costs() -> None:
    partial = order(State.PARTIAL, request=request(10))

    shown = words(check(status(partial, HOUSE, bought(7))))

    assert "Partly done: 7 of 10 bought\n10 numbers in Cary, NC · $4.20 a month" in shown


def test_the_status_of_an_order_that_is_still_being_bought_gives_no_numbers() -> None:
    assert "+1919" not in words(status(order(State.ORDERING), HOUSE, bought(1)))


def test_my_cancelled_order_is_listed_without_a_name() -> None:
    cancelled = order(State.CANCELLED, decided_by=Person("U0MEI", "mei.l"))

    assert "Order 1042 · Cancelled: nothing bought · 2" in words(mine([cancelled], HOUSE))


def test_my_orders_are_listed_newest_first() -> None:
    mine_all = [order(number=number, decided_by=MEI) for number in (1044, 1043)]

    shown = words(check(mine(mine_all, HOUSE)))

    assert shown.index("Order 1044 · Waiting") < shown.index("Order 1043 · Waiting")
    assert "/order-numbers status 1044" in shown


def test_who_has_no_orders_learns_how_to_begin() -> None:
    assert "/order-numbers Cary NC 2" in words(check(mine([], HOUSE)))


def test_a_long_list_of_the_worst_orders_fits() -> None:
    villain = Person("U0ANA", HOSTILE * 9)
    long = replace(request(5000, HOSTILE * 6), quantity_given=False)
    worst = order(State.CANCELLED, request=long, requester=villain, decided_by=villain)

    check(mine([worst] * 50, HOUSE))
    check(status(worst, HOUSE))
