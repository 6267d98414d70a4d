from datetime import date

import pytest

from bot.domain.digest import Digest, Topic
from bot.domain.order import Person
from bot.domain.picture import Card, House
from bot.slack.views.digest import digest
from tests.unit.slack.build import HOSTILE, ID, order, request, told
from tests.unit.slack.reading import check, texts, words

CARD = Card(ID, "approval", "C0APPROVAL", "1795000000.000100")
ACME = House(workspace="https://acme.slack.com/")


def read(drawn: Digest) -> list[str]:
    return words(check(digest(drawn))).split("\n")


def test_it_says_who_asked_for_what_since_when_and_until_when() -> None:
    assert read(told()) == [
        "1 request waits for a decision",
        (
            "Order 1042 · 2 numbers in Cary, NC · $1.20 a month · asked by Ana 5 hours ago"
            " · decide by Thu 26 Nov 16:00 UTC"
        ),
    ]


def test_several_orders_stand_one_a_line_and_the_rest_is_counted() -> None:
    shown = read(told(order(), order(number=1043), more=7))

    assert shown[0] == "9 requests wait for a decision"
    assert [line.partition(" ·")[0] for line in shown[1:3]] == ["Order 1042", "Order 1043"]
    assert shown[3] == "… and 7 more."


def test_an_order_leads_to_its_card_where_the_address_is_known() -> None:
    drawn = check(digest(told(cards={ID: CARD}, house=ACME)))

    link = "<https://acme.slack.com/archives/C0APPROVAL/p1795000000000100|Order 1042>"
    assert link in texts(drawn)[0]


def test_its_one_mention_stands_at_the_end_of_what_it_says() -> None:
    drawn = check(digest(told(mention="S0TELECOM1")))

    assert texts(drawn)[0].endswith("<!subteam^S0TELECOM1>")
    assert "subteam" not in drawn.text


def test_it_says_who_is_away() -> None:
    away = {"U0RAJ": date(2026, 12, 2), "U0MEI": date(2027, 1, 11)}

    assert read(told(away=away))[-1] == "Raj is away until 2 Dec, Mei is away until 11 Jan"


def test_of_many_who_are_away_five_are_named() -> None:
    away = {f"U0{line}": date(2026, 12, 2) for line in range(8)}

    assert read(told(away=away))[-1].endswith("3 more are away")


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"personal": True}, "1 request waits for your decision"),
        ({"topic": Topic.NUDGE}, "Ana asks for a decision"),
        (
            {"topic": Topic.BACKUPS},
            "Nobody has decided this yet, so backup approvers are asked too",
        ),
    ],
)
def test_its_title_says_why_it_comes(changes: dict[str, object], title: str) -> None:
    assert read(told(**changes))[0] == title


def test_the_most_hostile_names_ping_nobody_and_keep_slacks_limits() -> None:
    somebody = Person("U0ANA", (HOSTILE * 4)[:80])
    worst = order(request=request(5000, HOSTILE), requester=somebody)

    drawn = digest(told(*[worst] * 20, more=9980, names={"U0ANA": somebody.name}))

    assert check(drawn)
