"""An approver asks, the requester answers, and the card shows both."""

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import Json, button, shown

pytestmark = pytest.mark.e2e


async def ask(driver: Driver, number: int, question: str, user: str = "mei") -> Json:
    """The message with the question in the order's thread."""
    card = await driver.order(number, "decide by", MANAGERS)
    await driver.click(user, card, "ask")
    await driver.submit(user, question=question)
    return await driver.notice(question, number)


async def answer(driver: Driver, notice: Json, words: str) -> None:
    await driver.click("ana", notice, "answer", "numbers")
    await driver.submit("ana", answer=words)


async def test_a_question_is_answered_in_the_thread_and_both_stand_on_the_card(
    either: Driver,
) -> None:
    number = await either.place("Raleigh NC 2")
    card = await either.order(number, "decide by", MANAGERS)

    notice = await ask(either, number, "Which fair is it for?")
    await answer(either, notice, "The spring fair.")
    anew = await either.order(number, "The spring fair.", MANAGERS)
    await either.click("mei", card, "approve")

    assert button(card, "Ask Ana…")
    assert "<@U0ANA00001> Mei asks:" in shown(notice)
    assert 'Mei asked: \\"Which fair is it for?\\" Ana: \\"The spring fair.\\"' in shown(anew)
    assert await either.card("@mei", f"Ana answers about Order {number}")
    assert await either.card("@ana", "Thank you: your answer is on the card.")
    assert await either.thread("are bought", number)


async def test_nobody_else_answers(shared: Driver) -> None:
    number = await shared.place("Raleigh NC 2")
    notice = await ask(shared, number, "Which team?")

    await shared.click("sam", notice, "answer", "numbers")

    assert await shared.private("sam", "Only Ana can answer this", "numbers")
    assert (await shared.get("views", user="sam"))["modals"] == []
    assert await shared.order(number, "(no answer yet)", MANAGERS)


async def test_an_answer_after_the_decision_is_recorded_and_said_to_be_late(
    shared: Driver,
) -> None:
    number = await shared.place("Raleigh NC 2")
    notice = await ask(shared, number, "Is it urgent?")
    await shared.deny(number, "Nobody answered")
    await shared.order(number, "Denied by Mei", MANAGERS)

    await answer(shared, notice, "Rather urgent.")

    told = await shared.card("@ana", f"Order {number} was decided meanwhile")
    assert "your answer is recorded" in shown(told)
    assert "Rather urgent." in shown(await shared.card("@mei", f"Ana answers about Order {number}"))


async def test_who_is_no_approver_asks_nothing(shared: Driver) -> None:
    number = await shared.place("Raleigh NC 2")
    card = await shared.order(number, "decide by", MANAGERS)

    await shared.click("sam", card, "ask")
    await shared.submit("sam", question="May I have them?")

    assert await shared.card("@sam", "Only approvers can decide")
    assert "asked" not in shown(await shared.order(number, "decide by", MANAGERS))
