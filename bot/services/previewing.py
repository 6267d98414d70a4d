"""Show what is free before anybody asks for it; nobody may flood the carrier with that."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.criteria import Request
from bot.domain.errors import CarrierError, PlaceUnknownError
from bot.domain.money import ListPrices
from bot.domain.order import Hold, Trouble
from bot.domain.outcome import outcome_of
from bot.domain.policy import Reason
from bot.domain.preview import Preview
from bot.ports import Carrier, Clock
from bot.services.admitting import Admitting
from bot.services.checking import quote_of

LOOKED_FOR = 100  # So many are counted; "at least 100" is as good as a larger number.
EXAMPLES = 5
WINDOW = timedelta(minutes=1)
CHECKS_OF_ONE = 6
CHECKS_OF_ALL = 60


@dataclass(slots=True)
class Turns:
    """Who has had the carrier searched within the last minute, in this process."""

    _taken: list[tuple[str, datetime]] = field(default_factory=list[tuple[str, datetime]])

    def take(self, person: str, now: datetime) -> datetime | None:
        """Count a search of the person's, or say from when on they may have another."""
        self._taken = [turn for turn in self._taken if turn[1] > now - WINDOW]
        everybodys = [at for _, at in self._taken]
        own = [at for who, at in self._taken if who == person]
        for turns, most in ((own, CHECKS_OF_ONE), (everybodys, CHECKS_OF_ALL)):
            if len(turns) >= most:
                return turns[-most] + WINDOW
        self._taken.append((person, now))
        return None


@dataclass(frozen=True, slots=True)
class Previewing:
    """Looks what is free, what it costs, and whether it may be asked for; writes nothing.

    Attributes:
        prices: What a TN costs where the carrier names no price.
    """

    carrier: Carrier
    clock: Clock
    admitting: Admitting
    prices: ListPrices
    turns: Turns = field(default_factory=Turns)

    async def preview(self, person: str, request: Request) -> Preview:
        """What the carrier says now; what may not be asked for is not searched for."""
        criteria, asked = request.criteria, self.admitting.addressed(request, person)
        verdict = self.admitting.verdict(asked, person)
        if not verdict.allowed and verdict.reason is not Reason.NOT_KNOWN:
            return Preview(criteria, refused=verdict)
        again_at = self.turns.take(person, self.clock.now())
        if again_at is not None:
            return Preview(criteria, again_at=again_at)
        limit = max(criteria.quantity, LOOKED_FOR)
        try:
            offers = await self.carrier.search(criteria, limit)
        except CarrierError as error:
            return Preview(criteria, hold=_hold(error, self.clock.now()))
        quote = quote_of(offers, self.prices.of(criteria.place), self.clock.now())
        examples = tuple(offer.tn for offer in offers[:EXAMPLES])
        return Preview(criteria, quote, more=len(offers) >= limit, examples=examples)


def _hold(error: CarrierError, now: datetime) -> Hold:
    if isinstance(error, PlaceUnknownError):
        return Hold(Trouble.PLACE_UNKNOWN, error.user_message)
    return outcome_of(error, tries=1, now=now).hold
