"""Look what could be had instead, where nothing is free."""

import asyncio
from dataclasses import dataclass

from bot.domain.alternatives import alternatives, best, suggested
from bot.domain.asking import may_place
from bot.domain.criteria import Request, Suggestion
from bot.domain.errors import AccessDeniedError, CarrierRefusedError, CarrierUnavailableError
from bot.domain.places import Gazetteer
from bot.domain.rules import Policy
from bot.ports import Carrier

LOOKED_FOR = 100  # So many are counted; "at least 100" is as good as a larger number.
WITHIN_S = 3.0  # Managers are asked about what nobody has answered within 12 seconds.


@dataclass(frozen=True, slots=True)
class Suggesting:
    """Counts what is free nearby, all at once, of what the policy lets anybody ask for."""

    carrier: Carrier
    gazetteer: Gazetteer
    policy: Policy

    async def suggest(self, request: Request) -> tuple[Suggestion, ...]:
        """What could be asked for instead, best first, at most three."""
        found = alternatives(request, self.gazetteer)
        allowed = [each for each in found if may_place(self.policy, each.criteria).allowed]
        counted = await asyncio.gather(*map(self._count, allowed))
        return best(counted, request.criteria.quantity)

    async def _count(self, request: Request) -> Suggestion:
        limit = max(request.criteria.quantity, LOOKED_FOR)
        try:
            async with asyncio.timeout(WITHIN_S):
                free = len(await self.carrier.search(request.criteria, limit))
        except (TimeoutError, CarrierUnavailableError, AccessDeniedError):
            return suggested(request)
        except CarrierRefusedError:
            return suggested(request, free=0)
        return suggested(request, free, more=free >= limit)
