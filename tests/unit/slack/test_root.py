from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.criteria import Suggestion
from bot.domain.order import Approval, Hold, Person, State, Trouble
from bot.domain.picture import House, Pause, Picture
from bot.slack.views import card
from tests.unit.slack.build import (
    ASKED,
    DECIDED,
    ID,
    MEI,
    NEXT,
    QUOTE,
    bought,
    order,
    picture,
    request,
)
from tests.unit.slack.reading import buttons, check, texts, words

AGAIN = "Cary, NC 2 for Spring campaign"
REF = f"{ID}:1"
RAJ_AWAY = {"U0RAJ": date(2026, 12, 2)}
IN_FORM = {"Change in the form": AGAIN}
STATES: list[tuple[State, str, dict[str, str]]] = [
    (State.CHECKING, "Order 1042 · Checking what is free", {"Cancel": REF}),
    (State.AWAITING_APPROVAL, "Order 1042 · Waiting for approval", {"Cancel": REF}),
    (State.APPROVED, "Order 1042 · Approved, about to be ordered", {"Cancel": REF}),
    (State.ORDERING, "Order 1042 · Ordering", {}),
    (State.COMPLETED, "Order 1042 · Done: 2 of 2 bought", {"Order again": AGAIN}),
    (State.FAILED, "Order 1042 · Failed: nothing bought", {"Try again": AGAIN}),
    (State.NEEDS_REVIEW, "Order 1042 · Being checked by a person", {}),
    (State.REFUSED, "Order 1042 · Not possible: nothing bought", IN_FORM),
    (State.DENIED, "Order 1042 · Denied: nothing bought", {"Ask again, changed": AGAIN}),
    (State.CANCELLED, "Order 1042 · Cancelled by Ana: nothing bought", {"Order again": AGAIN}),
    (State.EXPIRED, "Order 1042 · Expired: nothing bought", {"Ask again": AGAIN}),
]


def read(drawn: Picture) -> str:
    return words(check(card(drawn, "root")))


@pytest.mark.parametrize(("state", "title", "labels"), STATES, ids=lambda each: str(each)[:20])
def test_the_state_comes_first_and_only_what_can_be_done_is_offered(
    state: State, title: str, labels: dict[str, str]
) -> None:
    shown = check(card(picture(state), "root"))

    assert words(shown).startswith(f"{title}\n")
    assert buttons(shown) == labels
    assert shown.text.startswith(title)


def test_once_the_managers_were_reminded_the_requester_can_have_it_done_again() -> None:
    shown = check(card(picture(reminded_at=ASKED), "root"))

    assert list(buttons(shown)) == ["Cancel", "Remind managers"]


def test_when_nobody_can_approve_the_card_says_who_is_away_and_who_knows() -> None:
    shown = read(picture(only=0, away=RAJ_AWAY))

    assert shown.startswith("Order 1042 · Waiting, but nobody can approve now\n")
    assert "Raj is away until 2 Dec and there is no stand-in. Olu has been told." in shown
    assert "A manager decides" not in shown


def test_when_too_few_can_approve_the_card_says_how_many_and_who_is_away() -> None:
    shown = read(picture(only=1, needed=2, away=RAJ_AWAY))

    title = "Waiting, but only 1 of the 2 approvals needed can be given now"
    assert shown.startswith(f"Order 1042 · {title}\n")
    assert "Raj is away until 2 Dec and there are too few stand-ins. Olu has been told." in shown


def test_the_card_names_the_backups_who_were_asked_too() -> None:
    shown = read(picture(backups=("U0OLU", "U0MEI")))

    assert "A manager decides by Thu 26 Nov 16:00 UTC. Backups were asked too: Olu, Mei." in shown


@pytest.mark.parametrize("state", sorted(set(State) - {State.AWAITING_APPROVAL}))
def test_nobody_is_reminded_of_what_does_not_wait(state: State) -> None:
    assert "Remind managers" not in buttons(card(picture(state, reminded_at=ASKED), "root"))


