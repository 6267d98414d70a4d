"""Ask… and Answer: what an approver wants to know, and what the requester says to it."""

from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.order import Person
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.services.asking import Asking
from bot.services.choosing import Choice
from bot.slack import payloads
from bot.slack.filled import Filled, read_filled
from bot.slack.ids import ActionId, BlockId, CallbackId, QuestionRef, read_question
from bot.slack.payloads import Click
from bot.slack.views.questions import NO_WORDS, answer_form, ask_form
from handlers.clicks import choice_from, ref_of
from handlers.opening import Opening


@dataclass(frozen=True, slots=True)
class Questions:
    """Takes questions and answers; the service decides whether they count."""

    asking: Asking
    opening: Opening

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the form in which an approver asks."""
        click = payloads.read_click(body)
        ref = ref_of(click)
        await self.opening.open(click, lambda order: ask_form(order, ref))
        await ack()

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the question, which closes the form."""
        choice = choice_from(read_filled(body), Act.ASK, BlockId.QUESTION)
        if not choice.reason:
            await ack(response_action="errors", errors={BlockId.QUESTION.value: NO_WORDS})
            return
        await self.asking.ask(choice)
        await ack()

    async def open_answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the form in which the requester answers; to others, say that it is not theirs."""
        click = payloads.read_click(body)
        about = read_question(click.value)
        order = await self.opening.looking.by_id(about.order_id)
        question = await self.opening.looking.question(about.order_id, about.number)
        if order is None or question is None:
            await self.opening.tell(click, ReplyKind.NO_SUCH_ORDER)
        elif click.user != order.requester.id:
            choice = replace(_answer(click, about), response_url=click.response_url)
            await self.asking.answer(choice, about.number)
        else:
            asked = replace(question, by=self.opening.known(question.by))
            await self.opening.show(click, order, answer_form(order, asked))
        await ack()

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the answer, which closes the form."""
        filled = read_filled(body)
        about, words = read_question(filled.about), filled.words(BlockId.ANSWER)
        if not words:
            await ack(response_action="errors", errors={BlockId.ANSWER.value: NO_WORDS})
            return
        await self.asking.answer(replace(_answer(filled, about), reason=words), about.number)
        await ack()


def _answer(source: Click | Filled, about: QuestionRef) -> Choice:
    """An answer as a choice; it belongs to a question, whatever is asked for by now."""
    person = Person(source.user, source.user_name)
    return Choice(source.trigger_id, Act.ANSWER, person, about.order_id, revision=0)


def register(app: AsyncApp, questions: Questions) -> None:
    """Route the two buttons and the two forms."""
    app.action(ActionId.ASK)(questions.open)
    app.view(CallbackId.ASK)(questions.ask)
    app.action(ActionId.ANSWER)(questions.open_answer)
    app.view(CallbackId.ANSWER)(questions.answer)
