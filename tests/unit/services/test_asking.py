"""Questions and answers: on the record, in the thread and on the card; nothing else changes."""

from dataclasses import replace

import pytest

from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order, Person, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.domain.questions import Question
from bot.services.choosing import Choice, promise
from tests.unit.services.conftest import ANA, MEI, Bench

RAJ, SAM = Person("URAJ", "raj"), Person("USAM", "sam")


@pytest.fixture
async def waiting(bench: Bench) -> Order:
    order = await bench.placed()
    await bench.work(Kind.CHECK, Kind.DRAW)
    return await bench.order(order)


def choice(bench: Bench, act: Act, order: Order, by: Person, words: str) -> Choice:
    return Choice(bench.key(), act, by, order.id, order.revision, words)


async def ask(bench: Bench, order: Order, words: str = "Why two?", by: Person = MEI) -> None:
    await bench.asking.ask(choice(bench, Act.ASK, order, by, words))
    await bench.work(Kind.ASK)


async def reply(
    bench: Bench, order: Order, words: str = "One each.", by: Person = ANA, number: int = 1
) -> None:
    await bench.asking.answer(choice(bench, Act.ANSWER, order, by, words), number)


async def answers(bench: Bench) -> list[tuple[str, ReplyKind]]:
    await bench.work(Kind.ANSWER)
    return [(user, reply.kind) for user, reply, _ in bench.announcer.replies]


async def drawn(bench: Bench) -> tuple[Question, ...]:
    """The questions that the managers' card shows."""
    bench.announcer.redrawn.clear()
    await bench.work(Kind.DRAW)
    return {kind: picture.questions for kind, picture in bench.announcer.redrawn}["approval"]


async def test_a_question_goes_to_the_thread_once_and_stands_on_the_card(
    bench: Bench, waiting: Order
) -> None:
    await ask(bench, waiting)

    assert await drawn(bench) == (Question(1, "Why two?", MEI),)
    assert bench.announcer.kinds() == ["root", "approval", "notice:question:1"]
    assert await answers(bench) == [("UMEI", ReplyKind.ASKED)]


async def test_an_answer_stands_on_the_card_and_is_brought_to_who_asked(
    bench: Bench, waiting: Order
) -> None:
    await ask(bench, waiting)

    await reply(bench, waiting)

    assert await drawn(bench) == (Question(1, "Why two?", MEI, "One each."),)
    assert set(await answers(bench)) >= {
        ("UANA", ReplyKind.ANSWER_TAKEN),
        ("UMEI", ReplyKind.ANSWERED),
    }
    assert [said.detail for _, said, _ in bench.announcer.replies if said.kind == "answered"] == [
        "One each."
    ]


async def test_questions_and_answers_are_events_and_change_nothing(
    bench: Bench, waiting: Order
) -> None:
    await ask(bench, waiting)
    await reply(bench, waiting)

    assert await bench.order(waiting) == waiting
    assert (await bench.events(waiting.id))[-2:] == ["question", "answer"]


async def test_neither_makes_a_click_stale(bench: Bench, waiting: Order) -> None:
    await ask(bench, waiting)
    await reply(bench, waiting)

    await bench.approving.decide(Choice("k", Act.APPROVE, MEI, waiting.id, waiting.revision))

    assert (await bench.order(waiting)).state is State.APPROVED


async def test_a_question_about_a_card_that_changed_meanwhile_is_asked_all_the_same(
    bench: Bench, waiting: Order
) -> None:
    await bench.store.ledger.write(lambda books: books.amend(waiting, revision=2))

    await ask(bench, waiting)

    assert await answers(bench) == [("UMEI", ReplyKind.ASKED)]


async def test_several_questions_are_counted_and_answered_each_for_itself(
    bench: Bench, waiting: Order
) -> None:
    await ask(bench, waiting, "Why?")
    await ask(bench, waiting, "Where?", RAJ)

    await reply(bench, waiting, "Here.", number=2)

    assert [(each.number, each.answer) for each in await drawn(bench)] == [(1, ""), (2, "Here.")]
    assert ("URAJ", ReplyKind.ANSWERED) in await answers(bench)


