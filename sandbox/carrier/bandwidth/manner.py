"""The Numbers API at the door: bearer tokens, one account, and refusals that say little."""

import math

from aiohttp import web

from sandbox.carrier.bandwidth.errors import BandwidthError
from sandbox.carrier.bandwidth.tokens import Tokens
from sandbox.carrier.desk import RefusedError
from sandbox.carrier.faults import Call, FaultKind
from sandbox.carrier.options import BandwidthAccount


class BandwidthManner:
    """How the Numbers API speaks at its door.

    Args:
        account: Whose calls are served.
        tokens: Which tokens are good.
    """

    foreign = frozenset[FaultKind]()

    def __init__(self, account: BandwidthAccount, tokens: Tokens) -> None:
        self._account = account
        self._tokens = tokens

    def check(self, call: Call | None, request: web.Request, /) -> None:
        """Let the caller in.

        Raises:
            RefusedError: The client or the token is wrong, or the account is another's.
        """
        knows = self._tokens.knows_client if call is Call.TOKEN else self._tokens.knows_bearer
        if not knows(request):
            raise BandwidthError(401)
        account_id = request.match_info.get("account", self._account.account_id)
        if account_id != self._account.account_id:
            raise BandwidthError(403)

    def limited(self, at_s: float) -> RefusedError:
        """Too many calls; seconds, and no body, as the sample has it."""
        reset = str(math.ceil(at_s))
        return BandwidthError(429, headers={"X-RateLimit-Reset": reset, "Connection": "close"})

    def refusal(self, kind: FaultKind) -> RefusedError | None:
        """What the fault says."""
        match kind:
            case FaultKind.UNAUTHORIZED:
                return BandwidthError(401)
            case FaultKind.ALLOCATOR_TIMEOUT_503:
                return BandwidthError(503)
            case _:
                return None
