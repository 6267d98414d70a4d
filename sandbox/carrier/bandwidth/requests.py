"""What a request carries: parameters, a document, a page of a list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier.bandwidth.errors import BandwidthError, status_error
from sandbox.carrier.bandwidth.markup import optional, parse, tag

FIRST_PAGE = "1"
"""How the first page is named; every other one is named after its first element."""

_XML = ("application/xml", "text/xml")
_SIZE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        first: Its first element, or `FIRST_PAGE`.
        size: Elements a page.
    """

    first: str
    size: int


def parameters(request: web.Request) -> Mapping[str, str]:
    """The query, its names in lower case; the first of a name wins, empty ones count not."""
    found: dict[str, str] = {}
    for name, value in request.query.items():
        if value.strip():
            found.setdefault(name.lower(), value.strip())
    return found


async def document(request: web.Request) -> Element:
    """The body's root.

    Raises:
        BandwidthError: The body does not say that it is XML.
        NotXmlError: It says so, but it is not.
    """
    if request.content_type not in _XML:
        raise BandwidthError(415)
    return parse(await request.read())


def created_at(request: web.Request, new_id: str) -> str:
    """The absolute address of what a call to a collection has made."""
    return f"{request.scheme}://{request.host}{request.path}/{new_id}"


def page(given: Mapping[str, str], root: str, *, default: int, most: int) -> Page:
    """Read `page` and `size`.

    Args:
        given: The parameters.
        root: The root of a refusal.
        default: The size where none is given.
        most: The largest size.

    Raises:
        BandwidthError: The size is out of range.
    """
    size = given.get("size", str(default))
    if not _SIZE.fullmatch(size) or not 1 <= int(size) <= most:
        raise status_error(root, 1006, f"size must be 1 to {most}.")
    return Page(given.get("page", FIRST_PAGE), int(size))


def links(request: web.Request, size: int, following: str | None) -> Element:
    """The addresses of the first and the next page, the latter where there is one."""
    return tag(
        "Links",
        tag("first", _link(request, FIRST_PAGE, size, "first")),
        optional("next", following and _link(request, following, size, "next")),
    )


def _link(request: web.Request, first: str, size: int, rel: str) -> str:
    path = request.rel_url.update_query(page=first, size=str(size))
    return f'Link=<{request.scheme}://{request.host}{path}>;rel="{rel}";'
