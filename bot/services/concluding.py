"""Record what was bought, and end an order by it."""

from collections.abc import Sequence
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import LeaseLostError, NumberTakenError
from bot.domain.jobs import Claim
from bot.domain.order import BOT, FINAL, Hold, Move, Person, State, Trouble
from bot.domain.purchase import Attempt, AttemptState, Bought, Receipt
from bot.services.alarming import alarm
from bot.services.redrawing import redraw
from bot.services.standing import Standing, stand

UNSETTLED = frozenset({State.ORDERING, State.NEEDS_REVIEW})
SIGN_LIMIT = 50  # More than this would spend the carrier's rate limit on names.


def record_placed(
    books: Books, attempt: Attempt, receipt: Receipt, now: datetime
) -> datetime | None:
    """Record a part that has ended, whoever holds the lease, and what is to be done next.

    It may run twice for the same answer: when nobody knows whether the first run was written.

    Returns:
        When the next part is due, or None when nothing is left to send.
    """
    before = stand(books, attempt.order_id)
    if before is None:
        return None
    bought, short = receipt.bought, receipt.short
    if attempt.part.index not in before.placed:
        answer = f"bought {len(bought)}"
        books.settle(attempt, AttemptState.PLACED, answer, carrier_order=receipt.carrier_order)
        _own(books, before, attempt, bought, now)
    standing = stand(books, attempt.order_id)
    if standing is None or standing.order.state not in UNSETTLED or standing.is_open:
        return None
    is_whole = len(bought) >= attempt.part.quantity
    if isinstance(short, NumberTakenError) and not is_whole:
        # Of several chosen numbers some were gone: others are looked for.
        books.plan(standing.order, [])
    elif standing.next_part is None or not is_whole:
        hold = Hold(Trouble.SOLD_OUT, short.user_message if short else "")
        finish(books, attempt.order_id, now, hold, code=short.code if short else "")
        return None
    resume(books, standing, by=BOT, at=now)
    return now


def _own(
    books: Books, standing: Standing, attempt: Attempt, bought: Sequence[Bought], now: datetime
) -> None:
    """Write the numbers down as this order's, and what that asks of others."""
    order = standing.order
    resold = books.record(attempt, bought)
    if resold:
        books.note(order.id, "resold", by=BOT, at=now, body={"tns": list(resold)})
    if order.state is not State.ORDERING:
        alarm(books, "late_answer", order.id, attempt.client_ref, now)
    if order.state in FINAL:
        redraw(books, order.id)
    unsigned = [each.tn for each in bought if not each.name]
    if unsigned and len(bought) <= SIGN_LIMIT:
        books.add(jobs.sign(order.id, attempt.client_ref, unsigned))


def resume(
    books: Books,
    standing: Standing,
    *,
    by: Person,
    at: datetime,
    hold: Hold | None = None,
    code: str = "",
) -> None:
    """Go on buying: ordering when a part of it is bought already, else approved again."""
    order = standing.order
    if order.state is State.ORDERING and standing.placed:
        books.amend(order, hold=hold)
    else:
        reason = why(hold, code) if hold else {}
        order = books.move(order, Move.RETRY, by=by, at=at, why=reason, hold=hold)
        if standing.placed:
            # Nobody may cancel an order of which something is bought.
            books.move(order, Move.ORDER, by=BOT, at=at)
    books.want(jobs.draw(order.id, "review"))
    redraw(books, order.id)


def due_again(books: Books, claim: Claim, due: datetime | None) -> datetime | None:
    """When the job is due again; it is asked for anew if the claim's lease is lost.

    Whoever has taken it over may have ended it, over a purchase that was still in doubt then.
    """
    if due is not None:
        try:
            books.holds(claim)
        except LeaseLostError:
            books.add(jobs.buy(claim.job.payload["order"], due))
    return due


def end(books: Books, claim: Claim, now: datetime, hold: Hold, *, code: str) -> None:
    """Finish an order of which nothing more can be sent, if that is still the claim's to say.

    Raises:
        LeaseLostError: It is not: whoever has taken the job over may be buying just now.
    """
    books.holds(claim)
    finish(books, claim.job.payload["order"], now, hold, code=code)


def finish(
    books: Books, order_id: str, now: datetime, hold: Hold, *, by: Person = BOT, code: str = ""
) -> None:
    """End an order by what was bought of it: completed, partial, or failed for the hold.

    An order that has ended meanwhile, or is no longer approved, stays as it is, and so does one of
    which a purchase is under way: its answer decides.
    """
    standing = stand(books, order_id)
    if standing is None or standing.in_doubt:
        return
    order, got = standing.order, len(standing.numbers)
    if order.state not in {State.APPROVED, *UNSETTLED}:
        return
    if order.state is State.APPROVED:
        order = books.move(order, Move.ORDER, by=BOT, at=now)
    if got >= order.quantity:
        move, left = Move.COMPLETE, None
    else:
        move, left = (Move.FINISH_PARTLY if got else Move.FAIL), hold
    reason = {"bought": got} | (why(left, code) if left else {})
    ended = books.move(order, move, by=by, at=now, why=reason, hold=left)
    redraw(books, order_id, notice=ended.state)
    books.want(jobs.draw(order_id, "review"))


def why(hold: Hold, code: str) -> dict[str, str]:
    """A hold as an event tells it, with the carrier's own code if it gave one."""
    return {"trouble": hold.trouble, "detail": hold.detail} | ({"code": code} if code else {})
