from datetime import timedelta

from bot.domain.order import State
from bot.domain.picture import Pause, Picture
from bot.domain.purchase import Attempt, AttemptState, Part
from bot.domain.telephone import national
from bot.slack.views import card
from tests.unit.slack.build import DECIDED, HOSTILE, ID, MEI, picture, request
from tests.unit.slack.reading import buttons, check, elements, words

SENT = DECIDED + timedelta(seconds=3)
FOUND = ("+19195550142", "+19195550177")


def lost(quantity: int = 2, answer: str = "no answer") -> Attempt:
    return Attempt(ID, Part(1, quantity), 1, AttemptState.UNKNOWN, SENT, answer)


def found_on_account(count: int) -> tuple[str, ...]:
    return tuple(f"+1919{2000000 + line}" for line in range(count))


def read(drawn: Picture) -> str:
    return words(check(card(drawn, "review")))


def test_the_evidence_is_laid_out_for_a_person() -> None:
    drawn = picture(State.NEEDS_REVIEW, attempts=(lost(),), candidates=FOUND)

    assert read(drawn).split("\n") == [
        "Order 1042 needs a person: were 2 numbers bought?",
        (
            "Asked for: 2 numbers in Cary, NC. Sent to Bandwidth 10:51:03 UTC; "
            "no usable answer came. Nothing will be sent again by itself."
        ),
        "On the account since then, wanted by no other order: (919) 555-0142, (919) 555-0177.",
        "Most likely: these are ours.",
        "Olu decides; the account is looked at again at the click.",
        f"`{ID}-1-1` · 10:51:03 UTC · 2 numbers, unknown · no answer",
    ]


def test_a_count_that_does_not_match_is_not_called_ours() -> None:
    drawn = picture(State.NEEDS_REVIEW, attempts=(lost(),), candidates=FOUND[:1])

    assert "Most likely" not in read(drawn)


def test_nothing_on_the_account_is_said_as_such() -> None:
    shown = read(picture(State.NEEDS_REVIEW, attempts=(lost(),)))

    assert "wanted by no other order: no number in Cary, NC." in shown


def test_while_buying_is_paused_the_card_says_that_a_retry_waits() -> None:
    shown = read(picture(State.NEEDS_REVIEW, attempts=(lost(),), paused=Pause("a move", MEI)))

    assert 'Mei has paused buying ("a move"): what is sent again waits.' in shown


def test_without_operators_a_manager_looks() -> None:
    shown = read(picture(State.NEEDS_REVIEW, attempts=(lost(),), operators=()))

    assert "A manager who did not ask for this decides" in shown


def test_numbers_that_fit_can_be_called_ours_or_given_up_but_never_ordered_again() -> None:
    shown = check(card(picture(State.NEEDS_REVIEW, attempts=(lost(),), candidates=FOUND), "review"))

    assert list(buttons(shown)) == ["These 2 are ours", "Give up"]


def test_as_many_as_are_in_doubt_can_be_called_ours_however_many_they_are() -> None:
    found = found_on_account(30)
    drawn = picture(State.NEEDS_REVIEW, attempts=(lost(30),), candidates=found)

    shown = check(card(drawn, "review"))

    assert list(buttons(shown)) == ["These 30 are ours", "Give up"]
    assert [words(shown).count(national(tn)) for tn in found] == [1] * 30


def test_more_than_are_in_doubt_are_not_offered_as_ours() -> None:
    drawn = picture(State.NEEDS_REVIEW, attempts=(lost(2),), candidates=found_on_account(3))

    assert "These 3 are ours" not in buttons(card(drawn, "review"))


def test_one_number_is_said_in_the_singular() -> None:
    one = picture(State.NEEDS_REVIEW, attempts=(lost(1),), candidates=FOUND[:1], request=request(1))

    shown = check(card(one, "review"))

    assert "was 1 number bought?" in words(shown)
    assert "Most likely: this is ours." in words(shown)
    assert list(buttons(shown)) == ["This 1 is ours", "Give up"]
    assert elements(shown)[0]["confirm"]["confirm"]["text"] == "It is ours"


def test_many_numbers_stand_in_several_paragraphs_and_none_is_left_out() -> None:
    found = found_on_account(450)
    drawn = picture(
        State.NEEDS_REVIEW, attempts=(lost(450),), candidates=found, request=request(450)
    )

    shown = read(drawn)

    assert all(national(tn) in shown for tn in found)
    assert "more" not in shown.partition("Most likely")[0].partition("wanted by")[2]


def test_without_numbers_on_the_account_it_can_be_sent_again() -> None:
    shown = check(card(picture(State.NEEDS_REVIEW, attempts=(lost(),)), "review"))

    assert list(buttons(shown)) == ["Nothing bought: retry", "Give up"]


def test_an_order_that_the_carrier_does_not_end_can_only_be_given_up() -> None:
    attempt = Attempt(
        ID, Part(1, 2), 1, AttemptState.ACCEPTED, SENT, "backordered", carrier_order="0b-1"
    )

    shown = check(card(picture(State.NEEDS_REVIEW, attempts=(attempt,)), "review"))

    assert list(buttons(shown)) == ["Give up"]
    assert words(shown).split("\n")[:3] == [
        "Order 1042 needs a person: Bandwidth takes more than a day",
        (
            "Asked for: 2 numbers in Cary, NC. Accepted by Bandwidth after 10:51:03 UTC, as its "
            "order `0b-1`; it has not said what came of it."
        ),
        "I go on asking, and record what comes. Olu can look there, and close it there.",
    ]


def test_a_settled_review_is_one_line() -> None:
    shown = check(card(picture(State.COMPLETED), "review"))

    assert words(shown).startswith("Order 1042 · Done:")
    assert buttons(shown) == {}


def test_the_worst_case_fits() -> None:
    attempts = tuple(lost(5000, HOSTILE * 30) for _ in range(100))
    drawn = picture(
        State.NEEDS_REVIEW,
        attempts=attempts,
        candidates=found_on_account(5000),
        request=request(5000),
    )

    assert "and 4,550 more" in read(drawn)
    assert "These 5,000 are ours" in buttons(card(drawn, "review"))
