"""What a request carries."""

from collections.abc import Mapping

from aiohttp import web


def parameters(request: web.Request) -> Mapping[str, str]:
    """The query, its names in lower case; the first of a name wins, empty ones count not."""
    found: dict[str, str] = {}
    for name, value in request.query.items():
        if value.strip():
            found.setdefault(name.lower(), value.strip())
    return found
