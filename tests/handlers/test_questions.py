"""Ask… and Answer: forms that open for whom they are, and are committed before their ack."""

import json
from dataclasses import replace

import pytest
from slack_bolt import BoltResponse

from bot.domain.jobs import Kind
from bot.domain.order import Order, Person
from bot.domain.questions import questions
from tests.handlers.front_door import FrontDoor, ref

MEI = Person("UMEI", "mei")


async def asked(house: FrontDoor) -> Order:
    """An order about which Mei has asked."""
    order = await house.waiting()
    body = {"question": 1, "text": "Why?"}
    await house.store.ledger.write(
        lambda books: books.note(order.id, "question", by=MEI, at=house.clock.now(), body=body)
    )
    return order


async def answer_of(house: FrontDoor, order: Order) -> str:
    events = await house.store.ledger.read(lambda books: books.history(order.id))
    return questions(events)[0].answer


def errors(response: BoltResponse) -> set[str]:
    return set(json.loads(response.body)["errors"])


async def test_ask_opens_a_form_about_the_card_that_was_clicked(house: FrontDoor) -> None:
    house.slack.says("views.open", {"view": {"id": "V1"}})
    order = await house.waiting()

    await house.click("ask", ref(order))

    [opened] = house.slack.asked("views.open")
    view = json.loads(opened["view"]) if isinstance(opened["view"], str) else opened["view"]
    assert (view["callback_id"], view["private_metadata"]) == ("ask", ref(order))


async def test_a_question_is_committed_before_the_ack_that_closes_the_form(
    house: FrontDoor,
) -> None:
    order = await house.waiting()

    acked = await house.fill("ask", ref(order), question=" Why two? ")

    [promised] = await house.jobs(Kind.ASK)
    assert (acked.status, acked.body) == (200, "")
    assert promised.payload["choice"]["reason"] == "Why two?"


async def test_an_empty_question_or_answer_stays_in_its_form(house: FrontDoor) -> None:
    order = await asked(house)

    question = await house.fill("ask", ref(order), question=" ")
    answer = await house.fill("answer", f"{order.id}:1", user="UANA", answer=" ")

    assert (errors(question), errors(answer)) == ({"question"}, {"answer"})
    assert await answer_of(house, order) == ""


async def test_answer_opens_a_form_for_who_asked_for_the_order(house: FrontDoor) -> None:
    house.slack.says("views.open", {"view": {"id": "V1"}})
    order = await asked(house)

    await house.click("answer", f"{order.id}:1", user="UANA")

    [opened] = house.slack.asked("views.open")
    assert "mei asks" in str(opened["view"])
    assert await house.answers() == []


@pytest.mark.parametrize("who", ["USAM", "UMEI"])
async def test_to_anybody_else_it_opens_nothing_and_says_why(house: FrontDoor, who: str) -> None:
    order = await asked(house)

    acked = await house.click("answer", f"{order.id}:1", user=who)

    assert acked.status == 200
    assert house.slack.asked("views.open") == []
    assert await house.answers() == [(who, "not_asked")]


@pytest.mark.parametrize("number", ["1", "2"])
async def test_a_question_that_nobody_asked_is_answered(house: FrontDoor, number: str) -> None:
    order = replace(await house.waiting(), id="01JNOSUCHORDER") if number == "1" else None

    ours = order or await asked(house)
    await house.click("answer", f"{ours.id}:{number}", user="UANA")

    assert await house.answers() == [("UANA", "no_such_order")]


async def test_an_answer_is_committed_before_the_ack_that_closes_the_form(
    house: FrontDoor,
) -> None:
    order = await asked(house)

    acked = await house.fill("answer", f"{order.id}:1", user="UANA", answer=" One each. ")

    assert (acked.status, acked.body) == (200, "")
    assert await answer_of(house, order) == "One each."
    assert set(await house.answers()) == {("UANA", "answer_taken"), ("UMEI", "answered")}


async def test_a_forged_form_of_somebody_else_answers_nothing(house: FrontDoor) -> None:
    order = await asked(house)

    await house.fill("answer", f"{order.id}:1", user="USAM", answer="Because I say so.")

    assert await answer_of(house, order) == ""
    assert await house.answers() == [("USAM", "not_asked")]


async def test_a_form_that_a_failing_store_can_not_take_stays_open(house: FrontDoor) -> None:
    order = await asked(house)
    house.ledger.broken = True

    asking = await house.fill("ask", ref(order), question="Why?")
    answering = await house.fill("answer", f"{order.id}:1", user="UANA", answer="So.")

    assert (asking.status, answering.status) == (500, 500)