@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        (
            picture(State.CHECKING),
            '2 numbers in Cary, NC · asked by Ana · "Spring campaign"\nNothing is bought yet.',
        ),
        (
            picture(),
            (
                '2 numbers in Cary, NC · $1.20 a month · asked by Ana · "Spring campaign"\n'
                "Nothing is bought yet. A manager decides by Thu 26 Nov 16:00 UTC."
            ),
        ),
        (
            picture(quote=replace(QUOTE, each=None, seen=None, checked_at=None)),
            "price not known",
        ),
        (
            picture(quote=replace(QUOTE, seen=None, checked_at=None)),
            "What is free is not known yet: Bandwidth has not answered.",
        ),
        (picture(quote=replace(QUOTE, seen=1)), "Only 1 is free, checked 10:42 UTC."),
        (picture(quote=replace(QUOTE, seen=0)), "None are free, checked 10:42 UTC."),
        (picture(State.APPROVED), "Nothing is bought yet; it goes to Bandwidth next."),
        (
            picture(State.ORDERING),
            "Approved by Mei 10:51 UTC.\nSent to Bandwidth; not confirmed yet.",
        ),
        (
            picture(State.ORDERING, numbers=bought(1)),
            "not confirmed yet. 1 of 2 bought so far.",
        ),
        (
            picture(State.ORDERING, hold=Hold(Trouble.ANSWER_LOST)),
            "Bandwidth's answer was lost, so we are asking what it sold us. Nothing is sent twice.",
        ),
        (
            picture(State.ORDERING, hold=Hold(Trouble.ACCEPTED)),
            "Bandwidth has accepted the order; its numbers are not confirmed yet.",
        ),
        (
            picture(State.ORDERING, hold=Hold(Trouble.ACCEPTED), paused=Pause("a move", MEI)),
            "Bandwidth has accepted the order; its numbers are not confirmed yet.",
        ),
        (
            picture(State.ORDERING, numbers=bought(1), hold=Hold(Trouble.BACKORDERED)),
            (
                "Bandwidth has too few just now and waits for more, which can take days. "
                "1 of 2 bought so far."
            ),
        ),
        (
            picture(State.ORDERING, numbers=bought(1), hold=Hold(Trouble.CARRIER_AWAY, "", NEXT)),
            "Bandwidth can't be reached. 1 of 2 bought; next try 11:05 UTC.",
        ),
        (picture(State.COMPLETED), "Cary, NC · $1.20 a month\nApproved by Mei 10:51 UTC."),
        (
            picture(State.PARTIAL, numbers=bought(1)),
            "Partly done: 1 of 2 bought\nCary, NC · $0.60 a month, not $1.20\n1 was not bought.",
        ),
        (
            picture(State.FAILED, hold=Hold(Trouble.CARRIER_REFUSED, "Bandwidth said no.")),
            "Bandwidth said no. Nothing to pay.",
        ),
        (
            picture(State.NEEDS_REVIEW),
            "we don't know yet whether they were bought. Olu will look. Please don't order again.",
        ),
        (
            picture(State.NEEDS_REVIEW, hold=Hold(Trouble.BACKORDERED)),
            (
                "Bandwidth accepted the order a day ago, and has not said yet what came of it. "
                "Olu will look. Please don't order again."
            ),
        ),
        (
            picture(State.NEEDS_REVIEW, request=request(1)),
            "we don't know yet whether it was bought. Olu will look.",
        ),
        (picture(State.DENIED, reason="Use the free ones."), 'Mei: "Use the free ones."'),
        (picture(State.EXPIRED), "Nobody decided by Thu 26 Nov 16:00 UTC."),
        (
            picture(State.REFUSED, hold=Hold(Trouble.NOTHING_FREE)),
            "Bandwidth has no free number in Cary, NC. Managers were not asked.",
        ),
        (
            picture(State.REFUSED, hold=Hold(Trouble.PLACE_UNKNOWN)),
            "Bandwidth knows no such place: Cary, NC. Managers were not asked.",
        ),
    ],
    ids=lambda each: each[:30] if isinstance(each, str) else "",
)
def test_each_state_says_what_is_so_and_what_happens_next(drawn: Picture, sentence: str) -> None:
    assert sentence in read(drawn)


