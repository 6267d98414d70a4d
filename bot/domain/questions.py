"""What approvers asked about an order, and what its requester answered, read from its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.order import Person


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the answer if there is one.

    Attributes:
        number: 1 for the first about its order.
        text: In the words of who asked.
        by: Who asked.
        answer: The requester's own words, the latest if they answered again; empty before.
    """

    number: int
    text: str
    by: Person
    answer: str = ""


def questions(events: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions about an order, oldest first.

    Args:
        events: All of its events, oldest first, each as its body.
    """
    found: dict[int, Question] = {}
    for event in events:
        match event:
            case {"kind": "question", "question": number, "text": text, "by": by}:
                found[number] = Question(number, text, Person(by["id"], by["name"]))
            case {"kind": "answer", "question": number, "text": text}:
                found[number] = replace(found[number], answer=text)
            case _:
                pass
    return tuple(found.values())
