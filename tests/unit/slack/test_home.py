from typing import Any

import pytest

from bot.domain.order import Person, State
from bot.domain.picture import Home, House, Pause, Watch
from bot.slack.views.blocks import Message
from bot.slack.views.home import home_view
from bot.slack.views.pause import pause_form
from tests.unit.slack.build import ASKED, HOSTILE, MEI, order, worst
from tests.unit.slack.reading import buttons, check, elements, words

HOUSE = House()
PAUSED = Pause("carrier maintenance", MEI, ASKED)


def drawn(home: Home, house: House = HOUSE) -> Message:
    """The Home as a message is checked: a message may hold half as many blocks."""
    view = home_view(home, house)
    assert view.keys() == {"type", "blocks"}
    return check(Message("Home", tuple(view["blocks"])))


def for_operator(**watch: Any) -> Message:  # noqa: ANN401 - whatever a watch holds
    return drawn(Home("U0OLU", watch=Watch(**watch)))


def test_everybody_reads_how_to_ask_and_where_their_orders_stand() -> None:
    home = Home("U0ANA", (order(), order(State.COMPLETED, number=1041)))

    assert words(drawn(home)).split("\n") == [
        "Order US phone numbers. Nothing is bought until a manager approves.",
        (
            "`/order-numbers Cary NC 2` city · `NC 5` state · `27513 2` ZIP · `919 2` area code · "
            "`toll-free 2`"
        ),
        "Your latest orders",
        "Order 1042 · Waiting for approval · 2 numbers in Cary, NC · $1.20 a month",
        "Order 1041 · Done · 2 numbers in Cary, NC · $1.20 a month",
        "More about one: `/order-numbers status 1042`",
    ]


def test_who_is_no_operator_can_open_the_form_and_switch_nothing() -> None:
    assert buttons(drawn(Home("U0ANA"))) == {"Order numbers": "?"}


def test_who_has_no_orders_yet_learns_how_to_begin() -> None:
    assert "You have no orders yet." in words(drawn(Home("U0ANA")))


def test_an_operator_can_pause_while_buying_goes_on() -> None:
    shown = for_operator()

    assert buttons(shown) == {"Order numbers": "?", "Pause buying…": "pause"}
    assert words(shown).split("\n")[3:] == [
        "For operators",
        "Buying goes on: what is approved is bought at once.",
        "No order needs a person.",
        "No job was given up.",
    ]


def test_an_operator_reads_who_paused_buying_why_and_since_when_and_can_resume() -> None:
    shown = for_operator(paused=PAUSED)

    resume = elements(shown)[-1]
    assert buttons(shown) == {"Order numbers": "?", "Resume buying": "resume"}
    assert resume["confirm"]["title"]["text"] == "Resume buying?"
    assert (
        'Mei has paused buying ("carrier maintenance") · since Mon 23 Nov 10:42 UTC\n'
        "What is approved waits."
    ) in words(shown)


def test_a_pause_of_which_nobody_knows_more_is_still_said() -> None:
    assert "Buying is paused\nWhat is approved waits." in words(for_operator(paused=Pause("")))


@pytest.mark.parametrize(("more", "rest"), [(False, ""), (True, "There are more. ")])
def test_an_operator_reads_which_orders_need_a_person(
    more: bool,  # noqa: FBT001 - a column of the table
    rest: str,
) -> None:
    shown = words(for_operator(reviews=(order(State.NEEDS_REVIEW),), more_reviews=more))

    assert (
        "Orders that need a person\n"
        "Order 1042 · 2 numbers in Cary, NC · asked by Ana · since Mon 23 Nov 10:51 UTC\n"
        f"{rest}Their cards are in the managers' channel."
    ) in shown


@pytest.mark.parametrize(
    ("count", "sentence"),
    [(1, "1 job was given up."), (1200, "1,200 jobs were given up.")],
)
def test_an_operator_reads_how_many_jobs_were_given_up(count: int, sentence: str) -> None:
    assert f"{sentence} To see them: `order-numbers jobs`" in words(for_operator(given_up=count))


def test_the_worst_home_fits() -> None:
    bad = [worst(state).order for state in State]
    villain = Person("U0MEI", HOSTILE * 9, HOSTILE * 9)
    paused = Pause(HOSTILE * 99, villain, ASKED)
    watch = Watch(paused, (bad[0],) * 10, more_reviews=True, given_up=10**9)

    shown = drawn(Home("U0MEI", tuple(bad), watch), House(practice=True, command=HOSTILE[:31]))

    assert "Practice carrier: nothing is bought for real." in words(shown)


def test_the_form_asks_why_and_says_who_will_read_it() -> None:
    form = pause_form()

    [field] = form["blocks"]
    assert "cards say this reason" in field["hint"]["text"]
    assert (field["block_id"], field["element"]["action_id"]) == ("reason", "reason")
    assert all(len(form[part]["text"]) <= 24 for part in ("title", "submit", "close"))
