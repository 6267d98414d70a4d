"""What the cards say of orders that take more than one approval, or that nobody can approve."""

from datetime import date, timedelta

import pytest

from bot.domain.order import Approval, Hold, Person, State, Trouble
from bot.domain.picture import Picture
from bot.slack.ids import OrderRef
from bot.slack.views import card
from bot.slack.views.own import own_form
from tests.unit.slack.build import ANA, DECIDED, ID, MEI, order, picture
from tests.unit.slack.reading import check, words

RAJ = Person("U0RAJ", "Raj")
MEIS = Approval(MEI, 1, DECIDED)
RAJS = Approval(RAJ, 1, DECIDED + timedelta(minutes=2))
UNTIL = "by Thu 26 Nov 16:00 UTC."


def two(state: State = State.AWAITING_APPROVAL, *given: Approval, **changes: object) -> Picture:
    return picture(state, approvals=given, needed=2, tier="large", **changes)


def root(drawn: Picture) -> str:
    return words(check(card(drawn, "root")))


def approval(drawn: Picture) -> str:
    return words(check(card(drawn, "approval")))


@pytest.mark.parametrize(
    ("drawn", "title", "sentence"),
    [
        (
            picture(),
            "Order 1042 · Waiting for approval",
            f"Nothing is bought yet. A manager decides {UNTIL}",
        ),
        (
            two(),
            "Order 1042 · Waiting for approval",
            f"Nothing is bought yet. Two managers have to approve {UNTIL}",
        ),
        (
            two(State.AWAITING_APPROVAL, MEIS),
            "Order 1042 · 1 of 2 approvals",
            f"Mei approved 10:51 UTC. One more is needed {UNTIL}",
        ),
        (
            picture(stuck=True, approvers=()),
            "Order 1042 · Waiting, but nobody can approve now",
            (
                "Nothing is bought yet. Nobody whom the policy names could approve it. "
                "Olu has been told."
            ),
        ),
        (
            two(State.AWAITING_APPROVAL, MEIS, stuck=True, approvers=()),
            "Order 1042 · Waiting, but nobody can approve now",
            (
                "Nothing is bought yet. Mei approved 10:51 UTC. It takes 2 approvals, and only Mei "
                "could give one. Olu has been told."
            ),
        ),
        (
            two(stuck=True, approvers=("U0MEI",)),
            "Order 1042 · Waiting, but only 1 of the 2 approvals needed can be given now",
            "Nothing is bought yet. It takes 2 approvals, and only Mei could give one.",
        ),
        (
            two(State.AWAITING_APPROVAL, MEIS, only=0, away={"U0RAJ": date(2026, 12, 2)}),
            "Order 1042 · Waiting, but nobody can approve now",
            (
                "Nothing is bought yet. Mei approved 10:51 UTC. Raj is away until 2 Dec and there "
                "is no stand-in. Olu has been told."
            ),
        ),
    ],
    ids=["one", "two", "one of two", "nobody", "too few", "one alone", "the other is away"],
)
def test_the_requester_reads_who_approved_and_what_is_missing(
    drawn: Picture, title: str, sentence: str
) -> None:
    shown = root(drawn)

    assert shown.startswith(f"{title}\n")
    assert sentence in shown


@pytest.mark.parametrize(
    ("drawn", "line"),
    [
        (two(), "Takes 2 approvals · tier large"),
        (two(State.AWAITING_APPROVAL, MEIS), "1 of 2 approvals: Mei · tier large"),
        (picture(stuck=True, approvers=()), "Nobody whom the policy names could approve it."),
    ],
    ids=["none yet", "one of two", "nobody"],
)
def test_the_managers_read_how_many_it_takes(drawn: Picture, line: str) -> None:
    assert line in approval(drawn).split("\n")


def test_an_order_that_takes_one_approval_says_nothing_of_it() -> None:
    assert "approvals" not in approval(picture())


def test_a_decided_order_names_all_who_approved_it() -> None:
    drawn = two(State.COMPLETED, MEIS, RAJS, decided_by=RAJ)

    assert "approved by Mei, Raj" in approval(drawn)
    assert "10:51 UTC approved by Mei · 10:53 UTC approved by Raj" in root(drawn)


@pytest.mark.parametrize("state", [State.APPROVED, State.ORDERING, State.COMPLETED])
def test_self_approval_is_named_with_its_reason(state: State) -> None:
    drawn = picture(state, approvals=(Approval(ANA, 1, DECIDED),), own_reason="Raj is on leave.")

    assert 'self-approved: "Raj is on leave."' in approval(drawn)


def test_self_approval_that_came_to_nothing_is_not_named() -> None:
    drawn = picture(State.DENIED, approvals=(Approval(ANA, 1, DECIDED),), own_reason="In a hurry")

    assert "self-approved" not in approval(drawn)


def test_all_approvers_are_told_of_self_approval() -> None:
    drawn = picture(State.APPROVED, approvals=(Approval(ANA, 1, DECIDED),), own_reason="In a hurry")

    assert words(check(card(drawn, "own"))) == (
        "Ana approved Order 1042 (2 numbers in Cary, NC), which they asked for themselves: "
        '"In a hurry"'
    )


def test_the_form_for_self_approval_says_who_will_read_it() -> None:
    form = own_form(order(), OrderRef(ID, 2))

    assert form["private_metadata"] == f"{ID}:2"
    assert "All approvers will read" in form["blocks"][0]["hint"]["text"]
    assert len(form["title"]["text"]) <= 24


def test_a_request_that_was_let_in_and_may_not_be_made_says_why() -> None:
    hold = Hold(Trouble.MAY_NOT_ASK, "not_named")

    shown = root(picture(State.REFUSED, hold=hold))

    assert shown.startswith("Order 1042 · Not allowed: nothing bought\n")
    assert (
        "Only people whom the policy names may ask for numbers. Ask Mei or Raj. "
        "Managers were not asked."
    ) in shown
