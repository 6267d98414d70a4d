"""Write our references on bought numbers, so that the carrier's record says whose they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import CarrierRefusedError, CarrierUnavailableError
from bot.domain.jobs import Claim
from bot.ports import Clock, Ledger, Signer

RETRY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Signing:
    """Runs the `sign` job; it only helps a later reader, so a refusal ends it."""

    ledger: Ledger
    signer: Signer
    clock: Clock

    async def sign(self, claim: Claim) -> datetime | None:
        """Name the numbers of one attempt after it."""
        said = claim.job.payload
        numbers = await self.ledger.read(lambda books: books.numbers(said["order"]))
        try:
            for bought in numbers:
                if bought.tn in said["tns"]:
                    await self.signer.sign(bought, said["reference"])
        except CarrierUnavailableError as error:
            now = self.clock.now()
            return max(error.retry_at or now, now + RETRY)
        except CarrierRefusedError:
            return None
        return None
