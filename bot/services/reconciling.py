"""Find out what became of a purchase whose answer was lost: ask the carrier, then a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import CarrierRefusedError, CarrierUnavailableError
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Hold, Order, State, Trouble
from bot.domain.purchase import Attempt, AttemptState, Bought, Receipt, Traces
from bot.domain.reconciliation import Finding, judge, may_overlap
from bot.ports import Carrier, Clock, Ledger
from bot.services.concluding import UNSETTLED, resume
from bot.services.evidence import ask_a_person
from bot.services.receiving import adopt
from bot.services.standing import Standing, stand

PATIENCE = timedelta(days=1)  # With a carrier that keeps references, only a machine can tell.
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
            traces = await self.carrier.look_up(attempt, criteria)
        except (CarrierUnavailableError, CarrierRefusedError):
            # A look that was refused says nothing about the purchase.
            traces = None
        return await self.ledger.write(lambda books: self._conclude(books, claim, attempt, traces))

    def _conclude(
        self, books: Books, claim: Claim, attempt: Attempt, traces: Traces | None
    ) -> datetime | None:
        standing = stand(books, attempt.order_id)
        books.holds(claim)
        if standing is None or standing.order.state is not State.ORDERING:
            return None
        if all(doubtful.client_ref != attempt.client_ref for doubtful in standing.in_doubt):
            return None
        if traces is None:
            return self._not_told(books, claim, standing.order, attempt)
        if traces.receipt is not None:
            adopt(books, attempt, traces.receipt, self.clock.now())
            return None
        return self._act(books, claim, standing, attempt, traces.candidates)

    def _not_told(
        self, books: Books, claim: Claim, order: Order, attempt: Attempt
    ) -> datetime | None:
        """The carrier does not say: it is asked again as long as a machine can still tell."""
        patience = PATIENCE if self.carrier.keeps_references else self.settle
        if self.clock.now() < attempt.sent_at + patience:
            return self._next_look(attempt, claim)
        self._ask(books, order, attempt)
        return None

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
            certain=self.carrier.keeps_references,
            ours_alone=self.ours_alone and not _has_rival(books, standing.order),
        )
        match finding:
            case Finding.OURS:
                adopt(books, attempt, Receipt(tuple(strangers)), self.clock.now())
            case Finding.NOT_BOUGHT:
                self._send_again(books, standing.order, attempt)
            case Finding.WAIT:
                return self._next_look(attempt, claim)
            case Finding.DOUBTFUL:
                self._ask(books, standing.order, attempt, strangers)
        return None

    def _next_look(self, attempt: Attempt, claim: Claim) -> datetime:
        """A pause that grows, and ends when it must be settled."""
        pause = timedelta(seconds=min(2.0 ** min(claim.fence, 8), _LONGEST_PAUSE_S))
        now, settled_at = self.clock.now(), attempt.sent_at + self.settle
        return min(now + pause, settled_at) if now < settled_at else now + pause

    def _send_again(self, books: Books, order: Order, attempt: Attempt) -> None:
        books.settle(attempt, AttemptState.ABSENT, "looked up: not bought")
        standing = stand(books, order.id)
        if standing is not None:
            resume(books, standing, by=BOT, at=self.clock.now())
        books.add(jobs.buy(order.id))

    def _ask(
        self, books: Books, order: Order, attempt: Attempt, found: Sequence[Bought] = ()
    ) -> None:
        hold = Hold(Trouble.ANSWER_LOST, attempt.answer)
        ask_a_person(books, order, attempt, found, at=self.clock.now(), hold=hold)


def _has_rival(books: Books, order: Order) -> bool:
    """Whether another open order has an attempt in doubt that could have bought the same."""
    place = order.request.criteria.place
    return any(
        other.state in UNSETTLED and may_overlap(place, other.request.criteria.place)
        for other, _ in books.rival_attempts(order.id)
    )
