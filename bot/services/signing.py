"""Write our references on bought numbers, so that the carrier's record says whose they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import CarrierRefusedError, CarrierUnavailableError
from bot.domain.jobs import Claim
from bot.domain.purchase import AttemptState
from bot.ports import Carrier, Clock, Ledger
from bot.services.standing import stand

RETRY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Signing:
    """Runs the `sign` job; it only helps a later reader, so a refusal ends it."""

    ledger: Ledger
    carrier: Carrier
    clock: Clock

    async def sign(self, claim: Claim) -> datetime | None:
        """Name every number of the order after the attempt that bought it."""
        order_id = claim.job.payload["order"]
        standing = await self.ledger.read(lambda books: stand(books, order_id))
        numbers = await self.ledger.read(lambda books: books.numbers(order_id))
        placed = (
            [a for a in standing.attempts if a.state is AttemptState.PLACED] if standing else []
        )
        try:
            for bought in numbers:
                if not bought.name and placed:
                    await self.carrier.sign(bought, placed[-1].client_ref)
        except CarrierUnavailableError as error:
            return max(error.retry_at or self.clock.now(), self.clock.now() + RETRY)
        except CarrierRefusedError:
            return None
        return None
