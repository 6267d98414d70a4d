"""Write down what the carrier answered to a purchase, whoever holds the lease, and what follows."""

from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import CarrierError
from bot.domain.order import BOT, Hold, Order, State, Trouble
from bot.domain.outcome import Outcome, outcome_of
from bot.domain.purchase import Attempt, AttemptState, Receipt, Stage
from bot.services.alarming import alarm
from bot.services.concluding import UNSETTLED, finish, record_placed, resume
from bot.services.pausing import pause
from bot.services.redrawing import redraw
from bot.services.standing import stand

PAUSED_LOOK = timedelta(seconds=60)  # A resume wakes the job earlier.
_WAITS_FOR = {
    Stage.ACCEPTED: Trouble.ACCEPTED,
    Stage.BACKORDERED: Trouble.BACKORDERED,
}


def receive(books: Books, attempt: Attempt, receipt: Receipt, now: datetime) -> datetime | None:
    """Record a purchase that stands in the carrier's books, and follow it while it is open.

    It may run twice for the same answer: when nobody knows whether the first run was written.

    Returns:
        When the next part is due, or None when there is nothing to send.
    """
    if receipt.twins:
        detail = " ".join([attempt.client_ref, *receipt.twins])
        alarm(books, "twins", attempt.order_id, detail, now)
    if receipt.stage is Stage.ENDED:
        return _conclude(books, attempt, receipt, now)
    accept(books, attempt, receipt, now)
    books.add(jobs.follow(attempt.order_id, attempt.client_ref))
    return None


def adopt(books: Books, attempt: Attempt, receipt: Receipt, now: datetime) -> None:
    """Record a purchase that was found in the carrier's books, and have the rest bought."""
    due = receive(books, attempt, receipt, now)
    if due is not None:
        books.add(jobs.buy(attempt.order_id, due))


def _conclude(books: Books, attempt: Attempt, receipt: Receipt, now: datetime) -> datetime | None:
    if receipt.short is None or receipt.bought:
        return record_placed(books, attempt, receipt, now)
    outcome = outcome_of(receipt.short, tries=attempt.tries, now=now)
    return refuse(books, attempt, outcome, told(receipt.short), now)


def accept(books: Books, attempt: Attempt, receipt: Receipt, now: datetime) -> None:
    """Record that the carrier has taken a purchase on, and that its numbers are yet to come."""
    order_id, state = attempt.order_id, AttemptState.ACCEPTED
    books.settle(attempt, state, receipt.stage, carrier_order=receipt.carrier_order)
    known = {each.client_ref: each.state for each in books.attempts(order_id)}
    if known[attempt.client_ref] is AttemptState.ABSENT:
        # It was taken for not bought, and another try of the part is under way.
        alarm(books, "late_answer", order_id, attempt.client_ref, now)
    order, hold = books.order(order_id), Hold(_WAITS_FOR[receipt.stage])
    if order is not None and order.state is State.ORDERING and order.hold != hold:
        books.amend(order, hold=hold)
        redraw(books, order_id)


def refuse(
    books: Books, attempt: Attempt, outcome: Outcome, answer: str, now: datetime
) -> datetime | None:
    """Record an answer that brought no numbers, and what follows from it.

    Returns:
        When the next try is due, or None when there is nothing to send.
    """
    books.settle(attempt, outcome.rule.attempt, answer)
    standing = stand(books, attempt.order_id)
    if standing is None or standing.order.state not in UNSETTLED:
        return None
    order = standing.order
    is_unknown = outcome.rule.attempt is AttemptState.UNKNOWN
    if is_unknown and order.state is State.ORDERING:
        look_up(books, order, outcome.hold)
    if is_unknown or standing.is_open:
        return None  # Where a later try is under way, its answer decides.
    if outcome.rule.ends:
        finish(books, order.id, now, outcome.hold, code=outcome.code)
        return None
    raise_alarms(books, order.id, outcome, now)
    if outcome.rule.replan:
        books.plan(order, [])
        return now
    resume(books, standing, by=BOT, at=now, hold=outcome.hold, code=outcome.code)
    return outcome.hold.next_try_at or now + PAUSED_LOOK


def look_up(books: Books, order: Order, hold: Hold) -> None:
    """Have the carrier asked what became of an attempt whose answer was lost."""
    books.amend(order, hold=hold)
    books.add(jobs.reconcile(order.id))
    redraw(books, order.id)


def raise_alarms(books: Books, order_id: str, outcome: Outcome, now: datetime) -> None:
    """Tell the operators what needs their hand, and stop buying where nobody could buy."""
    hold = outcome.hold
    if outcome.rule.pauses:
        pause(books, hold.detail, by=BOT, at=now)
    if outcome.rule.part_size:
        books.set_flag("part_size", str(outcome.rule.part_size))
        alarm(books, "part_size", order_id, str(outcome.rule.part_size), now)
    if hold.trouble in {Trouble.ACCESS_DENIED, Trouble.NO_CREDIT}:
        alarm(books, hold.trouble, order_id, hold.detail, now)


def told(error: CarrierError) -> str:
    """An answer in short, for the evidence."""
    return f"{error.status or 'no answer'} {error.code} {error.user_message}".strip()
