"""Buy what was approved: the intent is committed before the one call, every answer after it.

One run of the `buy` job sends at most one part. An attempt that an earlier run left `sending` is
never sent again: nobody knows whether it went out, so it is looked up (`reconciling`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import CarrierError, CarrierRefusedError, CarrierUnavailableError
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Hold, Move, Order, State, Trouble
from bot.domain.outcome import Outcome, Rule, away, outcome_of
from bot.domain.purchase import Attempt, AttemptState
from bot.ports import Carrier, Clock, Ledger
from bot.services.alarming import alarm
from bot.services.concluding import finish, record_placed, why
from bot.services.redrawing import redraw
from bot.services.standing import Standing, stand

UNKNOWN_LIMIT = 3  # After so many unknown answers in a row a search must succeed first.
NOT_SENT = Rule(AttemptState.ABSENT, Trouble.CARRIER_AWAY)
PAUSED_LOOK = timedelta(seconds=60)  # A resume wakes the job earlier.


@dataclass(frozen=True, slots=True)
class Fulfilling:
    """Runs the `buy` job.

    Attributes:
        uptime: Seconds on a clock that counts suspension, for the send deadline.
        send_within_s: After the intent was read, no call goes out later than this.
    """

    ledger: Ledger
    carrier: Carrier
    clock: Clock
    uptime: Callable[[], float]
    send_within_s: float

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
        hold = await self._gate(standing)
        if hold is not None:
            return await self._wait(order_id, hold)
        return await self._plan_and_send(claim, standing, started)

    async def _gate(self, standing: Standing) -> Hold | None:
        """What keeps the bot from buying just now: a pause, or a carrier that loses answers."""
        if standing.paused is not None:
            return Hold(Trouble.PAUSED, standing.paused, self.clock.now() + PAUSED_LOOK)
        if standing.unknown_in_a_row < UNKNOWN_LIMIT:
            return None
        try:
            await self.carrier.search(standing.order.request.criteria.of(1), 1)
        except CarrierUnavailableError as error:
            return away(error, tries=standing.unknown_in_a_row, now=self.clock.now())
        except CarrierRefusedError:
            return None
        return None

    async def _plan_and_send(
        self, claim: Claim, standing: Standing, started: float
    ) -> datetime | None:
        order = standing.order
        try:
            planned = await self._planned(standing)
        except CarrierUnavailableError as error:
            return await self._wait(order.id, away(error, tries=1, now=self.clock.now()))
        except CarrierRefusedError as error:
            hold = Hold(Trouble.SOLD_OUT, error.user_message)
            await self.ledger.write(lambda books: finish(books, order.id, self.clock.now(), hold))
            return None
        attempt = await self.ledger.write(lambda books: self._intend(books, claim, planned))
        if attempt is None:
            return None
        if self.uptime() - started > self.send_within_s:
            return await self._too_slow(attempt)
        return await self._send(planned.order, attempt)

    async def _planned(self, standing: Standing) -> Standing:
        """The standing with a plan whose next part can be sent."""
        if standing.next_part is not None:
            return standing
        left = standing.order.quantity - standing.bought
        first = max((attempt.part.index for attempt in standing.attempts), default=0) + 1
        criteria = standing.order.request.criteria.of(left)
        parts = await self.carrier.plan(criteria, first=first, part_size=standing.part_size)
        return replace(standing, parts=(*standing.parts, *parts))

    def _intend(self, books: Books, claim: Claim, planned: Standing) -> Attempt | None:
        """Commit the intent: after this the call may have gone out, whatever happens."""
        books.holds(claim)
        order = books.order(planned.order.id)
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

    async def _send(self, order: Order, attempt: Attempt) -> datetime | None:
        criteria = order.request.criteria.of(attempt.part.quantity)
        try:
            bought = await self.carrier.buy(criteria, attempt.part, attempt.client_ref)
        except CarrierError as error:
            return await self._answered_badly(attempt, error)
        now = self.clock.now()
        return await self.ledger.write(lambda books: record_placed(books, attempt, bought, now))

    async def _answered_badly(self, attempt: Attempt, error: CarrierError) -> datetime | None:
        outcome = outcome_of(error, tries=attempt.tries, now=self.clock.now())
        answer = f"{error.status or 'no answer'} {error.code} {error.user_message}".strip()
        return await self.ledger.write(lambda books: self._record(books, attempt, outcome, answer))

    def _record(
        self, books: Books, attempt: Attempt, outcome: Outcome, answer: str
    ) -> datetime | None:
        """Write down an answer that brought no numbers, and what follows from it."""
        books.settle(attempt, outcome.rule.attempt, answer)
        standing = stand(books, attempt.order_id)
        if standing is None or standing.order.state is not State.ORDERING:
            return None
        order = standing.order
        if outcome.rule.attempt is AttemptState.UNKNOWN:
            self._look_up(books, order, outcome.hold)
            return None
        if outcome.rule.ends:
            finish(books, order.id, self.clock.now(), outcome.hold)
            return None
        self._raise_alarms(books, order, outcome)
        if outcome.rule.replan:
            books.plan(order, [])
            return self.clock.now()
        self._hold_off(books, standing, outcome.hold)
        return outcome.hold.next_try_at or self.clock.now() + PAUSED_LOOK

    def _look_up(self, books: Books, order: Order, hold: Hold) -> None:
        books.amend(order, hold=hold)
        books.add(jobs.reconcile(order.id))
        redraw(books, order.id)

    def _hold_off(self, books: Books, standing: Standing, hold: Hold) -> None:
        """Nothing of this part was bought: approved again, unless earlier parts were bought."""
        if standing.placed:
            books.amend(standing.order, hold=hold)
        else:
            at = self.clock.now()
            books.move(standing.order, Move.RETRY, by=BOT, at=at, why=why(hold), hold=hold)
        redraw(books, standing.order.id)

    def _raise_alarms(self, books: Books, order: Order, outcome: Outcome) -> None:
        if outcome.rule.pauses:
            books.set_flag("paused", outcome.hold.detail)
        if outcome.rule.part_size:
            books.set_flag("part_size", str(outcome.rule.part_size))
            alarm(books, "part_size", order.id, str(outcome.rule.part_size), self.clock.now())
        if outcome.hold.trouble in {Trouble.ACCESS_DENIED, Trouble.NO_CREDIT}:
            alarm(books, outcome.hold.trouble, order.id, outcome.hold.detail, self.clock.now())

    async def _too_slow(self, attempt: Attempt) -> datetime | None:
        """The send deadline has passed: surely nothing went out, and it may be tried anew."""
        hold = Hold(Trouble.CARRIER_AWAY, next_try_at=self.clock.now())
        outcome = Outcome(NOT_SENT, hold)
        answer = "not sent: the send deadline had passed"
        return await self.ledger.write(lambda books: self._record(books, attempt, outcome, answer))

    def _doubt(self, books: Books, claim: Claim, order_id: str) -> None:
        """An earlier run left attempts behind: look them up, and send nothing until then."""
        books.holds(claim)
        standing = stand(books, order_id)
        if standing is None:
            return
        for attempt in standing.in_doubt:
            if attempt.state is AttemptState.SENDING:
                books.settle(attempt, AttemptState.UNKNOWN, "the bot stopped before the answer")
        if standing.order.state is State.ORDERING:
            self._look_up(books, standing.order, Hold(Trouble.ANSWER_LOST))

    async def _wait(self, order_id: str, hold: Hold) -> datetime | None:
        """Say on the cards what stands in the way; only the ledger's own words change."""
        await self.ledger.write(lambda books: _amend_hold(books, order_id, hold))
        return hold.next_try_at


def _amend_hold(books: Books, order_id: str, hold: Hold) -> None:
    order = books.order(order_id)
    if order is None or order.state not in {State.APPROVED, State.ORDERING}:
        return
    known = order.hold
    books.amend(order, hold=hold)
    if known is None or (known.trouble, known.detail) != (hold.trouble, hold.detail):
        redraw(books, order_id)
