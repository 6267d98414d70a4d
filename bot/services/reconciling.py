"""Find out what became of a purchase whose answer was lost: ask the carrier, then a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import CarrierRefusedError, CarrierUnavailableError
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Hold, Move, Order, State, Trouble
from bot.domain.purchase import Attempt, AttemptState, Bought
from bot.domain.reconciliation import Finding, judge
from bot.ports import Carrier, Clock, Ledger
from bot.services.concluding import record_placed
from bot.services.redrawing import redraw
from bot.services.standing import stand

LOOK_AGAIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Reconciling:
    """Runs the `reconcile` job.

    Attributes:
        settle: How long after an attempt its fruit must be visible at the carrier.
        ours_alone: Whether nobody but this bot buys on the account.
    """

    ledger: Ledger
    carrier: Carrier
    clock: Clock
    settle: timedelta
    ours_alone: bool

    async def reconcile(self, claim: Claim) -> datetime | None:
        """Look up the oldest doubtful attempt; one that stays in doubt goes to a person."""
        order_id = claim.job.payload["order"]
        standing = await self.ledger.read(lambda books: stand(books, order_id))
        if standing is None or standing.order.state is not State.ORDERING or not standing.in_doubt:
            return None
        attempt = standing.in_doubt[0]
        criteria = standing.order.request.criteria.of(attempt.part.quantity)
        try:
            found = await self.carrier.bought_since(attempt, criteria)
        except CarrierUnavailableError as error:
            return max(error.retry_at or self.clock.now(), self.clock.now() + LOOK_AGAIN)
        except CarrierRefusedError:
            # A refused look says nothing about the purchase.
            return self.clock.now() + LOOK_AGAIN
        return await self.ledger.write(
            lambda books: self._conclude(books, standing.order.id, attempt, found)
        )

    def _conclude(
        self, books: Books, order_id: str, attempt: Attempt, found: Sequence[Bought]
    ) -> datetime | None:
        order = books.order(order_id)
        if order is None or order.state is not State.ORDERING:
            return None
        now = self.clock.now()
        owned = books.owned([bought.tn for bought in found])
        strangers = [bought for bought in found if bought.tn not in owned]
        finding = judge(
            attempt,
            strangers,
            settled=now >= attempt.sent_at + self.settle,
            ours_alone=self.ours_alone and not books.rival_attempts(order_id),
        )
        match finding:
            case Finding.OURS:
                self._adopt(books, attempt, strangers)
            case Finding.NOT_BOUGHT:
                self._send_again(books, order, attempt)
            case Finding.WAIT:
                return min(now + LOOK_AGAIN, max(attempt.sent_at + self.settle, now))
            case Finding.DOUBTFUL:
                self._ask_a_person(books, order, attempt, strangers)
        return None

    def _adopt(self, books: Books, attempt: Attempt, bought: Sequence[Bought]) -> None:
        next_part_at = record_placed(books, attempt, bought, self.clock.now())
        if next_part_at is not None:
            books.add(jobs.buy(attempt.order_id))

    def _send_again(self, books: Books, order: Order, attempt: Attempt) -> None:
        books.settle(attempt, AttemptState.ABSENT, "looked up: not bought")
        standing = stand(books, order.id)
        if standing is not None and not standing.placed:
            why = {"looked_up": attempt.client_ref}
            books.move(order, Move.RETRY, by=BOT, at=self.clock.now(), why=why, hold=None)
        else:
            books.amend(order, hold=None)
        books.add(jobs.buy(order.id))
        redraw(books, order.id)

    def _ask_a_person(
        self, books: Books, order: Order, attempt: Attempt, candidates: Sequence[Bought]
    ) -> None:
        why = {
            "attempt": attempt.client_ref,
            "sent_at": attempt.sent_at.isoformat(),
            "answer": attempt.answer,
            "candidates": [bought.tn for bought in candidates],
        }
        hold = Hold(Trouble.ANSWER_LOST, attempt.answer)
        books.move(order, Move.DOUBT, by=BOT, at=self.clock.now(), why=why, hold=hold)
        redraw(books, order.id, notice=State.NEEDS_REVIEW)
        books.want(jobs.draw(order.id, "review"))
