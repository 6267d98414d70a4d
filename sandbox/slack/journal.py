"""All traffic as it happened, without tokens and signatures."""

from collections import deque
from collections.abc import Callable, Mapping
from itertools import dropwhile
from typing import Any, cast

from sandbox.slack.broadcast import Broadcast
from sandbox.slack.shapes import Json, parse

_KEPT = 4000
_SECRET_KEYS = frozenset({"token", "authorization", "x-slack-signature", "secret", "ticket"})


class Journal:
    """The newest entries, each with a number that only grows."""

    def __init__(self, clock: Callable[[], float], broadcast: Broadcast) -> None:
        self._clock = clock
        self._broadcast = broadcast
        self._entries: deque[Json] = deque(maxlen=_KEPT)
        self._next = 1

    def add(self, entry: Json) -> None:
        """Write `{direction, name, request, response, status, ms}` down, and tell the pages."""
        numbered: Json = {"id": self._next, "at": self._clock(), **entry}
        self._entries.append(cast("Json", without_secrets(numbered)))
        self._next += 1
        self._broadcast.publish("journal")

    def since(self, number: int) -> list[Json]:
        """The entries after the one with this number, oldest first."""
        return list(dropwhile(lambda entry: entry["id"] <= number, self._entries))

    def clear(self) -> None:
        """Forget the entries; the numbers go on."""
        self._entries.clear()


def without_secrets(value: object) -> object:
    """The same JSON without the keys that carry credentials."""
    if isinstance(value, dict):
        pairs = cast("Json", value).items()
        return {key: without_secrets(item) for key, item in pairs if key not in _SECRET_KEYS}
    if isinstance(value, list):
        return [without_secrets(item) for item in cast("list[object]", value)]
    return value


def carrier_entry(exchange: Mapping[str, Any]) -> Json:
    """An exchange with the carrier, `{method, path, query, status, ms, body, ...}`, as an entry."""
    sent = {key: exchange[key] for key in ("query", "request_body") if exchange.get(key)}
    status = exchange.get("status")
    return {
        "direction": "bot→carrier",
        "name": f"{exchange.get('method', '')} {exchange.get('path', '')}",
        "request": {key: parse(value) for key, value in sent.items()},
        "response": parse(exchange.get("body")),
        "status": "no answer" if status is None else str(status),
        "ms": exchange.get("ms", 0.0),
    }
