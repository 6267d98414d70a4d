"""Refusals in Catapult's words: a status, a category, a code and a sentence."""

import re
from collections.abc import Mapping

from aiohttp import web

from sandbox.carrier.desk import RefusedError

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


class CatapultError(RefusedError):
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

    def answer(self, request: web.Request) -> web.Response:
        """The refusal in JSON, with the details that the API always gives."""
        details = {
            "requestMethod": request.method,
            "remoteAddress": request.remote or "",
            "requestPath": re.sub(r"^/v1/", "", request.path),
            **self.details,
        }
        message = {} if self.message is None else {"message": self.message}
        body = {
            "category": self.category,
            "code": self.code,
            **message,
            "details": [{"name": name, "value": value} for name, value in details.items()],
        }
        return web.json_response(body, status=self.status, headers=dict(self.headers))


class UnknownCallerError(RefusedError):
    """The credentials are missing or wrong."""

    def answer(self, request: web.Request) -> web.Response:
        """The API documents neither code nor body; its clients cope with none."""
        del request
        return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="Catapult"'})


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
