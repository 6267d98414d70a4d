"""What a request carries: parameters, a JSON object, a page of a list."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from aiohttp import web

from sandbox.carrier.catapult.errors import validation_error

T = TypeVar("T")

_FORM = "application/x-www-form-urlencoded"
_DEFAULT_SIZE = 25
_MAXIMUM_SIZE = 1000
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        number: From 0.
        size: Elements a page.
    """

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Elements before this page."""
        return self.number * self.size

    @property
    def limit(self) -> int:
        """Elements to look for: one more than the page, which tells whether it is the last."""
        return self.size + 1


async def parameters(request: web.Request) -> Mapping[str, str]:
    """Query and form parameters; the query wins, the first of a name wins, empty ones count not.

    The API wants the query; one old client of it sends a form.
    """
    found: dict[str, str] = {}
    given = list(request.query.items())
    if request.content_type == _FORM:
        form = await request.post()
        given += [(name, value) for name, value in form.items() if isinstance(value, str)]
    for name, value in given:
        if value.strip():
            found.setdefault(name, value.strip())
    return found


async def json_object(request: web.Request) -> Mapping[str, str | None]:
    """The body as an object of strings and nulls.

    Raises:
        CatapultError: It is something else.
    """
    try:
        body: Any = json.loads(await request.read())
    except ValueError:
        raise validation_error("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise validation_error("The body is not a JSON object.")
    fields = cast("dict[str, Any]", body)
    for name, value in fields.items():
        if not isinstance(value, str | None):
            raise validation_error(f"{name} must be a string.")
    return fields


def page(query: Mapping[str, str]) -> Page:
    """Read `page` and `size`.

    Raises:
        CatapultError: One is out of range.
    """
    size = _number(query, "size", _DEFAULT_SIZE)
    if not 1 <= size <= _MAXIMUM_SIZE:
        raise validation_error(f"size must be 1 to {_MAXIMUM_SIZE}.")
    return Page(_number(query, "page", 0), size)


def paged(request: web.Request, at: Page, found: Sequence[T]) -> tuple[Sequence[T], str]:
    """The elements of this page, and the Link header: absolute URLs, no `next` on the last."""
    links = [_link(request, 0, at.size, "first")]
    if len(found) > at.size:
        links.append(_link(request, at.number + 1, at.size, "next"))
    return found[: at.size], ", ".join(links)


def _link(request: web.Request, number: int, size: int, rel: str) -> str:
    base = f"{request.scheme}://{request.host}"
    path = request.rel_url.update_query(page=str(number), size=str(size))
    return f'<{base}{path}>; rel="{rel}"'


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name) or str(default)
    if not _NUMBER.fullmatch(text):
        raise validation_error(f"{name} must be a number.")
    return int(text)
