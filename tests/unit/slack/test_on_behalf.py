"""Whom an order is for and who pays, as people read it on cards, in answers and in the form."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.budgeting import Room
from bot.domain.digest import Digest
from bot.domain.order import Hold, Order, Person, State, Trouble
from bot.domain.picture import Home, House, Picture, Reply, ReplyKind, Watch
from bot.domain.rules import CostCenter, Policy
from bot.slack.sheets import Sheet
from bot.slack.views import card
from bot.slack.views.digest import digest
from bot.slack.views.home import home_view
from bot.slack.views.order_form import order_form, refused_field
from bot.slack.views.receipts import received
from bot.slack.views.replies import answer
from bot.slack.views.status import mine, status
from sandbox.slack.block_kit import checked_view
from tests.unit.slack.build import HOSTILE, MEI, NAMES, bought, order, picture, request, told, worst
from tests.unit.slack.reading import buttons, check, words

LEE = Person("U0LEE", "Lee")
HOUSE = House()
TWO = bought(2)
TEAMS = Policy(("U0MEI",), cost_centers=(CostCenter("Sales & Co", "S1"),))


def behalf(state: State = State.AWAITING_APPROVAL, **changes: object) -> Order:
    asked = replace(request(), **{"for_whom": LEE, "cost_center": "Sales & Co", **changes})
    return order(state, request=asked)


def drawn(state: State = State.AWAITING_APPROVAL, **changes: object) -> Picture:
    return picture(state, request=behalf(state, **changes).request, house=HOUSE)


def read(shown: Picture, kind: str) -> str:
    return words(check(card(shown, kind)))


def test_the_requesters_card_says_for_whom_it_is_and_who_pays() -> None:
    assert (
        "2 numbers in Cary, NC · $1.20 a month · asked by Ana for Lee · cost center Sales & Co · "
        '"Spring campaign"'
    ) in read(drawn(), "root")


def test_the_managers_card_says_so_beside_who_asks() -> None:
    shown = read(drawn(), "approval")

    assert (
        shown.split("\n")[1] == 'Ana (Sales) for Lee · cost center Sales & Co · "Spring campaign"'
    )


@pytest.mark.parametrize("state", [State.COMPLETED, State.PARTIAL, State.DENIED, State.EXPIRED])
def test_the_requesters_card_still_says_so_once_it_is_over(state: State) -> None:
    shown = read(replace(drawn(state), numbers=TWO), "root")

    assert "Cary, NC for Lee" in shown
    assert "cost center Sales & Co" in shown


def test_whom_it_is_for_reads_who_asked_who_pays_and_may_cancel() -> None:
    card_of_lee = card(drawn(), "whom")

    shown = words(check(card_of_lee))
    assert shown.startswith(
        "Order 1042 · Waiting for approval\n2 numbers in Cary, NC · $1.20 a month"
    )
    assert 'asked by Ana for Lee · cost center Sales & Co · "Spring campaign"' in shown
    assert "These numbers are for you; I tell you here when they are bought." in shown
    assert list(buttons(card_of_lee)) == ["Cancel"]


@pytest.mark.parametrize("state", [State.ORDERING, State.COMPLETED, State.DENIED])
def test_whom_it_is_for_cancels_nothing_that_is_bought_or_over(state: State) -> None:
    assert list(buttons(card(drawn(state), "whom"))) == []


def test_the_thread_tells_who_asked_and_a_message_tells_whom_it_is_for() -> None:
    done = replace(drawn(State.COMPLETED), numbers=TWO)

    asker, whom = read(done, "notice:completed"), read(done, "whom:completed")

    news = "the 2 numbers in Cary, NC for Lee are bought."
    assert asker.startswith(f"<@U0ANA> {news}")
    assert whom.startswith(f"<@U0LEE> {news}")
    assert "+19195550001" in whom
    assert "Asked by Ana for Lee · cost center Sales & Co" in whom


def test_a_budget_is_said_with_the_name_of_whose_it_is() -> None:
    rooms = (
        Room("person:U0ANA", Decimal(9), Decimal(8)),
        Room("person:U0LEE", Decimal(9), Decimal(7)),
    )

    shown = read(replace(drawn(), rooms=rooms, names={"U0ANA": "Ana", "U0LEE": "Lee"}), "approval")

    assert "Ana's budget: $8 of $9 a month left after this · Lee's budget: $7 of $9" in shown


def test_who_has_no_room_left_is_named_where_only_their_order_is_at_hand() -> None:
    short = Hold(Trouble.NO_BUDGET, Room("person:U0LEE", Decimal(1), Decimal(0)).written)

    shown = words(check(status(replace(behalf(State.REFUSED), hold=short), HOUSE)))

    assert "Lee's budget: $0 of $1 a month is left" in shown


def test_who_asks_for_themselves_reads_as_before() -> None:
    shown = read(drawn(for_whom=None, cost_center=""), "approval")

    assert shown.split("\n")[1] == 'Ana (Sales) · "Spring campaign"'


@pytest.mark.parametrize("state", [State.COMPLETED, State.PARTIAL, State.DENIED, State.EXPIRED])
def test_the_line_that_a_decided_request_leaves_names_both(state: State) -> None:
    assert "for Lee, asked by Ana" in read(drawn(state), "approval")


def test_lists_and_receipts_say_for_whom_it_is() -> None:
    asked = behalf()
    due: Digest = told(asked)

    assert "asked by Ana for Lee 5 hours ago" in words(check(digest(due)))
    assert "asked by Ana for Lee · cost center Sales & Co" in words(check(mine([asked], HOUSE)))
    assert "asked by Ana for Lee · cost center Sales & Co" in words(check(status(asked, HOUSE)))
    receipt = words(check(received(asked, HOUSE)))
    assert "received: 2 numbers in Cary, NC for Lee · cost center Sales & Co. Nothing" in receipt
    needs = home_view(Home("U0OLU", watch=Watch(reviews=(asked,))), HOUSE)
    assert "asked by Ana for Lee" in str(needs)


def test_who_has_no_name_yet_is_somebody_else() -> None:
    nameless = behalf(for_whom=Person("U0LEE"))

    assert "for somebody else" in words(mine([nameless], HOUSE))


@pytest.mark.parametrize(
    ("reader", "why"),
    [("U0LEE", "These numbers are for you"), ("U0ANA", "You asked for this yourself")],
)
@pytest.mark.parametrize("kind", [ReplyKind.OWN_REQUEST, ReplyKind.OWN_CHANGE, ReplyKind.NO_REASON])
def test_who_counts_as_having_asked_is_told_why(kind: ReplyKind, reader: str, why: str) -> None:
    shown = answer(Reply(kind, behalf(), ("U0MEI",)), NAMES, HOUSE, reader=reader)

    assert words(check(shown)).startswith(f"{why}, so ")


def test_an_order_asked_again_is_for_the_same_person_and_the_same_team() -> None:
    again = buttons(card(drawn(State.COMPLETED), "root"))["Order again"]

    assert again == (
        'city="Cary" state="NC" quantity="2" for_whom="U0LEE" cost_center="Sales & Co"'
        " for Spring campaign"
    )


def test_who_approves_what_is_for_them_is_named_under_the_card() -> None:
    asked = drawn(State.APPROVED, for_whom=MEI)

    shown = read(replace(asked, own_reason="Raj is on leave."), "own")

    assert shown.startswith("Mei approved Order 1042 (2 numbers in Cary, NC), which")


def fields(policy: Policy, **typed: str) -> dict[str, dict[str, Any]]:
    view = checked_view(order_form(Sheet(typed, "C0NUMBERS"), policy, HOUSE), "modal")
    return {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}


def test_the_form_asks_for_whom_and_offers_the_policys_cost_centers() -> None:
    shown = fields(TEAMS, for_whom="U0LEE", cost_center="Sales & Co")

    offered = [option["text"]["text"] for option in shown["cost_center"]["options"]]
    assert shown["for_whom"]["initial_user"] == "U0LEE"
    assert shown["cost_center"]["initial_option"]["value"] == "Sales & Co"
    assert offered == ["None", "Sales & Co"]


def test_without_cost_centers_the_form_has_no_field_for_them() -> None:
    assert "cost_center" not in fields(Policy(("U0MEI",)))


def test_as_many_cost_centers_as_a_policy_may_have_fit_the_form() -> None:
    many = tuple(CostCenter(f"C{nth:039}", "S1") for nth in range(99))

    assert fields(replace(TEAMS, cost_centers=many))


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (ReplyKind.FOR_OUTSIDER, "for_whom"),
        (ReplyKind.TOO_MANY_FOR_THEM, "for_whom"),
        (ReplyKind.COST_CENTER, "cost_center"),
        (ReplyKind.NOT_CHARGER, "cost_center"),
    ],
)
def test_the_policys_no_stands_below_its_field(kind: ReplyKind, field: str) -> None:
    assert refused_field(Reply(kind, detail="SALES"), {}, NAMES, HOUSE).keys() == {field}


@pytest.mark.parametrize("state", State)
def test_hostile_names_ping_nobody_and_fit(state: State) -> None:
    villain = worst(state)
    asked = replace(
        villain.order.request, for_whom=Person("U0LEE", HOSTILE * 9), cost_center=HOSTILE[:40]
    )
    named = replace(
        villain,
        order=replace(villain.order, request=asked),
    )

    for kind in ("root", "approval", "whom", "whom:completed", "notice:completed"):
        check(card(named, kind))
