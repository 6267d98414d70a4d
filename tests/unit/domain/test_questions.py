from typing import Any

from bot.domain.order import Person
from bot.domain.questions import Question, questions

MEI: dict[str, Any] = {"by": {"id": "UMEI", "name": "Mei"}}
ANA: dict[str, Any] = {"by": {"id": "UANA", "name": "Ana"}}
PLACED = {"move": "place", "revision": 1, **ANA}
WHY = {"kind": "question", "question": 1, "text": "Why?", **MEI}


def test_a_question_is_open_until_it_is_answered() -> None:
    answered = {"kind": "answer", "question": 1, "text": "For the fair.", **ANA}

    assert questions([PLACED, WHY]) == (Question(1, "Why?", Person("UMEI", "Mei")),)
    assert questions([PLACED, WHY, answered])[0].answer == "For the fair."


def test_each_answer_belongs_to_its_question_and_the_latest_counts() -> None:
    events = [
        WHY,
        {"kind": "question", "question": 2, "text": "Where?", **MEI},
        {"kind": "answer", "question": 2, "text": "Here.", **ANA},
        {"kind": "answer", "question": 2, "text": "There.", **ANA},
    ]

    assert [(each.text, each.answer) for each in questions(events)] == [
        ("Why?", ""),
        ("Where?", "There."),
    ]
