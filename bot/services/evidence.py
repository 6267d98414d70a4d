"""What a person is shown who has to settle a purchase, as events keep it."""

from collections.abc import Sequence
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.order import BOT, Hold, Move, Order, Person, State
from bot.domain.purchase import Attempt, Bought
from bot.services.redrawing import redraw


def ask_a_person(
    books: Books,
    order: Order,
    attempt: Attempt,
    candidates: Sequence[Bought] = (),
    *,
    at: datetime,
    hold: Hold | None,
) -> None:
    """Hand an order over to a person, with all that is known of the attempt."""
    why = {
        "attempt": attempt.client_ref,
        "sent_at": attempt.sent_at.isoformat(),
        "answer": attempt.answer,
        "carrier_order": attempt.carrier_order,
        "candidates": [bought.tn for bought in candidates],
    }
    books.move(order, Move.DOUBT, by=BOT, at=at, why=why, hold=hold)
    redraw(books, order.id, notice=State.NEEDS_REVIEW)
    books.want(jobs.draw(order.id, "review"))


def candidates_of(books: Books, order_id: str) -> tuple[str, ...]:
    """The TNs that the last look brought; empty when none did."""
    for body in reversed(books.history(order_id)):
        if "candidates" in body:
            return tuple(body["candidates"])
    return ()


def put_evidence(
    books: Books, order_id: str, found: Sequence[Bought], *, by: Person, at: datetime
) -> None:
    """Write down what a look brought, so that the card shows it."""
    body = {"candidates": [bought.tn for bought in found]}
    books.note(order_id, "looked", by=by, at=at, body=body)
