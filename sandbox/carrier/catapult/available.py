"""availableNumbers: the search, and the call that searches and orders."""

import sqlite3
from dataclasses import dataclass

from aiohttp import web

from sandbox.carrier import account, inventory, ledger
from sandbox.carrier.account import InsufficientBalanceError
from sandbox.carrier.catapult import criteria, wire
from sandbox.carrier.catapult.criteria import Wanted
from sandbox.carrier.catapult.errors import CatapultError
from sandbox.carrier.catapult.requests import parameters
from sandbox.carrier.desk import Desk, meets
from sandbox.carrier.faults import FaultKind
from sandbox.carrier.inventory import FreeNumber
from sandbox.carrier.ledger import Owned
from sandbox.carrier.where import UnknownCityError, UnknownZipError


class AvailableNumbers:
    """The calls of availableNumbers.

    Args:
        desk: What they work with.
        user_id: Whose numbers an order's answer points to.
    """

    def __init__(self, desk: Desk, user_id: str) -> None:
        self._desk = desk
        self._user_id = user_id

    async def search_local(self, request: web.Request) -> web.Response:
        """GET availableNumbers/local."""
        return await self._search(criteria.local_search(await parameters(request)))

    async def search_toll_free(self, request: web.Request) -> web.Response:
        """GET availableNumbers/tollFree."""
        return await self._search(criteria.toll_free_search(await parameters(request)))

    async def order_local(self, request: web.Request) -> web.Response:
        """POST availableNumbers/local."""
        maximum = self._desk.options.order_maximum
        return await self._order(request, criteria.local_order(await parameters(request), maximum))

    async def order_toll_free(self, request: web.Request) -> web.Response:
        """POST availableNumbers/tollFree."""
        maximum = self._desk.options.toll_free_order_maximum
        wanted = criteria.toll_free_order(await parameters(request), maximum)
        return await self._order(request, wanted)

    async def _search(self, wanted: Wanted) -> web.Response:
        found = await self._desk.database.run(lambda tx: _find(tx, wanted))
        return wire.array(wire.free_number(number, wanted.pattern) for number in found)

    async def _order(self, request: web.Request, wanted: Wanted) -> web.Response:
        terms = _Terms(
            self._desk.now(),
            at_most=max(1, wanted.quantity // 2) if _half(request) else wanted.quantity,
            part_is_bought=_half(request) or self._desk.options.short_supply_buys_part,
            broke=meets(request, FaultKind.INSUFFICIENT_BALANCE),
        )
        bought = await self._desk.database.run(lambda tx: _buy(tx, wanted, terms))
        if bought:
            await self._desk.changed()
        if len(bought) < wanted.quantity or _half(request):
            raise _short(len(bought), wanted.quantity)
        url = wire.user_url(request, self._user_id)
        return wire.array(
            (wire.ordered_number(one, f"{url}/phoneNumbers/{one.id}") for one in bought),
            status=201,
        )


@dataclass(frozen=True, slots=True)
class _Terms:
    at: str
    at_most: int
    part_is_bought: bool
    broke: bool


def _half(request: web.Request) -> bool:
    return meets(request, FaultKind.PARTIAL_404_BOUGHT)


def _find(tx: sqlite3.Connection, wanted: Wanted) -> list[FreeNumber]:
    mask = wanted.pattern.mask if wanted.pattern else None
    try:
        return inventory.find(tx, wanted.where, quantity=wanted.quantity, mask=mask)
    except UnknownCityError as error:
        raise CatapultError(
            "invalid-rate-center", "No rate center of city {} in state {}.".format(*error.args)
        ) from None
    except UnknownZipError as error:
        raise CatapultError(
            "invalid-zip-code", f"The ZIP {error.args[0]} belongs to no place."
        ) from None


def _buy(tx: sqlite3.Connection, wanted: Wanted, terms: _Terms) -> list[Owned]:
    tns = [number.tn for number in _find(tx, wanted)]
    if len(tns) < wanted.quantity and not terms.part_is_bought:
        raise _short(len(tns), wanted.quantity)
    if terms.broke:
        raise insufficient(InsufficientBalanceError(0, sum(map(account.price, tns))))
    try:
        return ledger.buy(tx, tns[: terms.at_most], call="order", at=terms.at)
    except InsufficientBalanceError as error:
        raise insufficient(error) from None


def _short(available: int, wanted: int) -> CatapultError:
    return CatapultError(
        "order-number-quantity-unavailable",
        f"Only {available} of {wanted} numbers of the order are available.",
    )


def insufficient(error: InsufficientBalanceError) -> CatapultError:
    """The refusal of a purchase that the balance does not cover."""
    return CatapultError(
        "insufficient-available-balance",
        f"The available balance is {account.balance_text(error.balance)},"
        f" the transaction amount {account.price_text(error.amount)}.",
    )
