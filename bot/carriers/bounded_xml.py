"""XML from outside, read so that no document can hurt: whatever it is, a tree or one error.

The parser is the standard library's expat, told to refuse every document type. Without one there
are no entities but the five that XML itself defines, so nothing is expanded and nothing fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from bot.carriers.bounded_json import UnreadableError, printable

MAX_DEPTH = 32
MAX_ELEMENTS = 200_000  # 5000 numbers with their details are 50,000.


@dataclass(frozen=True, slots=True)
class Element:
    """An element without its attributes, which the API does not use.

    Attributes:
        name: Without a prefix.
        children: In order.
        text: Without blanks at its ends; empty where there are children.
    """

    name: str
    children: tuple["Element", ...] = ()
    text: str = ""

    def all(self, *path: str) -> list["Element"]:
        """The elements at the end of this path, be they none, one or many; case does not count."""
        found: list[Element] = [self]
        for name in path:
            wanted = name.lower()
            found = [
                child for each in found for child in each.children if child.name.lower() == wanted
            ]
        return found

    def text_at(self, *path: str) -> str:
        """The text of the first element there, short and printable; empty where there is none."""
        return next((printable(each.text) for each in self.all(*path)), "")

    def walk(self) -> Iterator["Element"]:
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_xml(body: bytes) -> Element:
    """The document's root; the transport bounds its size.

    Raises:
        UnreadableError: It is not XML, has a document type, or is too deep or too large.
    """
    reader = _Reader()
    # Whatever the document declares: a codec of its choice is one more thing to go wrong.
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.data
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes no keyword
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError("not XML") from error
    return reader.root


def write_xml(root: Element) -> bytes:
    """The document that `read_xml` reads back."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{_written(root)}'.encode()


def _written(element: Element) -> str:
    inner = "".join(map(_written, element.children)) or escape(element.text)
    return f"<{element.name}>{inner}</{element.name}>"


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    name: str
    children: list[Element] = field(default_factory=list[Element])
    text: list[str] = field(default_factory=list[str])


class _Reader:
    """Puts the tree together from the parser's events."""

    def __init__(self) -> None:
        self.root = Element("")
        self._open: list[_Open] = []
        self._elements = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) >= MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise UnreadableError("too deep or too large")
        self._open.append(_Open(name.rpartition(":")[2]))

    def data(self, text: str) -> None:
        self._open[-1].text.append(text)

    def end(self, _name: str) -> None:
        last = self._open.pop()
        text = "" if last.children else "".join(last.text).strip()
        element = Element(last.name, tuple(last.children), text)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element


def _refuse(*_declared: object) -> NoReturn:
    raise UnreadableError("a document type")
