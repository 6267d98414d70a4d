"""Refusals in Catapult's words: a status, a category, a code and a sentence."""

from collections.abc import Mapping

# Source: the carrier's list of v1 error codes; categories too.
_CODES: Mapping[str, tuple[int, str]] = {
    "invalid-available-number-search": (400, "bad-request"),
    "invalid-available-number-search-order": (400, "bad-request"),
    "invalid-zip-code": (400, "bad-request"),
    "validation-error": (400, "bad-request"),
    "missing-property": (400, "bad-request"),
    "user-access-denied": (401, "authorization"),
    "invalid-rate-center": (403, "forbidden"),
    "insufficient-available-balance": (403, "credit"),
    "order-number-quantity-unavailable": (404, "not-found"),
    "number-not-found": (404, "not-found"),
    "application-not-found": (404, "not-found"),
    "resource-not-found": (404, "not-found"),
    "duplicate-number": (409, "conflict"),
    "rate-limit-reached": (429, "too-many-requests"),
    "number-allocator-timeout": (503, "unavailable"),
}


class CatapultError(Exception):
    """The API refuses a call.

    Args:
        code: One of the API's codes.
        message: A sentence, None where the API gives none.
        details: Further names and values.
        headers: Sent with the answer.
    """

    def __init__(
        self,
        code: str,
        message: str | None = None,
        *,
        details: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, message)
        self.status, self.category = _CODES[code]
        self.code = code
        self.message = message
        self.details = details or {}
        self.headers = headers or {}


def search_error(message: str) -> CatapultError:
    """The criteria of a search contradict each other or lack something."""
    return CatapultError("invalid-available-number-search", message)


def order_error(message: str) -> CatapultError:
    """The criteria are good for a search, not for an order."""
    return CatapultError("invalid-available-number-search-order", message)


def validation_error(message: str) -> CatapultError:
    """A value is not of its kind."""
    return CatapultError("validation-error", message)


def number_not_found(number: str) -> CatapultError:
    """The carrier has no such number, or the customer does not own it."""
    return CatapultError("number-not-found", f"The phone number {number} was not found.")


def rate_limit_error(reset: int) -> CatapultError:
    """Too many calls; the API gives this one no message."""
    return CatapultError(
        "rate-limit-reached",
        details={"rateLimitResetTime": str(reset)},
        headers={"X-RateLimit-Reset": str(reset)},
    )