@pytest.mark.parametrize(
    ("changes", "title", "sentence"),
    [
        (
            {"hold": Hold(Trouble.CARRIER_AWAY, "", NEXT)},
            "Approved, not bought yet",
            "Bandwidth can't be reached. Nothing is bought; next try 11:05 UTC.",
        ),
        (
            {"hold": Hold(Trouble.PAUSED, "carrier maintenance", NEXT)},
            "Approved, on hold",
            (
                'Buying is paused ("carrier maintenance"). '
                "Nothing is bought; it goes on by itself once buying is resumed."
            ),
        ),
        (
            {"paused": Pause("carrier maintenance", MEI)},
            "Approved, on hold",
            'Mei has paused buying ("carrier maintenance"). Nothing is bought; it goes on',
        ),
        (
            {"hold": Hold(Trouble.NO_CREDIT, "", NEXT)},
            "Approved, not bought yet",
            (
                "the account's balance is too low. "
                "Nothing is bought; next try 11:05 UTC. Olu has been told."
            ),
        ),
        (
            {"hold": Hold(Trouble.ACCESS_DENIED), "paused": Pause("credentials")},
            "Approved, on hold",
            (
                "Bandwidth does not accept our credentials. Nothing is bought; "
                "it goes on once that is mended and buying is resumed. Olu has been told."
            ),
        ),
    ],
    ids=lambda each: str(each)[:30],
)
def test_an_approved_order_says_what_keeps_it_waiting(
    changes: dict[str, Any], title: str, sentence: str
) -> None:
    shown = read(picture(State.APPROVED, **changes))

    assert shown.startswith(f"Order 1042 · {title}\n")
    assert sentence in shown


def test_a_likely_repeat_says_so_as_long_as_it_can_be_cancelled() -> None:
    twin = replace(order(), number=1041, created_at=ASKED - timedelta(minutes=3))
    same = (
        "You asked for the same in Order 1041, 3 minutes earlier. If this is a repeat, cancel it."
    )

    assert same in read(picture(duplicate_of=1041, twin=twin))
    assert same not in read(picture(State.COMPLETED, duplicate_of=1041, twin=twin))


def test_what_could_be_asked_instead_is_one_tap_away() -> None:
    suggestions = (
        Suggestion("2 in Cary, NC", "Cary, NC 2 for x", 3),
        Suggestion("2 anywhere in NC", "NC 2 for x", 100, more=True),
        Suggestion("2 in 919-555 nearby", "919-555 2 nearby"),
    )
    hold = Hold(Trouble.NOTHING_FREE)

    shown = check(card(picture(State.REFUSED, hold=hold, suggestions=suggestions), "root"))

    assert buttons(shown) == {
        "2 in Cary, NC": "Cary, NC 2 for x",
        "2 anywhere in NC": "NC 2 for x",
        "2 in 919-555 nearby": "919-555 2 nearby",
        **IN_FORM,
    }
    assert (
        "Perhaps one of these? 2 in Cary, NC: 3 free; 2 anywhere in NC: at least 100 free"
        " (checked 10:51 UTC)."
    ) in words(shown)


def test_the_rest_of_a_partial_order_is_one_tap_away() -> None:
    asked_for = request(10)

    shown = check(card(picture(State.PARTIAL, numbers=bought(7), request=asked_for), "root"))

    assert buttons(shown) == {"Order 3 more": "Cary, NC 3 for Spring campaign"}


def test_who_cancels_somebody_elses_order_is_named() -> None:
    cancelled = picture(State.CANCELLED, decided_by=Person("U0MEI", "Mei"))

    assert "Cancelled by Mei" in read(cancelled)


def test_the_name_of_who_cancels_stays_out_of_the_bold_words() -> None:
    cancelled = picture(State.CANCELLED, decided_by=Person("U0ANA", "*Ana*"))

    shown = texts(card(cancelled, "root"))[0]

    assert shown.startswith("*Order 1042 · Cancelled* by ")


def test_one_person_has_one_name_on_a_card() -> None:
    handle = Approval(Person("U0MEI", "mei.l"), 1, DECIDED)

    shown = read(picture(State.APPROVED, approvals=(handle,)))

    assert "Approved by Mei 10:51 UTC" in shown
    assert "approved by Mei" in shown
    assert "mei.l" not in shown


def test_a_practice_carrier_is_named_on_every_state() -> None:
    for state in State:
        drawn = picture(state, house=House(practice=True))
        assert " · Practice carrier: nothing is bought for real." in read(drawn)
        assert "Practice carrier" not in read(picture(state))


def test_a_card_that_had_to_move_says_why_and_how_to_bring_it_back() -> None:
    assert "/invite @order-numbers" in read(picture(homeless=True))


def test_the_last_three_things_that_happened_are_in_the_small_print() -> None:
    shown = read(picture(State.COMPLETED))

    assert shown.endswith("10:42 UTC asked by Ana · 10:51 UTC approved by Mei · 10:51 UTC bought")
