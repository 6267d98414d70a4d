"""What a request carries."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from aiohttp import web

from sandbox.carrier.bandwidth.errors import BandwidthError
from sandbox.carrier.bandwidth.markup import parse

_XML = ("application/xml", "text/xml")


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
