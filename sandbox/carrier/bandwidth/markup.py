"""XML as this API reads and writes it."""

from xml.etree.ElementTree import Element, ParseError, tostring

from aiohttp import web
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MEDIA = "application/xml"

# Control characters, which XML has no way to write; refusals quote what callers send.
_UNWRITABLE = dict.fromkeys({*range(32)} - {9, 10, 13})
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


class NotXmlError(Exception):
    """The body is not XML, or has a document type, which is where entities come from."""


def tag(name: str, *content: Element | str | int | None) -> Element:
    """An element; texts and elements in their order, None is left out."""
    element = Element(name)
    for each in content:
        if isinstance(each, Element):
            element.append(each)
        elif each is not None:
            element.text = str(each).translate(_UNWRITABLE)
    return element


def optional(name: str, content: str | int | None) -> Element | None:
    """An element, or nothing where there is no content."""
    return None if content is None else tag(name, content)


def answer(root: Element, status: int = 200, *, location: str | None = None) -> web.Response:
    """A document as an answer."""
    return web.Response(
        status=status,
        body=_DECLARATION + tostring(root),
        content_type=MEDIA,
        charset="utf-8",
        headers={"Location": location} if location else None,
    )


def parse(body: bytes) -> Element:
    """The root of a document.

    Raises:
        NotXmlError: It is no XML, or has a document type.
    """
    try:
        return fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotXmlError(str(error)) from error


def child(element: Element, name: str) -> Element | None:
    """The first child of that name; clients differ in the case of names."""
    wanted = name.lower()
    return next((each for each in element if each.tag.lower() == wanted), None)


def text(element: Element, name: str) -> str | None:
    """What the child of that name says, None where it is missing or says nothing."""
    found = child(element, name)
    return None if found is None else said(found)


def said(element: Element) -> str | None:
    """Its text without blanks at the ends, None when nothing is left."""
    return (element.text or "").strip() or None
