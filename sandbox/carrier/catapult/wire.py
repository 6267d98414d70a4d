"""Catapult's JSON: how numbers, purchases and transactions are written."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from sandbox.carrier.account import Transaction, price, price_text
from sandbox.carrier.catapult.pattern import Pattern
from sandbox.carrier.inventory import FreeNumber
from sandbox.carrier.ledger import Owned
from sandbox.carrier.telephone import e164, national

Json = dict[str, Any]


def free_number(number: FreeNumber, pattern: Pattern | None) -> Json:
    """An element of a search's answer; `patternMatch` only where a pattern was sent."""
    return _present(
        {
            "number": e164(number.tn),
            "nationalNumber": national(number.tn),
            "patternMatch": pattern.layout(number.tn) if pattern else None,
            "city": number.city,
            "lata": number.lata,
            "rateCenter": number.city,
            "state": number.state,
            "price": price_text(price(number.tn)),
        }
    )


def ordered_number(owned: Owned, location: str) -> Json:
    """An element of an order's answer; it has no id but in its location."""
    return {
        "number": e164(owned.tn),
        "nationalNumber": national(owned.tn),
        "price": price_text(owned.price),
        "location": location,
    }


def phone_number(owned: Owned, user_url: str) -> Json:
    """A number of the phoneNumbers resource; what is not set is left out."""
    application = owned.application
    return _present(
        {
            "id": owned.id,
            "name": owned.name,
            "number": e164(owned.tn),
            "nationalNumber": national(owned.tn),
            "city": owned.city,
            "state": owned.state,
            "applicationId": application,
            "application": f"{user_url}/applications/{application}" if application else None,
            "fallbackNumber": owned.fallback,
            "price": price_text(owned.price),
            "createdTime": owned.bought_at,
            "numberState": "released" if owned.released_at else "enabled",
        }
    )


def transaction(movement: Transaction) -> Json:
    """An element of the account's transactions."""
    return _present(
        {
            "id": f"pptx-{movement.seq}",
            "time": movement.time,
            "amount": price_text(movement.amount),
            "type": movement.type,
            "units": movement.units,
            "productType": movement.product,
            "number": movement.number,
        }
    )


def user_url(request: web.Request, user_id: str) -> str:
    """The absolute URL of the user on this host."""
    return f"{request.scheme}://{request.host}/v1/users/{user_id}"


def _present(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def array(items: Iterable[Json], *, status: int = 200) -> web.Response:
    """A JSON array."""
    return web.json_response(list(items), status=status)
