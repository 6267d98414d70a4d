"""What a rule approved: every card names it."""

import pytest

from bot.domain.order import BOT, State
from bot.domain.picture import House, Reply, ReplyKind
from bot.slack.views import card
from bot.slack.views.receipts import received
from bot.slack.views.replies import answer
from bot.slack.views.status import status
from tests.unit.slack.build import ANA, DECIDED, HOSTILE, NAMES, order, picture
from tests.unit.slack.reading import buttons, check, texts, words

RULE = "small orders of support"
AUTO = {"auto_rule": RULE, "decided_by": BOT, "decided_at": DECIDED, "approvals": ()}


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (
            State.ORDERING,
            (
                f"Order 1042 · Approved by the rule “{RULE}” 10:51 UTC"
                " · 2 numbers in Cary, NC for Ana · Ordering…"
            ),
        ),
        (
            State.COMPLETED,
            (
                "Order 1042 · Done: 2 numbers in Cary, NC for Ana · $1.20 a month"
                f" · approved by the rule “{RULE}”"
            ),
        ),
    ],
)
def test_the_managers_get_one_line_without_buttons(state: State, line: str) -> None:
    shown = check(card(picture(state, **AUTO), "approval"))

    assert words(shown) == line
    assert buttons(shown) == {}


def test_the_requesters_card_names_the_rule_and_the_small_print_too() -> None:
    *_, decided, small = texts(check(card(picture(State.ORDERING, **AUTO), "root")))

    assert f"Approved by the rule “{RULE}” " in decided
    assert f" approved by the rule “{RULE}”" in small


def test_the_status_names_the_rule() -> None:
    changes = {key: value for key, value in AUTO.items() if key != "approvals"}

    shown = words(check(status(order(State.ORDERING, **changes), House())))

    assert f"Approved by the rule “{RULE}” 10:51 UTC" in shown


def test_who_clicks_on_it_is_told_which_rule_decided() -> None:
    changes = {key: value for key, value in AUTO.items() if key != "approvals"}
    reply = Reply(ReplyKind.ALREADY_DECIDED, order(State.ORDERING, **changes))

    shown = words(check(answer(reply, NAMES, House(), reader="U0MEI")))

    assert f"The rule “{RULE}” decided Order 1042 at 10:51 UTC (approved)." in shown


def test_a_person_who_cancels_it_is_named_and_not_the_rule() -> None:
    shown = words(check(card(picture(State.CANCELLED, **(AUTO | {"decided_by": ANA})), "approval")))

    assert "Cancelled by Ana" in shown
    assert RULE not in shown


def test_with_rules_nobody_is_told_that_only_a_manager_approves() -> None:
    shown = words(check(received(order(State.CHECKING), House(rules=True))))

    assert shown.endswith("Nothing is bought until a manager or a rule approves.")


def test_a_rules_name_acts_not() -> None:
    for kind in ("root", "approval"):
        check(card(picture(State.ORDERING, **(AUTO | {"auto_rule": HOSTILE})), kind))
