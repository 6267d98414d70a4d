"""Refusals in this API's words: a code and a sentence, in a shape that differs by resource."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier.bandwidth.book import Problem
from sandbox.carrier.bandwidth.dialect import Dialect
from sandbox.carrier.bandwidth.markup import answer, optional, tag
from sandbox.carrier.desk import RefusedError


class BandwidthError(RefusedError):
    """The API refuses a call.

    Args:
        status: Of HTTP.
        body: What is said, if anything.
        headers: Sent with an answer that says nothing.
    """

    def __init__(
        self, status: int, body: Element | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers or {}

    def answer(self, request: web.Request) -> web.Response:
        """The refusal; some have no body."""
        del request
        if self.body is None:
            return web.Response(status=self.status, headers=self.headers)
        return answer(self.body, self.status)


def error(code: int, description: str, tn: str | None = None) -> Element:
    """What is wrong, with one number or with the whole."""
    return tag(
        "Error",
        tag("Code", code),
        tag("Description", description),
        optional("TelephoneNumber", tn),
    )


def error_list(problems: Sequence[Problem], dialect: Dialect) -> Element:
    """An ErrorList, empty where nothing is wrong."""
    return tag(
        "ErrorList",
        *(
            error(
                each.code,
                each.description,
                dialect.write(each.tn) if isinstance(each.tn, int) else each.tn,
            )
            for each in problems
        ),
    )


def search_error(code: int, description: str) -> BandwidthError:
    """A search that cannot be made."""
    return BandwidthError(400, tag("SearchResult", error(code, description), tag("ResultCount", 0)))


def status_error(root: str, code: int, description: str, *, status: int = 400) -> BandwidthError:
    """A refusal as reservations, tns and pages that are not there say it."""
    told = tag("ResponseStatus", tag("ErrorCode", code), tag("Description", description))
    return BandwidthError(status, tag(root, told))


def not_found(description: str) -> BandwidthError:
    """There is nothing at this address."""
    return status_error("ErrorResponse", 404, description, status=404)
