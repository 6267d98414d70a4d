"""Check what is free and what it costs before any manager is bothered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.books import Books
from bot.domain import jobs
from bot.domain.alternatives import Suggestion
from bot.domain.errors import (
    AccessDeniedError,
    CarrierRefusedError,
    CarrierUnavailableError,
    PlaceUnknownError,
)
from bot.domain.jobs import Claim
from bot.domain.money import ListPrices
from bot.domain.order import BOT, Hold, Move, Order, PriceSource, Quote, State, Trouble
from bot.domain.policy import Membership
from bot.domain.purchase import Offer
from bot.ports import Carrier, Clock, Ledger
from bot.services.alarming import alarm
from bot.services.leaving import Leaving
from bot.services.redrawing import redraw, redraw_refused, tell_lapsed
from bot.services.suggesting import Suggesting

RETRY = timedelta(seconds=3)
RETRY_LATER = timedelta(minutes=5)
GROUP_TRIES = 2  # Longer than that, managers are asked before Slack says who is in which group.


@dataclass(frozen=True, slots=True)
class Checking:
    """Runs the `check` and `offer_anyway` jobs of orders that `admitting` has let in.

    Attributes:
        prices: What a number costs where the carrier names no price.
    """

    ledger: Ledger
    carrier: Carrier
    clock: Clock
    suggesting: Suggesting
    prices: ListPrices
    leaving: Leaving

    async def check(self, claim: Claim) -> datetime | None:
        """Search, price and offer; or end the request when nothing is free."""
        order_id = claim.job.payload["order"]
        order = await self.ledger.read(lambda books: books.order(order_id))
        if order is None or not _wants_check(order):
            return None
        membership = await self.leaving.membership()
        if not self.leaving.knows(membership) and claim.fence <= GROUP_TRIES:
            return self.clock.now() + RETRY
        try:
            offers = await self._search(order)
        except (AccessDeniedError, CarrierUnavailableError) as error:
            return await self._later(order, error, claim)
        except CarrierRefusedError as error:
            await self._refuse(order, _hold(error))
            return None
        if not offers:
            await self._refuse(order, Hold(Trouble.NOTHING_FREE))
        else:
            quote = quote_of(offers, self._list_price(order), self.clock.now())
            seen = order.revision
            await self.ledger.write(
                lambda books: self._offer(books, order_id, quote, membership, seen)
            )
        return None

    async def offer_anyway(self, claim: Claim) -> datetime | None:
        """Ask the managers though availability is not known; the check goes on."""
        order_id = claim.job.payload["order"]
        order = await self.ledger.read(lambda books: books.order(order_id))
        if order is None:
            return None
        unknown = Quote(self._list_price(order), PriceSource.LIST)
        membership = await self.leaving.membership()
        await self.ledger.write(lambda books: self._offer(books, order_id, unknown, membership))
        return None

    async def _search(self, order: Order) -> Sequence[Offer]:
        criteria = order.request.criteria
        return await self.carrier.search(criteria, criteria.quantity)

    async def _later(
        self, order: Order, error: AccessDeniedError | CarrierUnavailableError, claim: Claim
    ) -> datetime:
        """The next try: soon while nobody was asked, and never before the carrier allows it."""
        now = self.clock.now()
        if isinstance(error, AccessDeniedError):
            said = error.user_message
            await self.ledger.write(
                lambda books: alarm(books, "search_denied", order.id, said, now)
            )
        pause = min(RETRY * claim.fence, RETRY_LATER)
        asked = error.retry_at if isinstance(error, CarrierUnavailableError) else None
        return max(now + pause, asked or now)

    def _list_price(self, order: Order) -> Decimal | None:
        return self.prices.of(order.request.criteria.place)

    def _offer(
        self,
        books: Books,
        order_id: str,
        quote: Quote,
        membership: Membership,
        searched: int | None = None,
    ) -> None:
        """Ask the managers, unless another revision than was searched for is asked meanwhile."""
        order = books.order(order_id)
        if order is None or not _wants_check(order) or searched not in {None, order.revision}:
            return
        if order.state is State.CHECKING:
            self.leaving.leave(books, order, quote, membership)
        elif quote.checked_at is not None and self.leaving.reserve(
            books, replace(order, quote=quote), membership
        ):
            self._reprice(books, order, quote)
        books.want(jobs.muster(order.id))
        redraw(books, order.id)
        books.want(jobs.escalate(order.id))

    def _reprice(self, books: Books, order: Order, quote: Quote) -> None:
        """Managers have the card already: a dearer price asks them anew."""
        if not _is_dearer(quote, order.quote):
            books.amend(order, quote=quote)
            return
        revision = order.revision + 1
        books.amend(order, quote=quote, revision=revision)
        body = {"revision": revision, "each": str(quote.each)}
        tell_lapsed(books, order, BOT)
        books.note(order.id, "repriced", by=BOT, at=self.clock.now(), body=body)

    async def _refuse(self, order: Order, hold: Hold) -> None:
        """End a request that cannot be filled; one that managers already see only says so."""
        seen = order.state is not State.CHECKING
        found = () if seen else await self.suggesting.suggest(order.request)
        await self.ledger.write(lambda books: self._end(books, order, hold, found))

    def _end(
        self, books: Books, searched: Order, hold: Hold, found: tuple[Suggestion, ...]
    ) -> None:
        order = books.order(searched.id)
        if order is None or not _wants_check(order) or order.revision != searched.revision:
            return
        now = self.clock.now()
        if order.state is State.CHECKING:
            why = {"trouble": hold.trouble, "detail": hold.detail}
            changes = {"hold": hold, "suggestions": found}
            books.move(order, Move.REFUSE, by=BOT, at=now, why=why, **changes)
            redraw_refused(books, order)
            return
        seen_none = Quote(self._list_price(order), PriceSource.LIST, seen=0, checked_at=now)
        books.amend(order, quote=replace(order.quote or seen_none, seen=0, checked_at=now))
        redraw(books, order.id)


def quote_of(offers: Sequence[Offer], list_price: Decimal | None, at: datetime) -> Quote:
    """What a search has found; the dearest TN's price, for any of them may be bought.

    Args:
        offers: What it brought.
        list_price: US dollars a month for one TN where the carrier names no price.
        at: When it was answered.
    """
    prices = [offer.price for offer in offers if offer.price is not None]
    return Quote(
        each=max(prices) if prices else list_price,
        source=PriceSource.CARRIER if prices else PriceSource.LIST,
        seen=len(offers),
        checked_at=at,
    )


def _wants_check(order: Order) -> bool:
    """Whether nobody has yet seen what is free for this order, which is still undecided."""
    if order.state is State.CHECKING:
        return True
    unseen = order.quote is None or order.quote.checked_at is None
    return order.state is State.AWAITING_APPROVAL and unseen


def _is_dearer(new: Quote, old: Quote | None) -> bool:
    before = old.each if old else None
    return new.each is not None and (before is None or new.each > before)


def _hold(error: CarrierRefusedError) -> Hold:
    unknown = isinstance(error, PlaceUnknownError)
    return Hold(Trouble.PLACE_UNKNOWN if unknown else Trouble.CARRIER_REFUSED, error.user_message)
