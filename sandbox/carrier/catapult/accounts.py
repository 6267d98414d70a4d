"""The account resource: the balance and the transactions."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from sandbox.carrier import account
from sandbox.carrier.account import TransactionFilter
from sandbox.carrier.catapult import wire
from sandbox.carrier.catapult.errors import validation_error
from sandbox.carrier.catapult.requests import Page, page, paged, parameters
from sandbox.carrier.desk import Desk
from sandbox.carrier.stamp import stamp

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class Account:
    """The calls of users/{userId}/account."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def get(self, _request: web.Request) -> web.Response:
        """GET account."""
        units = await self._desk.database.run(account.balance)
        return web.json_response({"balance": account.balance_text(units), "accountType": "pre-pay"})

    async def transactions(self, request: web.Request) -> web.Response:
        """GET account/transactions, newest first."""
        query = await parameters(request)
        at, wanted = page(query), _filter(query)
        limit = _limit(query, at)
        found = await self._desk.database.run(
            lambda tx: account.transactions(tx, wanted, limit=limit, offset=at.offset)
        )
        shown, link = paged(request, at, found)
        return web.json_response(list(map(wire.transaction, shown)), headers={"Link": link})


def _filter(query: Mapping[str, str]) -> TransactionFilter:
    return TransactionFilter(
        type=query.get("type"),
        number=query.get("number"),
        since=_time(query, "fromDate"),
        until=_time(query, "toDate"),
    )


def _limit(query: Mapping[str, str], at: Page) -> int:
    """Elements to look for, so that all pages together have at most `maxItems`."""
    text = query.get("maxItems")
    if text is None:
        return at.limit
    if not _NUMBER.fullmatch(text):
        raise validation_error("maxItems must be a number greater than zero.")
    return max(0, min(at.limit, int(text) - at.offset))


def _time(query: Mapping[str, str], name: str) -> str | None:
    """A date as `yyyy-MM-dd'T'HH:mm:ssZ`; without a zone it is UTC, as the samples are."""
    text = query.get(name)
    if text is None:
        return None
    try:
        # A raw + of the zone arrives as a blank.
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise validation_error(f"{name} must look like 2026-11-23T10:51:03+0000.") from None
    return stamp(at if at.tzinfo else at.replace(tzinfo=UTC))
