"""Answers in the shapes that Catapult documents, and calls to go with them."""

import json
from collections.abc import Mapping

from bot.carriers import catapult_wire as wire
from bot.carriers.exchange import Answer
from bot.domain.criteria import CityCriteria, Criteria
from tests.fakes import NOON

CARY = CityCriteria("Cary", "NC")
USER = "u-12"
ORDER = wire.order_call(Criteria(CARY, 2))
SEARCH = wire.search_call(Criteria(CARY, 2), 2)
ALLOCATE = wire.allocate_call(USER, "+19195550142", "01JD-1-1")
LIST = wire.list_call(USER, {"state": "NC"})
GET = wire.get_call(USER, "+19195550142")

FREE = {
    "number": "+19195550142",
    "nationalNumber": "(919) 555-0142",
    "city": "CARY",
    "lata": "426",
    "rateCenter": "CARY",
    "state": "NC",
    "price": "0.60",
}
ORDERED = {
    "number": "+19195550142",
    "nationalNumber": "(919) 555-0142",
    "price": "0.60",
    "location": "https://api.catapult.inetwork.com/v1/users/u-12/phoneNumbers/n-abc",
}
HELD = {
    "id": "n-abc",
    "name": "01JD-1-1",
    "number": "+19195550142",
    "nationalNumber": "(919) 555-0142",
    "city": "CARY",
    "state": "NC",
    "price": "0.60",
    "createdTime": "2026-11-23T11:59:58.374Z",
    "numberState": "enabled",
}


def answer(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer; bytes are taken as they are, None is no body, anything else becomes JSON."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Answer(status, dict(headers or {}), raw, NOON)


def refused(status: int, code: str, **headers: str) -> Answer:
    """A refusal with the usual details."""
    body = {
        "category": "bad-request",
        "code": code,
        "message": "A sentence of the carrier.",
        "details": [{"name": "requestMethod", "value": "GET"}],
    }
    return answer(status, body, headers)
