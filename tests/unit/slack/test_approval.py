from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.criteria import Digits, Match
from bot.domain.order import Hold, Person, PriceSource, Quote, State, Trouble
from bot.domain.picture import House, Pause
from bot.slack.ids import OrderRef
from bot.slack.views import card
from bot.slack.views.approval import approve_label
from bot.slack.views.deny import deny_form
from tests.unit.slack.build import ASKED, HOSTILE, ID, MEI, QUOTE, bought, order, picture, request
from tests.unit.slack.reading import buttons, check, elements, texts, words


def read(state: State = State.AWAITING_APPROVAL, **changes: object) -> str:
    return words(check(card(picture(state, **changes), "approval")))


def test_the_card_says_who_what_where_why_and_how_much() -> None:
    assert read().split("\n") == [
        "Approve? 2 numbers in Cary, NC · $1.20 a month",
        'Ana (Sales) · "Spring campaign"',
        "$0.60 each · $14.40 a year · at least 2 free, checked 10:42 UTC",
        "Order 1042 · decide by Thu 26 Nov 16:00 UTC",
    ]


def test_the_fallback_says_what_is_to_be_decided() -> None:
    shown = card(picture(), "approval")

    assert shown.text == (
        'Approve? 2 numbers in Cary, NC · $1.20 a month · Ana (Sales) · "Spring campaign"'
    )


