"""Buy what was approved: the intent is committed before the one call, every answer after it.

One run of the `buy` job sends at most one part. An attempt that an earlier run left `sending` is
never sent again: nobody knows whether it went out, so it is looked up (`reconciling`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
from bot.domain.purchase import Attempt, AttemptState, Bought
from bot.ports import Carrier, Clock, Ledger
from bot.services.alarming import alarm
from bot.services.concluding import UNSETTLED, due_again, end, finish, record_placed, resume
from bot.services.pausing import pause
from bot.services.redrawing import redraw
from bot.services.standing import Standing, stand

UNKNOWN_LIMIT = 3  # After so many unknown answers in a row a search must succeed first.
NOT_SENT = Rule(AttemptState.ABSENT, Trouble.CARRIER_AWAY)
# About four minutes: longer than a database takes to come back from a crash.
PAUSES_S = (0.1, 0.3, 1, 3, 10, 30, 60, 60, 60)
PAUSED_LOOK = timedelta(seconds=60)  # A resume wakes the job earlier.


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
            await self.ledger.write(lambda books: self._raise_alarms(books, order, outcome))
            return await self._wait(claim, outcome.hold)
        except CarrierRefusedError as error:
            hold = Hold(Trouble.SOLD_OUT, error.user_message)
            await self.ledger.write(lambda books: end(books, claim, self.clock.now(), hold))
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
        left = standing.order.quantity - standing.bought
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
        books.plan(order, planned.parts)
        redraw(books, order.id)
        return books.attempt(order, part, self.clock.now())

    async def _send(self, claim: Claim, order: Order, attempt: Attempt) -> datetime | None:
        criteria = order.request.criteria.of(attempt.part.quantity)
        try:
            bought = await self.carrier.buy(criteria, attempt.part, attempt.client_ref)
        except CarrierError as error:
            return await self._answered_badly(claim, attempt, error)
        return await self._insist(lambda books: self._record_bought(books, claim, attempt, bought))

    async def _answered_badly(
        self, claim: Claim, attempt: Attempt, error: CarrierError
    ) -> datetime | None:
        outcome = outcome_of(error, tries=attempt.tries, now=self.clock.now())
        answer = f"{error.status or 'no answer'} {error.code} {error.user_message}".strip()
        return await self._insist(
            lambda books: self._record(books, claim, attempt, outcome, answer)
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

    def _record_bought(
        self, books: Books, claim: Claim, attempt: Attempt, bought: Sequence[Bought]
    ) -> datetime | None:
        """Write down what was bought; returns when the next part is due."""
        return due_again(books, claim, record_placed(books, attempt, bought, self.clock.now()))

    def _record(
        self, books: Books, claim: Claim, attempt: Attempt, outcome: Outcome, answer: str
    ) -> datetime | None:
        """Write down an answer that brought no numbers, and what follows from it."""
        books.settle(attempt, outcome.rule.attempt, answer)
        return due_again(books, claim, self._follow(books, attempt, outcome))

    def _follow(self, books: Books, attempt: Attempt, outcome: Outcome) -> datetime | None:
        standing = stand(books, attempt.order_id)
        if standing is None or standing.order.state not in UNSETTLED:
            return None
        order = standing.order
        is_unknown = outcome.rule.attempt is AttemptState.UNKNOWN
        if is_unknown and order.state is State.ORDERING:
            self._look_up(books, order, outcome.hold)
        if is_unknown or standing.in_doubt:
            return None  # Where a later try is under way, its answer decides.
        if outcome.rule.ends:
            finish(books, order.id, self.clock.now(), outcome.hold)
            return None
        self._raise_alarms(books, order, outcome)
        if outcome.rule.replan:
            books.plan(order, [])
            return self.clock.now()
        resume(books, standing, by=BOT, at=self.clock.now(), hold=outcome.hold)
        return outcome.hold.next_try_at or self.clock.now() + PAUSED_LOOK

    def _look_up(self, books: Books, order: Order, hold: Hold) -> None:
        books.amend(order, hold=hold)
        books.add(jobs.reconcile(order.id))
        redraw(books, order.id)

    def _raise_alarms(self, books: Books, order: Order, outcome: Outcome) -> None:
        if outcome.rule.pauses:
            pause(books, outcome.hold.detail, by=BOT, at=self.clock.now())
        if outcome.rule.part_size:
            books.set_flag("part_size", str(outcome.rule.part_size))
            alarm(books, "part_size", order.id, str(outcome.rule.part_size), self.clock.now())
        if outcome.hold.trouble in {Trouble.ACCESS_DENIED, Trouble.NO_CREDIT}:
            alarm(books, outcome.hold.trouble, order.id, outcome.hold.detail, self.clock.now())

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
            self._look_up(books, standing.order, Hold(Trouble.ANSWER_LOST))

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
