"""Bandwidth Catapult v1 as the `Carrier` port, and the rest of its phoneNumbers resource."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from bot.carriers import catapult_answers_wire as answers
from bot.carriers import catapult_wire as wire
from bot.carriers.catapult_answers_wire import Account
from bot.carriers.catapult_calls import CatapultCalls, CatapultOptions
from bot.carriers.catapult_plan import chosen_parts, could_be, equal_parts, fitting, list_filters
from bot.carriers.http import is_bandwidths_own
from bot.domain.criteria import MAX_QUANTITY, Criteria
from bot.domain.errors import (
    CarrierError,
    CarrierRefusedError,
    CarrierUnavailableError,
    NumberTakenError,
    OutcomeUnknownError,
    PartTooLargeError,
)
from bot.domain.outcome import SMALL_PART
from bot.domain.purchase import Attempt, Bought, Offer, Part, Receipt, Traces

# createdTime may be cut to seconds, as the Date header is, and clocks are read a moment apart.
_CLOCK_SLACK = timedelta(seconds=5)
# A purchase is recorded soon after its answer, whether or not its price is known.
_DETAILS_S = 2.0


class Catapult:
    """The Catapult client.

    Args:
        options: Which account, and how it buys.
        calls: How it is spoken to.

    Attributes:
        label: What cards call it.
        practice: True when the host is not Bandwidth's own: nothing is really bought.
        keeps_references: Never: its orders take no reference of ours.
    """

    label = "Bandwidth"
    keeps_references = False

    def __init__(self, options: CatapultOptions, calls: CatapultCalls) -> None:
        self.practice = not is_bandwidths_own(options.base_url)
        self._options = options
        self._calls = calls

    async def search(self, criteria: Criteria, limit: int) -> tuple[Offer, ...]:
        """Free TNs that really have the digits, at most `limit`; asks twice at most.

        Raises:
            PlaceUnknownError: Catapult knows no such place.
            CarrierRefusedError: Another definite no.
            CarrierUnavailableError: No usable answer.
        """
        asked = min(limit, MAX_QUANTITY)
        if criteria.digits is None:
            return (await self._offers(criteria, asked))[:limit]
        # The API's pattern brings more than was asked for; so more is asked for than is needed.
        asked = min(asked * 5 + 50, MAX_QUANTITY)
        offers = await self._offers(criteria, asked)
        matching = fitting(criteria, offers)
        if len(matching) < limit and asked <= len(offers) and asked < MAX_QUANTITY:
            matching = fitting(criteria, await self._offers(criteria, MAX_QUANTITY))
        return matching[:limit]

    async def plan(
        self,
        criteria: Criteria,
        *,
        first: int = 1,
        part_size: int | None = None,
        without: frozenset[str] = frozenset(),
    ) -> tuple[Part, ...]:
        """Orders of the largest allowed size, or one part for each chosen TN.

        Raises:
            CarrierRefusedError: No free TN matches, or another definite no.
            CarrierUnavailableError: No usable answer to the search.
        """
        if criteria.digits is None and not self._options.allocate:
            size = min(part_size or self._options.order_max, self._options.order_max)
            return equal_parts(criteria, first=first, size=size)
        offers = await self.search(criteria, criteria.quantity + len(without))
        parts = chosen_parts([each for each in offers if each.tn not in without], first=first)
        if not parts:
            raise CarrierRefusedError("Bandwidth has no such number free.")
        return parts[: criteria.quantity]

    async def buy(self, criteria: Criteria, part: Part, client_ref: str) -> Receipt:
        """Buy one part by one POST, whose answer names the TNs: perhaps fewer than asked for.

        A chosen TN bears the reference as its name. `duplicate-number` can also mean that an
        earlier try of this part bought it and its answer was lost: then the account holds it
        under a reference of this part, and it is returned as bought.

        Raises:
            PartTooLargeError: Nothing bought: plan again in smaller parts.
            NumberTakenError: Nothing bought: the chosen TN is gone.
            CarrierRefusedError: Nothing bought, a definite no (also its other subclasses).
            CarrierUnavailableError: Surely nothing was sent, or surely nothing done.
            OutcomeUnknownError: Perhaps bought.
        """
        if part.tns:
            (tn,) = part.tns
            return Receipt((await self._allocate(tn, client_ref),))
        call = wire.order_call(criteria.of(part.quantity))
        try:
            return Receipt(await self._calls.purchase(call, answers.read_order))
        except PartTooLargeError as error:
            if part.quantity > SMALL_PART:
                raise
            # Every account may order so few: the code must mean something else here.
            sentence = "Bandwidth does not take this as an order."
            raise CarrierRefusedError(sentence, code=error.code, status=error.status) from error

    async def look_up(self, attempt: Attempt, criteria: Criteria) -> Traces:
        """What the account has got since the attempt that may be its fruit; raises like `get`."""
        if attempt.part.tns:
            return Traces(candidates=await self._chosen_since(attempt))
        ref = attempt.client_ref
        signed = [bought async for bought in self.list(name=ref) if bought.name == ref]
        return Traces(candidates=tuple(signed) or await self._created_since(attempt, criteria))

    async def sign(self, bought: Bought, client_ref: str) -> None:
        """Give a bought TN the reference as its name; safe to repeat.

        Raises:
            CarrierUnavailableError: No usable answer.
            CarrierRefusedError: A definite no.
        """
        key = bought.carrier_id or bought.tn
        call = wire.sign_call(self._options.user_id, key, client_ref)
        await self._calls.ask(call, answers.read_nothing)

    async def get(self, key: str) -> Bought:
        """One TN of the account, by Catapult's id or E.164.

        Raises:
            CarrierRefusedError: The account does not have it, or another definite no.
            CarrierUnavailableError: No usable answer.
        """
        return await self._calls.ask(wire.get_call(self._options.user_id, key), answers.read_number)

    async def list(self, **filters: str) -> AsyncIterator[Bought]:
        """The account's TNs, page by page, released ones left out.

        Args:
            filters: The API's own, such as `name`, `state` and `applicationId`.

        Raises:
            CarrierRefusedError: A definite no.
            CarrierUnavailableError: No usable answer, or the list does not end.
        """
        async for page, _ in self._calls.pages(filters, answers.read_numbers):
            for bought in page:
                yield bought

    async def release(self, key: str) -> None:
        """Give a TN back, by Catapult's id.

        Raises:
            CarrierRefusedError: The account does not have it (any more), or another definite no.
            CarrierUnavailableError: No usable answer: it may or may not be released.
        """
        call = wire.release_call(self._options.user_id, key)
        await self._calls.ask(call, answers.read_nothing)

    async def account(self) -> Account:
        """Balance and type of the account.

        Raises:
            CarrierRefusedError: A definite no, such as wrong credentials.
            CarrierUnavailableError: No usable answer.
        """
        return await self._calls.ask(wire.account_call(self._options.user_id), answers.read_account)

    async def _offers(self, criteria: Criteria, quantity: int) -> tuple[Offer, ...]:
        return await self._calls.ask(wire.search_call(criteria, quantity), answers.read_offers)

    async def _allocate(self, tn: str, client_ref: str) -> Bought:
        call = wire.allocate_call(self._options.user_id, tn, client_ref)
        try:
            number_id = await self._calls.purchase(call, answers.read_allocated)
        except NumberTakenError as error:
            return await self._ours(tn, client_ref, error)
        return await self._described(Bought(tn, number_id, name=client_ref))

    async def _ours(self, tn: str, client_ref: str, taken: NumberTakenError) -> Bought:
        """The TN, if an earlier try of the same part bought it; else the refusal stands."""
        try:
            held = await self.get(tn)
        except CarrierRefusedError:
            raise taken from None
        except CarrierUnavailableError as error:
            sentence = "Bandwidth did not say whether the number is already ours."
            raise OutcomeUnknownError(sentence, code=taken.code, status=taken.status) from error
        if not held.name.startswith(_same_part(client_ref)):
            raise taken
        return held

    async def _described(self, bought: Bought) -> Bought:
        """The TN with price, city and time from the account's record; as it is for want of it."""
        call = wire.get_call(self._options.user_id, bought.carrier_id)
        with suppress(CarrierError):
            held = await self._calls.ask_once(call, answers.read_number, timeout_s=_DETAILS_S)
            return replace(held, tn=bought.tn, carrier_id=bought.carrier_id, name=bought.name)
        return bought

    async def _chosen_since(self, attempt: Attempt) -> tuple[Bought, ...]:
        (tn,) = attempt.part.tns
        call = wire.get_call(self._options.user_id, tn)
        try:
            held, answer = await self._calls.ask(
                call, lambda sent, got: (answers.read_number(sent, got), got)
            )
        except CarrierRefusedError as error:
            if error.code == "number-not-found":
                return ()
            raise
        since = attempt.sent_at + answer.clock_offset - _CLOCK_SLACK
        ours = held.name.startswith(_same_part(attempt.client_ref))
        return (held,) if ours or held.created_at is None or held.created_at >= since else ()

    async def _created_since(self, attempt: Attempt, criteria: Criteria) -> tuple[Bought, ...]:
        found: list[Bought] = []
        async for page, answer in self._calls.pages(list_filters(criteria), answers.read_numbers):
            since = attempt.sent_at + answer.clock_offset - _CLOCK_SLACK
            found += [
                bought
                for bought in page
                if could_be(criteria, bought)
                and (bought.created_at is None or bought.created_at >= since)
            ]
        return tuple({bought.tn: bought for bought in found}.values())


def _same_part(client_ref: str) -> str:
    """What the references of every try of the same part begin with."""
    return client_ref.rpartition("-")[0] + "-"
