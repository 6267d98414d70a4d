"""Cards of orders that ended in doubt, or that an answer reached after their end."""

import pytest

from bot.domain.order import Hold, State, Trouble
from bot.domain.picture import House, Picture
from bot.slack.views import card
from bot.slack.views.status import status
from tests.unit.slack.build import bought, picture, request
from tests.unit.slack.reading import buttons, check, words

DOUBT = Hold(Trouble.GIVEN_UP)
LOST = "Bandwidth's answer was lost: perhaps more was bought than I know of."
SEE = f"{LOST} Before you ask again, see Olu."
LATE = picture(State.FAILED, numbers=bought(2), hold=Hold(Trouble.CARRIER_REFUSED))


@pytest.mark.parametrize(
    ("kind", "words_of_it"),
    [
        ("root", f"Order 1042 · Ended: perhaps bought\n2 numbers in Cary, NC\n{SEE}"),
        ("approval", f"Ended, perhaps bought: 2 numbers in Cary, NC for Ana · {LOST}"),
        ("notice:failed", f"perhaps bought (2 numbers in Cary, NC). {SEE}"),
    ],
)
def test_an_order_that_was_given_up_is_not_called_unbought(kind: str, words_of_it: str) -> None:
    shown = check(card(picture(State.FAILED, hold=DOUBT), kind))

    assert words_of_it in words(shown)
    assert buttons(shown) == {}


def test_of_a_part_that_was_given_up_the_rest_is_in_doubt() -> None:
    drawn = picture(State.PARTIAL, numbers=bought(7), request=request(10), hold=DOUBT)

    root, said = check(card(drawn, "root")), words(check(card(drawn, "notice:partial")))

    assert "3 are in doubt. Details" in words(root)
    assert buttons(root) == {}
    assert f"are bought. 3 are in doubt. {LOST} You pay for 7: $4.20 a month." in said


@pytest.mark.parametrize(
    ("drawn", "label"),
    [
        (LATE, []),
        (picture(State.FAILED, numbers=bought(1)), ["Order 1 more"]),
        (picture(State.PARTIAL, numbers=bought(2)), []),
    ],
    ids=["all", "some", "the rest"],
)
def test_what_came_late_is_not_offered_again(drawn: Picture, label: list[str]) -> None:
    assert list(buttons(check(card(drawn, "root")))) == label


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED, State.DENIED, State.EXPIRED])
def test_numbers_that_came_late_are_told_by_every_card(state: State) -> None:
    drawn = picture(state, numbers=bought(2))

    root, line = (words(check(card(drawn, kind))) for kind in ("root", "approval"))
    private = words(check(status(drawn.order, House(), drawn.numbers)))

    assert root.startswith("Order 1042 · Ended: 2 of 2 bought\n2 numbers in Cary, NC\n")
    assert "Bandwidth confirmed it after it had ended; what was bought costs money." in root
    assert "Ended, 2 of 2 bought: 2 numbers in Cary, NC for Ana · $1.20 a month" in line
    assert "Ended: 2 of 2 bought" in private
    assert "(919) 555-0000" in private
