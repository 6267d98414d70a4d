"""Catapult at the door: HTTP Basic, one user, and faults in its own words."""

import math
from base64 import b64encode
from hmac import compare_digest
from typing import Literal

from aiohttp import web

from sandbox.carrier.catapult.errors import (
    CatapultError,
    UnknownCallerError,
    rate_limit_error,
)
from sandbox.carrier.desk import RefusedError
from sandbox.carrier.faults import ASYNCHRONOUS, Call, FaultKind
from sandbox.carrier.options import Credentials


class CatapultManner:
    """How Catapult speaks at its door.

    Args:
        credentials: Who may call.
        reset_unit: What X-RateLimit-Reset counts.
    """

    foreign = ASYNCHRONOUS

    def __init__(self, credentials: Credentials, reset_unit: Literal["ms", "s"]) -> None:
        self._credentials = credentials
        self._reset_unit = reset_unit

    def check(self, _call: Call | None, request: web.Request, /) -> None:
        """Let the caller in.

        Raises:
            RefusedError: Token or secret is wrong, or the user is another.
        """
        if not self._knows(request):
            raise UnknownCallerError
        user_id = request.match_info.get("user_id", self._credentials.user_id)
        if user_id != self._credentials.user_id:
            raise CatapultError(
                "user-access-denied", f"Access to the user {user_id} is not allowed."
            )

    def limited(self, at_s: float) -> RefusedError:
        """Too many calls."""
        return rate_limit_error(math.ceil(at_s * 1000 if self._reset_unit == "ms" else at_s))

    def refusal(self, kind: FaultKind) -> RefusedError | None:
        """What the fault says."""
        match kind:
            case FaultKind.UNAUTHORIZED:
                return UnknownCallerError()
            case FaultKind.ALLOCATOR_TIMEOUT_503:
                return CatapultError(
                    "number-allocator-timeout", "The number allocator did not answer in time."
                )
            case FaultKind.PARTIAL_404_NOT_BOUGHT:
                return CatapultError(
                    "order-number-quantity-unavailable",
                    "Only a part of the ordered numbers is available.",
                )
            case _:
                return None

    def _knows(self, request: web.Request) -> bool:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        pair = f"{self._credentials.token}:{self._credentials.secret}"
        expected = b64encode(pair.encode())
        return scheme.lower() == "basic" and compare_digest(given.strip().encode(), expected)
