"""What people read of a change: the form, the cards, the thread, the private answers."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.changes import ChangeError, Field
from bot.domain.criteria import CityCriteria, Criteria, Digits, Match
from bot.domain.order import Hold, State, Trouble
from bot.domain.picture import House, Picture, Reply, ReplyKind
from bot.domain.policy import Reason, Verdict
from bot.domain.revisions import Revision
from bot.slack.views import card, enclosures
from bot.slack.views.change import change_form, over_the_limit, unchanged, unreadable
from bot.slack.views.replies import answer
from sandbox.slack.block_kit import checked_view
from tests.unit.slack.build import (
    CARY,
    DECIDED,
    HOSTILE,
    ID,
    MEI,
    NAMES,
    QUOTE,
    order,
    picture,
    request,
    worst,
)
from tests.unit.slack.reading import buttons, check, texts, words

TEN = Criteria(CARY, 10)
FOUR = TEN.of(4)
EACH, DEARER = Decimal("0.6"), Decimal("0.75")
FIRST = Revision(1, TEN, priced=True, each=EACH)
APEX = Criteria(CityCriteria("Apex", "NC"), 10)
ENDING = replace(TEN, digits=Digits(Match.ENDING, "2020"))
STATES = [State.CHECKING, State.AWAITING_APPROVAL, State.APPROVED, State.ORDERING]


def changed(
    criteria: Criteria = FOUR,
    note: str = "4 are enough for now",
    state: State = State.AWAITING_APPROVAL,
    **more: object,
) -> Picture:
    """Mei changed what was asked first."""
    now = Revision(2, criteria, priced=True, each=EACH, by=MEI, note=note, at=DECIDED)
    asked = replace(request(), criteria=criteria)
    standard: dict[str, Any] = {"revisions": (FIRST, now), "request": asked, "revision": 2}
    standard["quote"] = replace(QUOTE, seen=criteria.quantity)
    return picture(state, **{"changed_by": (MEI.id,), **standard, **more})


def read(drawn: Picture, kind: str) -> str:
    return words(check(card(drawn, kind)))


def test_the_requesters_card_strikes_out_what_was_asked_before() -> None:
    assert read(changed(), "root").split("\n")[:4] == [
        "Order 1042 · Waiting for approval (changed)",
        '~10~ 4 numbers in Cary, NC · $2.40 a month · asked by Ana · "Spring campaign"',
        "Nothing is bought yet. A manager decides by Thu 26 Nov 16:00 UTC.",
        'Mei changed the quantity: "4 are enough for now".',
    ]


def test_the_fallback_reads_as_what_is_asked_now() -> None:
    shown = card(changed(), "root")

    assert shown.text.startswith(
        "Order 1042 · Waiting for approval (changed) · 4 numbers in Cary, NC"
    )


@pytest.mark.parametrize(
    ("criteria", "asked", "line"),
    [
        (APEX, "~10 numbers in Cary, NC~ 10 numbers in Apex, NC", "Mei changed the place."),
        (ENDING, "\n10 numbers in Cary, NC ending `2020`", "Mei changed the digits."),
        (
            replace(APEX, quantity=4),
            "~10 numbers in Cary, NC~ 4 numbers in Apex, NC",
            "Mei changed the quantity and the place.",
        ),
    ],
)
def test_each_field_that_was_changed_is_named(criteria: Criteria, asked: str, line: str) -> None:
    shown = read(changed(criteria, note=""), "root")

    assert asked in shown
    assert line in shown.split("\n")


def test_the_managers_card_says_who_changed_it_and_has_the_new_revision_on_its_buttons() -> None:
    shown = check(card(changed(), "approval"))

    assert words(shown).split("\n")[:3] == [
        "Approve? 4 numbers in Cary, NC · $2.40 a month",
        'Ana (Sales) · "Spring campaign"',
        'Mei changed the quantity: "4 are enough for now".',
    ]
    assert set(buttons(shown).values()) == {f"{ID}:2"}


def test_while_it_is_checked_anew_the_managers_card_says_why_its_buttons_are_gone() -> None:
    shown = read(changed(state=State.CHECKING), "approval")

    assert shown.startswith("Order 1042 · Checking what is free · 4 numbers in Cary, NC for Ana")
    assert "Mei changed the quantity" in shown


def test_a_dearer_price_is_no_change_of_anybodys() -> None:
    dearer = Revision(2, TEN, priced=True, each=Decimal("0.75"))

    assert "changed" not in read(picture(revisions=(FIRST, dearer)), "root")


def test_who_changed_it_stands_in_the_history() -> None:
    assert "asked by Ana · 10:51 UTC changed by Mei" in read(changed(), "root")


@pytest.mark.parametrize("state", sorted(set(State) - set(STATES) - {State.NEEDS_REVIEW}))
def test_a_card_that_has_ended_tells_of_no_change(state: State) -> None:
    assert "changed the quantity" not in read(changed(state=state), "root")


def test_the_thread_tells_old_and_new_with_one_mention() -> None:
    assert read(changed(), "notice:changed:2").split("\n") == [
        '<@U0ANA> Mei changed your request: quantity 10 → 4. "4 are enough for now"',
        "Order 1042 now asks for 4 numbers in Cary, NC.",
    ]


@pytest.mark.parametrize(
    ("second", "new"),
    [
        (Revision(2, FOUR, by=MEI), "quantity 10 → 4"),
        (Revision(2, TEN, priced=True, each=DEARER), "price $0.60 each → $0.75 each"),
    ],
    ids=["a change", "a dearer price"],
)
def test_who_had_approved_reads_that_it_counts_no_more(second: Revision, new: str) -> None:
    assert read(changed(revisions=(FIRST, second)), "lapsed:2:U0RAJ") == (
        "<@U0RAJ> Order 1042 has changed since you approved it, so that no longer counts: "
        f"{new}. Please look at the card again."
    )


def test_a_notice_of_an_earlier_change_tells_that_one() -> None:
    drawn = changed()
    later = Revision(3, ENDING, by=MEI, at=DECIDED)

    shown = read(replace(drawn, revisions=(*drawn.revisions, later)), "notice:changed:2")

    assert "quantity 10 → 4" in shown
    assert "digits" not in shown
    assert enclosures(drawn, "notice:changed:2") == ()


def test_where_nothing_is_free_after_a_change_nobody_says_that_managers_were_not_asked() -> None:
    drawn = changed(state=State.REFUSED, hold=Hold(Trouble.NOTHING_FREE))

    assert "Managers were not asked" not in read(drawn, "root")
    assert read(drawn, "notice:refused") == (
        "<@U0ANA> after the change: Bandwidth has no free number in Cary, NC. Nothing was bought."
    )


def test_where_only_the_price_was_new_nobody_speaks_of_a_change() -> None:
    drawn = changed(state=State.REFUSED, hold=Hold(Trouble.NOTHING_FREE), changed_by=())

    assert read(drawn, "notice:refused").startswith("<@U0ANA> now that the price is known: ")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (replace(FIRST, number=2, criteria=FOUR), "(quantity 10 → 4)"),
        (replace(FIRST, number=2, criteria=APEX), "(place Cary, NC → Apex, NC)"),
        (replace(FIRST, number=2, criteria=ENDING), "(digits any → ending `2020`)"),
        (replace(FIRST, number=2, each=Decimal("0.75")), "(price $0.60 each → $0.75 each)"),
        (replace(FIRST, number=2, each=None), "(price $0.60 each → not known)"),
        (
            replace(FIRST, number=2, criteria=replace(APEX, quantity=12), each=Decimal("0.5")),
            "(quantity 10 → 12, place Cary, NC → Apex, NC, price $0.60 each → $0.50 each)",
        ),
        (replace(FIRST, number=2), "since the card you saw. Nothing"),
    ],
)
def test_a_click_on_an_older_card_is_told_what_differs(new: Revision, said: str) -> None:
    drawn = picture(revisions=(FIRST, new), revision=2)

    shown = answer(
        Reply(ReplyKind.CHANGED, drawn.order, (), "1", picture=drawn), NAMES, drawn.house
    )

    assert said in words(shown)


def test_the_answer_to_a_click_on_an_older_card_brings_the_new_one() -> None:
    drawn = changed()

    shown = check(
        answer(Reply(ReplyKind.CHANGED, drawn.order, (), "1", picture=drawn), NAMES, drawn.house)
    )

    assert words(shown).startswith(
        "Order 1042 changed since the card you saw (quantity 10 → 4). "
        "Nothing was decided. Here is the new one.\nApprove? 4 numbers in Cary, NC"
    )
    assert buttons(shown)["Approve 4 for $2.40/mo"] == f"{ID}:2"


def test_while_there_is_no_new_card_yet_the_answer_says_so() -> None:
    drawn = changed(state=State.CHECKING)

    shown = check(
        answer(Reply(ReplyKind.CHANGED, drawn.order, (), "1", picture=drawn), NAMES, drawn.house)
    )

    assert "(quantity 10 → 4). Nothing was decided; it is being checked again." in words(shown)
    assert buttons(shown) == {}


def test_who_changed_it_is_told_what_follows() -> None:
    drawn = changed(TEN.of(20), state=State.CHECKING)

    shown = answer(
        Reply(ReplyKind.CHANGE_MADE, drawn.order, (), "1", picture=drawn), NAMES, drawn.house
    )

    assert words(shown) == (
        "Done: Order 1042 changed (quantity 10 → 20). "
        "It is checked again, and then needs an approval on its card."
    )


def test_the_form_starts_from_the_order_and_says_what_follows() -> None:
    form = checked_view(
        change_form(order(revision=3, request=replace(request(), criteria=ENDING))), "modal"
    )

    fields = {
        block["block_id"]: block["element"].get("initial_value")
        for block in form["blocks"]
        if block["type"] == "input"
    }
    assert fields == {"quantity": "10", "where": "Cary, NC ending 2020", "note": None}
    assert (form["callback_id"], form["private_metadata"]) == ("change", f"{ID}:3")
    assert (form["title"]["text"], form["submit"]["text"]) == ("Change order 1042", "Change")
    assert "Fewer numbers, and nothing else: you approve them" in form["blocks"][-1]["text"]["text"]


@pytest.mark.parametrize(
    ("wanted", "label"),
    [
        (FOUR, "Approve fewer"),
        (TEN.of(11), "Change"),
        (APEX, "Change"),
        (None, "Change"),
    ],
)
def test_the_forms_button_says_what_sending_it_brings(wanted: Criteria | None, label: str) -> None:
    asked = order(request=replace(request(), criteria=TEN))

    assert change_form(asked, wanted)["submit"]["text"] == label


def test_what_is_wrong_stands_below_its_field() -> None:
    too_many = Verdict(allowed=False, reason=Reason.TOO_MANY, detail="25")

    assert unreadable(ChangeError("Where?", Field.WHERE)) == {"where": "Where?"}
    assert unchanged(order()) == {
        "quantity": "Nothing is changed: it asks for 2 numbers in Cary, NC already."
    }
    assert over_the_limit(too_many, House()) == {
        "quantity": "You may ask for up to 25 numbers at a time."
    }


def test_a_hostile_order_fits_the_form() -> None:
    villain = replace(order().requester, name=HOSTILE * 9)
    city = CityCriteria("a" * 40, "NC")
    digits = Digits(Match.PATTERN, "*?" * 10)
    asked = replace(request(), criteria=Criteria(city, 5000, digits))

    assert checked_view(change_form(order(number=10**9, requester=villain, request=asked)), "modal")


@pytest.mark.parametrize("state", STATES)
def test_hostile_changes_ping_nobody_and_the_longest_fit(state: State) -> None:
    drawn = worst(state)
    long = (HOSTILE * 20)[:300]
    criteria = Criteria(CityCriteria("a" * 40, "NC"), 4000, Digits(Match.PATTERN, "*2?" * 6))
    change = Revision(2, criteria, by=drawn.order.requester, note=long, at=DECIDED)
    worse = replace(drawn, revisions=(FIRST, change))

    for kind in ("root", "approval", "notice:changed:2"):
        check(card(worse, kind))
    reply = Reply(ReplyKind.CHANGED, worse.order, (), "1", picture=worse)
    shown = check(answer(reply, dict.fromkeys(NAMES, HOSTILE), worse.house))
    assert all("*b*" not in text for text in texts(shown))
