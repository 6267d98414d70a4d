"""Ask what became of a purchase that the carrier has accepted, until it says that it has ended."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain.errors import AccessDeniedError, CarrierError
from bot.domain.jobs import Claim
from bot.domain.order import Order, State, Trouble
from bot.domain.purchase import Attempt, AttemptState, Stage, Traces
from bot.ports import Carrier, Clock, Ledger
from bot.services.alarming import alarm
from bot.services.evidence import ask_a_person
from bot.services.receiving import accept, adopt

SOON_S = 0.5  # Most orders have ended then, and it is sooner than the queue comes by again.
PATIENCE = timedelta(days=1)
_LONGEST_PAUSE_S = 300.0
_LATE_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Following:
    """Runs the `follow` job; it goes on whatever a person does with the order meanwhile.

    Attributes:
        sleep: Waits that many seconds, before the first look only.
    """

    ledger: Ledger
    carrier: Carrier
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def follow(self, claim: Claim) -> datetime | None:
        """Look once; returns when to look again, or None when the purchase has ended."""
        said = claim.job.payload
        if claim.fence == 1:
            await self.sleep(SOON_S)
        found = await self.ledger.read(lambda books: _accepted(books, said))
        if found is None:
            return None
        order, attempt = found
        criteria = order.request.criteria.of(attempt.part.quantity)
        try:
            looked = await self.carrier.look_up(attempt, criteria)
        except CarrierError as error:
            looked = error
        return await self.ledger.write(lambda books: self._follow(books, claim, looked))

    def _follow(self, books: Books, claim: Claim, looked: Traces | CarrierError) -> datetime | None:
        found = _accepted(books, claim.job.payload)
        books.holds(claim)
        if found is None:
            return None
        order, attempt = found
        now = self.clock.now()
        receipt = looked.receipt if isinstance(looked, Traces) else None
        if receipt is not None and receipt.stage is Stage.ENDED:
            adopt(books, attempt, receipt, now)
            return None
        if receipt is not None:
            accept(books, attempt, receipt, now)
        if isinstance(looked, AccessDeniedError):
            alarm(books, Trouble.ACCESS_DENIED, order.id, looked.user_message, now)
        return self._wait(books, claim, attempt)

    def _wait(self, books: Books, claim: Claim, attempt: Attempt) -> datetime:
        """When to look again; after a day a person is asked, and looks become rare."""
        now, enough = self.clock.now(), attempt.sent_at + PATIENCE
        if now < enough:
            pause_s = min(2.0 ** min(claim.fence - 1, 16), _LONGEST_PAUSE_S)
            return min(now + timedelta(seconds=pause_s), enough)
        order = books.order(attempt.order_id)
        if order is not None and order.state is State.ORDERING:
            ask_a_person(books, order, attempt, at=now, hold=order.hold)
        return now + _LATE_PAUSE


def _accepted(books: Books, said: Mapping[str, str]) -> tuple[Order, Attempt] | None:
    """The order and the attempt that a job is about, while the carrier has them open."""
    order = books.order(said["order"])
    if order is None:
        return None
    for attempt in books.attempts(order.id):
        if attempt.client_ref == said["reference"] and attempt.state is AttemptState.ACCEPTED:
            return order, attempt
    return None
