"""Record what was bought, and end an order by it."""

from collections.abc import Sequence
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.order import BOT, Hold, Move, Person, State, Trouble
from bot.domain.purchase import Attempt, AttemptState, Bought
from bot.services.alarming import alarm
from bot.services.redrawing import redraw
from bot.services.standing import stand

SIGN_LIMIT = 50  # More than this would spend the carrier's rate limit on names.


def record_placed(
    books: Books, attempt: Attempt, bought: Sequence[Bought], now: datetime
) -> datetime | None:
    """Record a confirmed part, whoever holds the lease, and what is to be done next.

    Returns:
        When the next part is due, or None when nothing is left to send.
    """
    books.settle(attempt, AttemptState.PLACED, f"bought {len(bought)}")
    order = books.order(attempt.order_id)
    if order is None:
        return None
    books.record(order, attempt, bought)
    standing = stand(books, order.id)
    if standing is None or order.state is not State.ORDERING:
        alarm(books, "late_answer", order.id, attempt.client_ref, now)
        return None
    if not attempt.part.tn and len(bought) <= SIGN_LIMIT:
        books.add(jobs.sign(order.id))
    if standing.next_part is not None and len(bought) >= attempt.part.quantity:
        redraw(books, order.id)
        return now
    finish(books, order.id, now, Hold(Trouble.SOLD_OUT))
    return None


def finish(books: Books, order_id: str, now: datetime, hold: Hold, *, by: Person = BOT) -> None:
    """End an order by what was bought of it: completed, partial, or failed for the hold."""
    order = books.order(order_id)
    if order is None:
        return
    if order.state is State.APPROVED:
        order = books.move(order, Move.ORDER, by=BOT, at=now)
    got = len(books.numbers(order_id))
    if got >= order.quantity:
        move, left = Move.COMPLETE, None
    else:
        move, left = (Move.FINISH_PARTLY if got else Move.FAIL), hold
    reason = {"bought": got} | (why(left) if left else {})
    ended = books.move(order, move, by=by, at=now, why=reason, hold=left)
    redraw(books, order_id, notice=ended.state)


def why(hold: Hold) -> dict[str, str]:
    """A hold as an event tells it."""
    return {"trouble": hold.trouble, "detail": hold.detail}
