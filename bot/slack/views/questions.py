"""Questions and answers: the forms, the notice in the thread, the lines on the managers' card."""

from bot.domain.order import Order
from bot.domain.picture import Picture
from bot.domain.questions import Question
from bot.slack.ids import ActionId, BlockId, CallbackId, OrderRef, QuestionRef
from bot.slack.views.blocks import Block, Message, button, message, section
from bot.slack.views.fields import form, words_field
from bot.slack.views.text import Rich, mention, name, quoted, say
from bot.slack.views.words import person_name, practice, requester

SHOWN = 2
NO_WORDS = "Please write a sentence."


def ask_form(order: Order, ref: OrderRef) -> Block:
    """The modal in which an approver asks."""
    who = name(order.requester.name)
    hint = f"{who} gets this in the order's thread, and the answer comes on the managers' card."
    return form(
        CallbackId.ASK,
        ref.value,
        title=f"Ask about order {order.number}",
        submit="Ask",
        blocks=[words_field(BlockId.QUESTION, "Question", hint)],
    )


def answer_form(order: Order, question: Question) -> Block:
    """The modal in which the requester answers."""
    who = name(question.by.name)
    return form(
        CallbackId.ANSWER,
        QuestionRef(order.id, question.number).value,
        title=f"Answer: order {order.number}",
        submit="Answer",
        blocks=[
            section(say(f"{who} asks: ", quoted(question.text)).mrkdwn),
            words_field(BlockId.ANSWER, "Answer", f"{who} and all managers will read this."),
        ],
    )


def notice(picture: Picture, number: int) -> Message:
    """What the requester is asked in the thread."""
    order = picture.order
    question = next(each for each in picture.questions if each.number == number)
    to = mention(order.requester.id, order.requester.name)
    line = say(to, f" {person_name(picture, question.by)} asks: ", quoted(question.text))
    ref = QuestionRef(order.id, number).value
    return message([line], [button(ActionId.ANSWER, "Answer", ref)], practice(picture.house))


def latest(picture: Picture) -> list[Rich]:
    """The last questions with their answers, a line each."""
    return [_pair(picture, question) for question in picture.questions[-SHOWN:]]


def _pair(picture: Picture, question: Question) -> Rich:
    asked = say(f"{person_name(picture, question.by)} asked: ", quoted(question.text))
    if not question.answer:
        return say(asked, " (no answer yet)")
    return say(asked, f" {requester(picture)}: ", quoted(question.answer))