def test_the_buttons_carry_order_and_revision_and_nothing_else() -> None:
    shown = check(card(picture(revision=7), "approval"))

    labels = ["Approve 2 for $1.20/mo", "Deny…", "Change…", "Ask Ana…"]
    assert buttons(shown) == dict.fromkeys(labels, f"{ID}:7")
    assert [each["action_id"] for each in elements(shown)] == ["approve", "deny", "change", "ask"]
    assert [each.get("style") for each in elements(shown)] == ["primary", None, None, None]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"request": request(purpose="")}, "Ana (Sales) · No purpose given."),
        ({"private": True}, "asked in a private channel"),
        ({"quote": replace(QUOTE, seen=1)}, "only 1 of 2 free, checked 10:42 UTC"),
        ({"quote": replace(QUOTE, seen=0)}, "nothing free, checked 10:42 UTC"),
        (
            {"quote": Quote(Decimal("0.35"), PriceSource.LIST)},
            (
                "$0.35 each (list price) · $8.40 a year · "
                "availability not known: Bandwidth has not answered"
            ),
        ),
        ({"quote": Quote(None, PriceSource.LIST)}, "Warning: Price not known"),
        (
            {"request": request(10, quantity_given=False)},
            "Warning: Quantity is the default, Ana gave none",
        ),
        ({"paused": Pause("maintenance")}, 'Warning: Buying is paused ("maintenance")'),
        ({"paused": Pause("maintenance", MEI)}, 'Warning: Mei has paused buying ("maintenance")'),
        ({"house": House(practice=True)}, " · Practice carrier: nothing is bought for real."),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_is_not_as_usual_is_said(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in read(**changes)


def test_a_likely_repeat_is_said_with_its_time() -> None:
    twin = replace(order(), created_at=ASKED - timedelta(minutes=3))

    assert "Warning: same as Order 1041, 3 minutes earlier" in read(duplicate_of=1041, twin=twin)


def test_a_pattern_stands_outside_the_bold_title() -> None:
    asked_for = request(1, digits=Digits(Match.PATTERN, "*2?9*"))

    shown = card(picture(request=asked_for), "approval")

    assert texts(shown)[0].startswith(
        "*Approve? 1 number in Cary, NC · $0.60 a month* · matching `*2?9*`"
    )


@pytest.mark.parametrize(
    ("quantity", "monthly", "label"),
    [
        (2, "1.20", "Approve 2 for $1.20/mo"),
        (1, "0.60", "Approve 1 for $0.60/mo"),
        (200, "120.00", "Approve 200: $120/mo"),
        (5000, "1750.00", "Approve 5,000: $1,750/mo"),
        (5000, "1750.25", "Approve 5,000"),
        (5000, None, "Approve 5,000"),
    ],
)
def test_a_price_that_does_not_fit_the_button_is_left_out_whole(
    quantity: int, monthly: str | None, label: str
) -> None:
    said = approve_label(quantity, Decimal(monthly) if monthly else None)

    assert said == label
    assert len(said) <= 24


def test_many_numbers_are_asked_for_once_more() -> None:
    drawn = picture(request=request(200), needs_confirmation=True)

    approve, *others = elements(check(card(drawn, "approval")))

    assert {part: text["text"] for part, text in approve["confirm"].items()} == {
        "title": "Buy 200 numbers?",
        "text": "$120.00 a month, $1,440.00 a year, until they are released. "
        "Buying can't be undone.",
        "confirm": "Buy 200",
        "deny": "Not yet",
    }
    assert all("confirm" not in other for other in others)


def test_a_confirmation_without_a_price_says_so() -> None:
    drawn = picture(quote=Quote(None, PriceSource.LIST), needs_confirmation=True)

    dialog = elements(check(card(drawn, "approval")))[0]["confirm"]

    assert dialog["text"]["text"].startswith("Nobody knows yet what they cost")


@pytest.mark.parametrize(
    ("state", "changes", "line"),
    [
        (
            State.APPROVED,
            {},
            (
                "Order 1042 · Approved by Mei 10:51 UTC · 2 numbers in Cary, NC for Ana"
                " · ordering next"
            ),
        ),
        (
            State.APPROVED,
            {"hold": Hold(Trouble.CARRIER_AWAY)},
            (
                "Order 1042 · Approved by Mei 10:51 UTC · 2 numbers in Cary, NC for Ana"
                " · not bought yet: Bandwidth can't be reached."
            ),
        ),
        (
            State.ORDERING,
            {},
            "Order 1042 · Approved by Mei 10:51 UTC · 2 numbers in Cary, NC for Ana · Ordering…",
        ),
        (
            State.COMPLETED,
            {},
            "Order 1042 · Done: 2 numbers in Cary, NC for Ana · $1.20 a month · approved by Mei",
        ),
        (
            State.PARTIAL,
            {"numbers": bought(1)},
            "Order 1042 · Partly done: 1 of 2, Cary, NC for Ana · $0.60 a month · approved by Mei",
        ),
        (
            State.FAILED,
            {"hold": Hold(Trouble.NO_CREDIT)},
            (
                "Order 1042 · Failed, nothing bought: 2 numbers in Cary, NC for Ana"
                " · Bandwidth: the account's balance is too low. · approved by Mei"
            ),
        ),
        (
            State.NEEDS_REVIEW,
            {},
            (
                "Order 1042 · Being checked by a person: 2 numbers in Cary, NC for Ana"
                " · approved by Mei"
            ),
        ),
        (
            State.DENIED,
            {"reason": "Use the free ones."},
            (
                'Order 1042 · Denied by Mei 10:51 UTC: "Use the free ones."'
                " · 2 numbers in Cary, NC for Ana"
            ),
        ),
        (
            State.CANCELLED,
            {},
            "Order 1042 · Cancelled by Ana 10:51 UTC · 2 numbers in Cary, NC for Ana",
        ),
        (
            State.EXPIRED,
            {},
            "Order 1042 · Expired, nobody decided · 2 numbers in Cary, NC for Ana",
        ),
        (
            State.CHECKING,
            {},
            "Order 1042 · Checking what is free · 2 numbers in Cary, NC for Ana",
        ),
    ],
    ids=lambda each: str(each)[:20],
)
def test_a_decided_card_is_one_line_without_buttons(
    state: State, changes: dict[str, Any], line: str
) -> None:
    shown = check(card(picture(state, **changes), "approval"))

    assert words(shown) == line
    assert buttons(shown) == {}


@pytest.mark.parametrize("state", sorted(set(State) - {State.AWAITING_APPROVAL}))
def test_what_became_of_it_is_bold_and_nobodys_name_is(state: State) -> None:
    starred = Person("U0MEI", "*Mei*")

    first = texts(card(picture(state, requester=starred, decided_by=starred), "approval"))[0]

    bold = first.split("*")[1]
    assert bold.startswith("Order 1042 · ")
    assert "Mei" not in bold


def test_the_form_that_asks_why_says_who_will_read_it() -> None:
    form = deny_form(order(), OrderRef(ID, 3))
    block = form["blocks"][0]

    assert (form["callback_id"], form["private_metadata"]) == ("deny_reason", f"{ID}:3")
    assert form["title"]["text"] == "Deny order 1042"
    assert (block["block_id"], block["element"]["action_id"]) == ("reason", "reason")
    assert block["hint"]["text"].startswith("Ana and everyone in the channels")


def test_the_form_keeps_slacks_limits_whatever_the_number_and_the_name() -> None:
    big = order(number=10**15, requester=replace(order().requester, name=HOSTILE * 9))

    form = deny_form(big, OrderRef(ID, 3))

    assert all(len(form[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    assert len(form["blocks"][0]["hint"]["text"]) <= 2000


def test_its_small_print_says_who_is_away_and_which_backups_were_asked() -> None:
    drawn = picture(away={"U0RAJ": date(2026, 12, 2)}, backups=("U0OLU",))

    last = words(check(card(drawn, "approval"))).split("\n")[-1]

    assert last == (
        "Order 1042 · decide by Thu 26 Nov 16:00 UTC"
        " · Raj is away until 2 Dec · Backups were asked too: Olu."
    )


def test_whoever_is_asked_by_direct_message_gets_the_same_card() -> None:
    assert card(picture(), "asked:U0OLU") == card(picture(), "approval")
    assert card(picture(), "asked:U0OLU:1764000000") == card(picture(), "approval")
