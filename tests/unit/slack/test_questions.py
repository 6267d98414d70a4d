from dataclasses import replace

import pytest

from bot.domain.order import Person, State
from bot.domain.picture import Picture, Reply, ReplyKind
from bot.domain.questions import Question
from bot.slack.ids import OrderRef
from bot.slack.views import card
from bot.slack.views.questions import answer_form, ask_form
from bot.slack.views.replies import answer
from sandbox.slack.block_kit import checked_view
from tests.unit.slack.build import HOSTILE, ID, MEI, NAMES, order, picture, worst
from tests.unit.slack.reading import buttons, check, texts, words

RAJ = Person("U0RAJ", "raj")
WHY = Question(1, "Why two?", MEI)
LONG = (HOSTILE * 20)[:300]


def read(*asked: Question) -> list[str]:
    return words(check(card(picture(questions=asked), "approval"))).split("\n")


def test_the_card_shows_question_and_answer() -> None:
    assert 'Mei asked: "Why two?" Ana: "One each."' in read(replace(WHY, answer="One each."))


def test_a_question_without_an_answer_is_said_to_have_none() -> None:
    assert 'Mei asked: "Why two?" (no answer yet)' in read(WHY)


def test_of_many_questions_the_card_shows_the_last_two() -> None:
    shown = read(WHY, Question(2, "Where?", RAJ), Question(3, "When?", MEI))

    assert [line for line in shown if "asked: " in line] == [
        'Raj asked: "Where?" (no answer yet)',
        'Mei asked: "When?" (no answer yet)',
    ]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Ana", "Ask Ana…"),
        ("Maximiliana Featherstonehaugh", "Ask Maximiliana Feather…"),
    ],
)
def test_the_button_names_who_is_asked_as_far_as_that_fits(name: str, label: str) -> None:
    shown = check(card(picture(names={"U0ANA": name}), "approval"))

    assert buttons(shown)[label] == f"{ID}:1"


def test_a_decided_card_is_one_line_and_shows_no_questions() -> None:
    shown = check(card(picture(State.APPROVED, questions=(WHY,)), "approval"))

    assert "asked" not in words(shown)


def test_the_thread_asks_with_one_mention_and_a_button() -> None:
    drawn = picture(questions=(WHY, Question(2, "Where?", RAJ)))

    shown = check(card(drawn, "notice:question:2"))

    assert words(shown) == '<@U0ANA> Raj asks: "Where?"'
    assert buttons(shown) == {"Answer": f"{ID}:2"}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (
            Reply(ReplyKind.ASKED, order()),
            "Done: Ana is asked in the thread of Order 1042. I'll bring you the answer.",
        ),
        (
            Reply(ReplyKind.NOT_ASKED, order(), ("U0OLU",)),
            "Only Olu can answer this. Nothing changed.",
        ),
        (Reply(ReplyKind.ANSWER_TAKEN, order()), "Thank you: your answer is on the card."),
        (
            Reply(ReplyKind.ANSWER_TAKEN, order(State.DENIED)),
            (
                "Thank you: your answer is recorded. "
                "Order 1042 was decided meanwhile (denied: nothing bought)."
            ),
        ),
        (
            Reply(ReplyKind.ANSWERED, order(), detail='For "the" fair'),
            "Ana answers about Order 1042: \"For 'the' fair\"",
        ),
        (
            Reply(ReplyKind.ANSWERED, order(State.COMPLETED), detail="So."),
            'Ana answers about Order 1042: "So." Order 1042 was decided meanwhile (done).',
        ),
    ],
)
def test_who_asks_and_who_answers_are_told_what_became_of_it(reply: Reply, said: str) -> None:
    assert words(check(answer(reply, NAMES, picture().house))) == said


def test_the_forms_say_who_reads_what_is_written() -> None:
    asking = checked_view(ask_form(order(), OrderRef(ID, 3)), "modal")
    answering = checked_view(answer_form(order(), WHY), "modal")

    assert (asking["callback_id"], asking["private_metadata"]) == ("ask", f"{ID}:3")
    assert asking["blocks"][0]["hint"]["text"].startswith("Ana gets this in the order's thread")
    assert (answering["callback_id"], answering["private_metadata"]) == ("answer", f"{ID}:1")
    assert answering["blocks"][0]["text"]["text"] == 'Mei asks: "Why two?"'


def test_hostile_questions_fit_the_forms() -> None:
    villain = Person("U0ANA", HOSTILE * 9)
    big = order(number=10**9, requester=villain)

    assert checked_view(ask_form(big, OrderRef(ID, 3)), "modal")
    assert checked_view(answer_form(big, Question(1, LONG, villain)), "modal")


@pytest.mark.parametrize("kind", ["approval", "notice:question:2"])
def test_hostile_questions_ping_nobody_and_the_longest_fit(kind: str) -> None:
    drawn: Picture = worst(State.AWAITING_APPROVAL)
    asked = tuple(Question(number, LONG, drawn.order.requester, LONG) for number in (1, 2, 3))

    shown = check(card(replace(drawn, questions=asked), kind))

    assert all("*b*" not in text for text in texts(shown))
