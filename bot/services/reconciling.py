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
from bot.domain.reconciliation import Finding, judge, may_overlap
from bot.ports import Carrier, Clock, Ledger
from bot.services.concluding import UNSETTLED, record_placed, resume
from bot.services.redrawing import redraw
from bot.services.standing import Standing, stand

_LONGEST_PAUSE_S = 60.0


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
        except (CarrierUnavailableError, CarrierRefusedError):
            # A look that was refused says nothing about the purchase.
            found = None
        return await self.ledger.write(lambda books: self._conclude(books, claim, attempt, found))

    def _conclude(
        self, books: Books, claim: Claim, attempt: Attempt, found: Sequence[Bought] | None
    ) -> datetime | None:
        standing = stand(books, attempt.order_id)
        books.holds(claim)
        if standing is None or standing.order.state is not State.ORDERING:
            return None
        if all(doubtful.client_ref != attempt.client_ref for doubtful in standing.in_doubt):
            return None
        settled = self.clock.now() >= attempt.sent_at + self.settle
        if found is None:
            if not settled:
                return self._next_look(attempt, claim)
            self._ask_a_person(books, standing.order, attempt, ())
            return None
        return self._act(books, claim, standing, attempt, found)

    def _act(
        self,
        books: Books,
        claim: Claim,
        standing: Standing,
        attempt: Attempt,
        found: Sequence[Bought],
    ) -> datetime | None:
        owned = books.owned([bought.tn for bought in found])
        strangers = [bought for bought in found if bought.tn not in owned]
        finding = judge(
            attempt,
            strangers,
            settled=self.clock.now() >= attempt.sent_at + self.settle,
            ours_alone=self.ours_alone and not _has_rival(books, standing.order),
        )
        match finding:
            case Finding.OURS:
                self._adopt(books, attempt, strangers)
            case Finding.NOT_BOUGHT:
                self._send_again(books, standing.order, attempt)
            case Finding.WAIT:
                return self._next_look(attempt, claim)
            case Finding.DOUBTFUL:
                self._ask_a_person(books, standing.order, attempt, strangers)
        return None

    def _next_look(self, attempt: Attempt, claim: Claim) -> datetime:
        """A pause that grows, and never beyond the moment at which it must be settled."""
        pause = timedelta(seconds=min(2.0 ** min(claim.fence, 8), _LONGEST_PAUSE_S))
        now = self.clock.now()
        return min(now + pause, max(attempt.sent_at + self.settle, now))

    def _adopt(self, books: Books, attempt: Attempt, bought: Sequence[Bought]) -> None:
        next_part_at = record_placed(books, attempt, bought, self.clock.now())
        if next_part_at is not None:
            books.add(jobs.buy(attempt.order_id))

    def _send_again(self, books: Books, order: Order, attempt: Attempt) -> None:
        books.settle(attempt, AttemptState.ABSENT, "looked up: not bought")
        standing = stand(books, order.id)
        if standing is not None:
            resume(books, standing, by=BOT, at=self.clock.now())
        books.add(jobs.buy(order.id))

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


def _has_rival(books: Books, order: Order) -> bool:
    """Whether another open order has an attempt in doubt that could have bought the same."""
    place = order.request.criteria.place
    return any(
        other.state in UNSETTLED and may_overlap(place, other.request.criteria.place)
        for other, _ in books.rival_attempts(order.id)
    )
