import pytest

from bot.domain.order import Hold, Person, State, Trouble
from bot.domain.picture import House, Picture
from bot.slack.views import card, enclosures
from tests.unit.slack.build import HOSTILE, bought, picture, request
from tests.unit.slack.reading import check, texts, words


def read(drawn: Picture) -> str:
    return words(check(card(drawn, f"notice:{drawn.order.state.value}")))


def many(count: int, **changes: object) -> Picture:
    return picture(State.COMPLETED, numbers=bought(count), request=request(count), **changes)


def test_few_numbers_stand_one_a_line_in_both_forms() -> None:
    assert read(picture(State.COMPLETED)).split("\n") == [
        "<@U0ANA> your 2 numbers in Cary, NC are bought.",
        "`(919) 555-0000` · +19195550000",
        "`(919) 555-0001` · +19195550001",
        (
            "$0.60 each, $1.20 a month. "
            "They are not connected to anything yet: ask #telecom to route them."
        ),
    ]


def test_one_number_is_said_in_the_singular() -> None:
    shown = read(many(1))

    assert "your 1 number in Cary, NC is bought." in shown
    assert "$0.60 a month. It is not connected to anything yet" in shown


@pytest.mark.parametrize("count", [1, 25, 26, 200, 600, 601, 5000])
def test_every_number_is_said_once_within_slacks_limits(count: int) -> None:
    drawn = many(count)

    messages = [card(drawn, "notice:completed"), *enclosures(drawn, "notice:completed")]

    said = "\n".join(text for message in messages for text in texts(check(message)))
    codes = [each.tn for each in drawn.numbers]
    assert [said.count(tn) for tn in codes] == [1] * count


def test_many_numbers_are_summed_up_by_city() -> None:
    numbers = (*bought(20, city="Cary"), *bought(30, city="Raleigh")[20:])
    drawn = picture(State.COMPLETED, numbers=numbers, request=request(30))

    shown = read(drawn)

    assert "<@U0ANA> your 30 numbers in Cary, NC are bought: $18.00 a month." in shown
    assert "Cary 20 · Raleigh 10\nFrom (919) 555-0000 to (919) 555-0029." in shown
    assert "ask #telecom to route them." in shown


def test_numbers_whose_city_nobody_names_are_only_listed() -> None:
    drawn = picture(State.COMPLETED, numbers=bought(30, city=""), request=request(30))

    assert "From (919) 555-0000" in read(drawn)


@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        (
            picture(
                State.PARTIAL,
                numbers=bought(7),
                request=request(10),
                hold=Hold(Trouble.SOLD_OUT),
            ),
            (
                "7 of 10 numbers (Cary, NC) are bought. 3 were not. Bandwidth had no more. "
                "You pay for 7: $4.20 a month."
            ),
        ),
        (
            picture(State.FAILED, hold=Hold(Trouble.NO_CREDIT)),
            (
                "nothing was bought (2 numbers in Cary, NC). "
                "Bandwidth: the account's balance is too low. Nothing to pay. Olu has been told."
            ),
        ),
        (
            picture(State.NEEDS_REVIEW),
            (
                "we can't tell yet whether Bandwidth sold us your numbers: its answer was lost. "
                "Olu will check. Please don't order again; I'll write here."
            ),
        ),
        (
            picture(State.NEEDS_REVIEW, hold=Hold(Trouble.ACCEPTED)),
            (
                "Bandwidth accepted the order a day ago, and has not said yet what came of it. "
                "Olu will check."
            ),
        ),
        (
            picture(State.NEEDS_REVIEW, request=request(1)),
            "we can't tell yet whether Bandwidth sold us your number: its answer was lost.",
        ),
        (
            picture(State.DENIED, reason="Use the free ones."),
            'denied by Mei: "Use the free ones." Nothing was bought.',
        ),
        (picture(State.DENIED), "denied by Mei, without a reason. Nothing was bought."),
        (picture(State.CANCELLED), "Order 1042 was cancelled by Ana. Nothing was bought."),
        (
            picture(State.EXPIRED),
            "nobody decided by Thu 26 Nov 16:00 UTC, so this expired. Nothing was bought.",
        ),
    ],
    ids=lambda each: each[:20] if isinstance(each, str) else "",
)
def test_each_end_is_told_once_to_who_asked(drawn: Picture, sentence: str) -> None:
    assert read(drawn).startswith(f"<@U0ANA> {sentence}")


def test_a_practice_carriers_notice_says_that_nothing_is_bought() -> None:
    assert "Practice carrier: nothing is bought for real." in read(
        many(2, house=House(practice=True))
    )


def test_who_decided_bears_the_name_of_the_cards() -> None:
    handle = Person("U0MEI", "mei.l")

    assert "denied by Mei" in read(picture(State.DENIED, decided_by=handle))
    assert "cancelled by Mei" in read(picture(State.CANCELLED, decided_by=handle))


def test_a_hostile_after_note_pings_nobody() -> None:
    shown = check(card(many(2, house=House(after_note=HOSTILE)), "notice:completed"))

    assert "They are not connected to anything yet: <!channel>" in words(shown)


def test_who_asked_is_told_until_when_somebody_has_to_decide() -> None:
    said = words(check(card(picture(), "notice:deadline:1764000000")))

    assert said == (
        "<@U0ANA> nobody has decided yet. "
        "If nobody does by Thu 26 Nov 16:00 UTC, this expires unbought."
    )
