"""Bandwidth's Numbers API as the `Carrier` port, and the rest of its resources for numbers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.carriers import bandwidth_answers_wire as answers
from bot.carriers.bandwidth_calls import BandwidthCalls, BandwidthOptions
from bot.carriers.bandwidth_criteria_wire import fitting
from bot.carriers.http import is_bandwidths_own
from bot.domain.criteria import MAX_QUANTITY, Criteria
from bot.domain.errors import AccessDeniedError, CarrierRefusedError, CarrierUnavailableError
from bot.domain.purchase import Attempt, Bought, Offer, Part, Receipt, Traces


class Bandwidth:
    """The client of the Numbers API.

    Args:
        options: Which account, and for whom it orders.
        calls: How it is spoken to.

    Attributes:
        label: What cards call it.
        practice: True when the host is not Bandwidth's own: nothing is really bought.
        keeps_references: Always: an order bears our reference as its CustomerOrderId.
    """

    label = "Bandwidth"
    keeps_references = True

    def __init__(self, options: BandwidthOptions, calls: BandwidthCalls) -> None:
        self.practice = not is_bandwidths_own(options.api_url)
        self._requests = options.requests
        self._calls = calls

    async def search(self, criteria: Criteria, limit: int) -> tuple[Offer, ...]:
        """Free TNs that really have the digits, at most `limit`; without prices.

        Raises:
            PlaceUnknownError: Bandwidth knows no such place.
            CarrierRefusedError: Another definite no.
            CarrierUnavailableError: No usable answer.
        """
        # Where digits are wanted, most of what is free may not have them.
        asked = min(limit, MAX_QUANTITY) if criteria.digits is None else MAX_QUANTITY
        call = self._requests.search(criteria, asked)
        offers = await self._calls.ask(call, answers.read_offers)
        return fitting(criteria, offers)[:limit]

    async def plan(
        self,
        criteria: Criteria,
        *,
        first: int = 1,
        part_size: int | None = None,
        without: frozenset[str] = frozenset(),
    ) -> tuple[Part, ...]:
        """One order for all of it: of TNs that have the digits, where digits are wanted.

        Raises:
            CarrierRefusedError: No free TN matches, or another definite no.
            CarrierUnavailableError: No usable answer to the search.
        """
        del part_size  # An order takes as many as anybody may ask for.
        if criteria.digits is None:
            return (Part(first, criteria.quantity),)
        found = await self.search(criteria, criteria.quantity + len(without))
        tns = [offer.tn for offer in found if offer.tn not in without][: criteria.quantity]
        if not tns:
            raise CarrierRefusedError("Bandwidth has no such number free.")
        return (Part(first, len(tns), tuple(tns)),)

    async def buy(self, criteria: Criteria, part: Part, client_ref: str) -> Receipt:
        """Order one part by one POST; its numbers are told later.

        Raises:
            NumberTakenError: Nothing ordered: the chosen TNs are gone.
            CarrierRefusedError: Nothing ordered, a definite no (also its other subclasses).
            CarrierUnavailableError: Surely nothing was sent, or surely nothing done.
            OutcomeUnknownError: Perhaps ordered.
        """
        call = self._requests.order(criteria.of(part.quantity), part, client_ref)
        return _ours(await self._calls.purchase(call, answers.read_order), client_ref)

    async def look_up(self, attempt: Attempt, criteria: Criteria) -> Traces:
        """The attempt's order, by Bandwidth's id where it is known, else by our reference.

        Raises:
            CarrierUnavailableError: No usable answer.
            CarrierRefusedError: A definite no to the look.
        """
        del criteria  # The reference says it all.
        ref = attempt.client_ref
        if attempt.carrier_order:
            return Traces(_ours(await self._order(attempt.carrier_order, attempt), ref))
        found = await self._calls.ask(self._requests.find(ref), answers.read_found)
        ids = [order_id for order_id, shown in found if await self._is(order_id, shown, attempt)]
        if not ids:
            return Traces()
        receipt = _ours(await self._order(ids[0], attempt), ref)
        return Traces(replace(receipt, carrier_order=ids[0], twins=tuple(ids[1:])))

    async def release(self, tns: Sequence[str]) -> str:
        """Ask for TNs to be given back; `released` tells what became of it.

        Returns:
            Bandwidth's id of that order.

        Raises:
            CarrierRefusedError: A definite no.
            CarrierUnavailableError: No usable answer: it may or may not have been taken on.
        """
        return await self._calls.ask(self._requests.release(tns), answers.read_release, tries=1)

    async def released(self, order_id: str) -> tuple[str, ...]:
        """The TNs that were given back by such an order.

        Raises:
            CarrierRefusedError: None was, or another definite no.
            CarrierUnavailableError: It has not ended yet, or there was no usable answer.
        """
        return await self._calls.ask(self._requests.released(order_id), answers.read_released)

    async def list(self) -> AsyncIterator[Bought]:
        """The account's TNs, page by page, those that were given back left out.

        Credentials that may not read the list with details get the one without.

        Raises:
            CarrierRefusedError: A definite no.
            CarrierUnavailableError: No usable answer, or the list does not end.
        """
        begun = False
        try:
            async for page in self._calls.pages(self._requests.numbers()):
                begun = True
                for bought in page:
                    yield bought
        except AccessDeniedError:
            if begun:
                raise
            async for page in self._calls.pages(self._requests.in_service()):
                for bought in page:
                    yield bought

    async def _order(self, order_id: str, attempt: Attempt) -> answers.Order:
        call = self._requests.read(order_id, attempt.part)
        return await self._calls.ask(call, answers.read_order)

    async def _is(self, order_id: str, shown: str, attempt: Attempt) -> bool:
        """Whether an order that was found is the attempt's.

        Raises:
            CarrierUnavailableError: Bandwidth does not show the order's reference.
        """
        reference = shown or (await self._order(order_id, attempt)).reference
        if not reference:
            raise CarrierUnavailableError("Bandwidth does not say whose an order is.")
        return reference == attempt.client_ref


def _ours(order: answers.Order, client_ref: str) -> Receipt:
    """What has become of an order of ours; its numbers bear our reference by it."""
    receipt = order.receipt
    return replace(receipt, bought=tuple(replace(each, name=client_ref) for each in receipt.bought))
