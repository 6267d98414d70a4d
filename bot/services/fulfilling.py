"""Buy what was approved: the intent is committed before the one call, every answer after it.

One run of the `buy` job sends at most one part. An attempt that an earlier run left `sending` is
never sent again: nobody knows whether it went out, so it is looked up (`reconciling`). One that
the carrier has accepted, and whose numbers are yet to come, is followed (`following`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import (
    AccessDeniedError,
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    LedgerAwayError,
)
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Hold, Move, Order, State, Trouble
from bot.domain.outcome import Outcome, Rule, away, outcome_of
from bot.domain.purchase import Attempt, AttemptState, Receipt
from bot.ports import Carrier, Clock, Ledger
from bot.services.concluding import due_again, end
from bot.services.receiving import PAUSED_LOOK, look_up, raise_alarms, receive, refuse, told
from bot.services.redrawing import redraw
from bot.services.standing import Standing, stand

UNKNOWN_LIMIT = 3  # After so many unknown answers in a row a search must succeed first.
NOT_SENT = Rule(AttemptState.ABSENT, Trouble.CARRIER_AWAY)
# About four minutes: longer than a database takes to come back from a crash.
PAUSES_S = (0.1, 0.3, 1, 3, 10, 30, 60, 60, 60)


@dataclass(frozen=True, slots=True)
class Fulfilling:
    """Runs the `buy` job.

    Attributes:
        uptime: Seconds on a clock that counts suspension, for the send deadline.
        send_within_s: After the intent was read, no call goes out later than this.
        sleep: Waits that many seconds while the ledger is away.
    """

    ledger: Ledger
    carrier: Carrier
    clock: Clock
    uptime: Callable[[], float]
    send_within_s: float
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def buy(self, claim: Claim) -> datetime | None:
        """Send the next part, or say what stands in the way; returns when to come back."""
        started = self.uptime()
        order_id = claim.job.payload["order"]
        standing = await self.ledger.read(lambda books: stand(books, order_id))
        if standing is None or standing.order.state not in {State.APPROVED, State.ORDERING}:
            return None
        if standing.in_doubt:
            await self.ledger.write(lambda books: self._doubt(books, claim, order_id))
            return None
        if standing.accepted:
            return None
        hold = await self._gate(claim, standing)
        if hold is not None:
            return await self._wait(claim, hold)
        return await self._plan_and_send(claim, standing, started)

    async def _gate(self, claim: Claim, standing: Standing) -> Hold | None:
        """What keeps the bot from buying just now: a pause, or a carrier that loses answers."""
        if standing.paused is not None:
            return Hold(Trouble.PAUSED, standing.paused, self.clock.now() + PAUSED_LOOK)
        if standing.unknown_in_a_row < UNKNOWN_LIMIT:
            return None
        try:
            await self.carrier.search(standing.order.request.criteria.of(1), 1)
        except CarrierUnavailableError as error:
            return away(error, tries=claim.fence, now=self.clock.now())
        except CarrierRefusedError:
            return None
        return None

    async def _plan_and_send(
        self, claim: Claim, standing: Standing, started: float
    ) -> datetime | None:
        order = standing.order
        try:
            planned = await self._planned(standing)
        except (CarrierUnavailableError, AccessDeniedError) as error:
            outcome = outcome_of(error, tries=claim.fence, now=self.clock.now())
            await self.ledger.write(
                lambda books: raise_alarms(books, order.id, outcome, self.clock.now())
            )
            return await self._wait(claim, outcome.hold)
        except CarrierRefusedError as error:
            hold = Hold(Trouble.SOLD_OUT, error.user_message)
            code = error.code
            await self.ledger.write(
                lambda books: end(books, claim, self.clock.now(), hold, code=code)
            )
            return None
        attempt = await self.ledger.write(lambda books: self._intend(books, claim, planned))
        if attempt is None:
            return None
        if self.uptime() - started > self.send_within_s:
            return await self._too_slow(claim, attempt)
        return await self._send(claim, planned.order, attempt)

    async def _planned(self, standing: Standing) -> Standing:
        """The standing with a plan whose next part can be sent."""
        if standing.next_part is not None:
            return standing
        left = standing.order.quantity - len(standing.numbers)
        new = await self.carrier.plan(
            standing.order.request.criteria.of(left),
            first=max((attempt.part.index for attempt in standing.attempts), default=0) + 1,
            part_size=standing.part_size,
            without=standing.refused_tns,
        )
        return replace(standing, parts=(*standing.parts, *new))

    def _intend(self, books: Books, claim: Claim, planned: Standing) -> Attempt | None:
        """Commit the intent: after this the call may have gone out, whatever happens."""
        order = books.order(planned.order.id)
        books.holds(claim)
        part = planned.next_part
        if order is None or part is None or order.state not in {State.APPROVED, State.ORDERING}:
            return None
        if books.flag("paused") is not None:
            books.want(jobs.buy(order.id))
            return None
        if order.state is State.APPROVED:
            order = books.move(order, Move.ORDER, by=BOT, at=self.clock.now(), hold=None)
        else:
            order = books.amend(order, hold=None)
        books.plan(order, planned.parts)
        redraw(books, order.id)
        return books.attempt(order, part, self.clock.now())

    async def _send(self, claim: Claim, order: Order, attempt: Attempt) -> datetime | None:
        criteria = order.request.criteria.of(attempt.part.quantity)
        try:
            receipt = await self.carrier.buy(criteria, attempt.part, attempt.client_ref)
        except CarrierError as error:
            return await self._answered_badly(claim, attempt, error)
        return await self._insist(lambda books: self._receive(books, claim, attempt, receipt))

    async def _answered_badly(
        self, claim: Claim, attempt: Attempt, error: CarrierError
    ) -> datetime | None:
        outcome = outcome_of(error, tries=attempt.tries, now=self.clock.now())
        return await self._insist(
            lambda books: self._record(books, claim, attempt, outcome, told(error))
        )

    async def _insist(self, unit: Callable[[Books], datetime | None]) -> datetime | None:
        """Write an answer down though the ledger be away for a while: it exists only here.

        The unit may run twice, because a commit whose answer was lost may have been one.
        """
        for pause_s in PAUSES_S:
            try:
                return await self.ledger.write(unit)
            except LedgerAwayError:
                await self.sleep(pause_s)
        return await self.ledger.write(unit)

    def _receive(
        self, books: Books, claim: Claim, attempt: Attempt, receipt: Receipt
    ) -> datetime | None:
        """Write down a purchase that went through; returns when the next part is due."""
        return due_again(books, claim, receive(books, attempt, receipt, self.clock.now()))

    def _record(
        self, books: Books, claim: Claim, attempt: Attempt, outcome: Outcome, answer: str
    ) -> datetime | None:
        """Write down an answer that brought no numbers, and what follows from it."""
        due = refuse(books, attempt, outcome, answer, self.clock.now())
        return due_again(books, claim, due)

    async def _too_slow(self, claim: Claim, attempt: Attempt) -> datetime | None:
        """The send deadline has passed: surely nothing went out, and it may be tried anew."""
        hold = Hold(Trouble.CARRIER_AWAY, next_try_at=self.clock.now())
        outcome = Outcome(NOT_SENT, hold)
        answer = "not sent: the send deadline had passed"
        return await self.ledger.write(
            lambda books: self._record(books, claim, attempt, outcome, answer)
        )

    def _doubt(self, books: Books, claim: Claim, order_id: str) -> None:
        """An earlier run left attempts behind: look them up, and send nothing until then."""
        standing = stand(books, order_id)
        books.holds(claim)
        if standing is None:
            return
        for attempt in standing.in_doubt:
            if attempt.state is AttemptState.SENDING:
                books.settle(attempt, AttemptState.UNKNOWN, "the bot stopped before the answer")
        if standing.order.state is State.ORDERING:
            look_up(books, standing.order, Hold(Trouble.ANSWER_LOST))

    async def _wait(self, claim: Claim, hold: Hold) -> datetime | None:
        """Say on the cards what stands in the way; only the ledger's own words change."""
        await self.ledger.write(lambda books: _amend_hold(books, claim, hold))
        return hold.next_try_at


def _amend_hold(books: Books, claim: Claim, hold: Hold) -> None:
    books.holds(claim)
    order = books.order(claim.job.payload["order"])
    if order is None or order.state not in {State.APPROVED, State.ORDERING}:
        return
    known = order.hold
    books.amend(order, hold=hold)
    if known is None or (known.trouble, known.detail) != (hold.trouble, hold.detail):
        redraw(books, order.id)