@pytest.mark.parametrize("who", [SAM, ANA], ids=["colleague", "requester"])
async def test_only_approvers_ask(bench: Bench, waiting: Order, who: Person) -> None:
    await ask(bench, waiting, by=who)

    assert await answers(bench) == [(who.id, ReplyKind.NOT_APPROVER)]
    assert (await bench.events(waiting.id))[-1] == "refused"


@pytest.mark.parametrize("who", [SAM, RAJ, MEI], ids=["colleague", "approver", "asker"])
async def test_only_who_asked_for_the_order_answers(
    bench: Bench, waiting: Order, who: Person
) -> None:
    await ask(bench, waiting)

    await reply(bench, waiting, by=who)

    assert (who.id, ReplyKind.NOT_ASKED) in await answers(bench)
    assert (await drawn(bench))[0].answer == ""
    assert (await bench.events(waiting.id))[-1] == "refused"


async def test_nobody_is_asked_when_nobody_can_tell_who_may(bench: Bench, waiting: Order) -> None:
    bench.directory.broken = True
    await bench.asking.ask(choice(bench, Act.ASK, waiting, MEI, "Why?"))
    await bench.work(Kind.ASK)
    bench.clock.move(seconds=10)

    await bench.work(Kind.ASK)

    assert ("UMEI", ReplyKind.CANT_CHECK) in await answers(bench)
    assert "notice:question:1" not in bench.announcer.kinds()


async def test_the_requester_answers_even_when_groups_cannot_be_read(
    bench: Bench, waiting: Order
) -> None:
    await ask(bench, waiting)
    bench.directory.broken = True

    await reply(bench, waiting)

    assert (await bench.events(waiting.id))[-1] == "answer"


async def test_what_was_decided_is_asked_about_no_more(bench: Bench, waiting: Order) -> None:
    await bench.decide(Act.APPROVE, waiting, RAJ)

    await ask(bench, waiting)

    assert ("UMEI", ReplyKind.ALREADY_DECIDED) in await answers(bench)
    assert "question" not in await bench.events(waiting.id)


async def test_an_answer_after_the_decision_is_recorded(bench: Bench, waiting: Order) -> None:
    await ask(bench, waiting)
    await bench.decide(Act.DENY, waiting)

    await reply(bench, waiting)

    assert (await bench.events(waiting.id))[-1] == "answer"
    assert ("UMEI", ReplyKind.ANSWERED) in await answers(bench)


async def test_a_form_that_slack_delivers_twice_is_one_question_or_answer(
    bench: Bench, waiting: Order
) -> None:
    asked = choice(bench, Act.ASK, waiting, MEI, "Why?")
    said = choice(bench, Act.ANSWER, waiting, ANA, "So.")
    for _ in range(2):
        await bench.asking.ask(asked)
        await bench.work(Kind.ASK)
    for _ in range(2):
        await bench.asking.answer(said, 1)

    assert (await bench.events(waiting.id))[-2:] == ["question", "answer"]


async def test_a_question_whose_job_runs_again_after_a_crash_is_asked_once(
    bench: Bench, waiting: Order
) -> None:
    asked = replace(choice(bench, Act.ASK, waiting, MEI, "Why?"), at=bench.clock.now())
    claim = Claim(promise(asked, Kind.ASK, bench.clock.now()), 1, 1, 0)
    for _ in range(2):
        await bench.asking.ask_now(claim)

    assert (await bench.events(waiting.id)).count("question") == 1


async def test_an_answer_to_an_order_that_is_no_more_is_answered(
    bench: Bench, waiting: Order
) -> None:
    await reply(bench, replace(waiting, id="01NOSUCHORDER"))

    assert await answers(bench) == [("UANA", ReplyKind.NO_SUCH_ORDER)]
