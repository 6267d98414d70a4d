"""How an accepted order gets its numbers, at the moment when it is carried out."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandbox.carrier import holds, inventory, ledger
from sandbox.carrier.account import InsufficientBalanceError
from sandbox.carrier.bandwidth import book
from sandbox.carrier.bandwidth.book import Entry, Plan, Problem, ended
from sandbox.carrier.bandwidth.criteria import wanted
from sandbox.carrier.bandwidth.picking import pick
from sandbox.carrier.desk import Desk
from sandbox.carrier.faults import FaultKind


@dataclass(frozen=True, slots=True)
class _Terms:
    """How the order is filled: as it was asked for, or as its fault lets it be.

    Attributes:
        partial: Whether a part is bought.
        backorder: Whether the rest is waited for.
        limit: Most numbers that can be had now, None for no limit.
        lost: Numbers that others have got first.
        nothing: The code where a search brings nothing.
    """

    partial: bool
    backorder: bool
    limit: int | None = None
    lost: frozenset[int] = frozenset()
    nothing: int = 5018


@dataclass(frozen=True, slots=True)
class _Supply:
    """What there is: numbers that can be had, and why others cannot."""

    tns: Sequence[int]
    problems: Sequence[Problem]


def fill(tx: sqlite3.Connection, entry: Entry, desk: Desk) -> Entry:
    """Give the order what it can have now, and say what has become of it.

    The four ways of a short supply are documented: with PartialAllowed what there is is bought,
    with BackOrderRequested the rest is waited for.
    """
    terms, missing = _terms(tx, entry), entry.plan.quantity - len(entry.done)
    supply = _named(tx, entry, terms) if entry.plan.tns else _searched(tx, entry, terms)
    short = len(supply.tns) < missing
    tns = supply.tns if terms.partial or not short else ()
    try:
        ledger.buy(tx, tns, call="order", at=desk.now(), name=entry.ref, order_id=entry.id)
    except InsufficientBalanceError:
        return ended(entry, (Problem(5003, "The balance is too low."),))
    for tn in tns:
        if held := holds.of_number(tx, tn):
            holds.end(tx, held, "ordered")
    filled = replace(entry, done=(*entry.done, *tns), fault=None)
    if short and terms.backorder:
        return _waiting(filled, desk)
    return ended(filled, supply.problems if short else ())


def _terms(tx: sqlite3.Connection, entry: Entry) -> _Terms:
    plan, half = entry.plan, entry.plan.quantity // 2
    match entry.fault:
        case FaultKind.BACKORDERED:
            return _Terms(plan.partial, backorder=True, limit=half)
        case FaultKind.PARTIAL_404_BOUGHT:
            return _Terms(partial=True, backorder=False, limit=max(1, half))
        case FaultKind.PARTIAL_404_NOT_BOUGHT:
            return _Terms(plan.partial, backorder=False, limit=0)
        case FaultKind.FAILED_5005:
            limit, lost = None if plan.tns else 0, _lost(tx, plan)
            return _Terms(plan.partial, backorder=False, limit=limit, lost=lost, nothing=5005)
        case _:
            return _Terms(plan.partial, plan.backorder)


def _searched(tx: sqlite3.Connection, entry: Entry, terms: _Terms) -> _Supply:
    missing = entry.plan.quantity - len(entry.done)
    found = pick(tx, replace(wanted(entry.plan.criteria), quantity=missing))[: terms.limit]
    part = Problem(5017, "Only a part of the quantity could be had.")
    none = Problem(terms.nothing, "The quantity could not be had.")
    problem = part if found and terms.partial else none
    return _Supply([number.tn for number in found], [problem])


def _named(tx: sqlite3.Connection, entry: Entry, terms: _Terms) -> _Supply:
    got = set(entry.done)
    problems = {
        tn: _unavailable(tn) if tn in terms.lost else _problem(tx, tn, entry.plan.reservations)
        for tn in entry.plan.tns
        if tn not in got
    }
    fit = [tn for tn, problem in problems.items() if problem is None][: terms.limit]
    chosen = set(fit)
    rest = {tn: problem for tn, problem in problems.items() if tn not in chosen}
    return _Supply(fit, [problem or _unavailable(tn) for tn, problem in rest.items()])


def _lost(tx: sqlite3.Connection, plan: Plan) -> frozenset[int]:
    """The numbers that others get before us: as many as make the order fail."""
    tns = plan.tns if plan.partial else plan.tns[:1]
    for tn in tns:
        if held := holds.of_number(tx, tn):
            holds.end(tx, held, "expired")
    inventory.take(tx, tns)
    return frozenset(tns)


def _problem(tx: sqlite3.Connection, tn: int, reservations: Sequence[str]) -> Problem | None:
    """Why this number cannot be ordered by these reservations."""
    free = inventory.is_free(tx, tn)
    if free is None:
        return Problem(5071, "The telephone number is not on the system.", tn)
    held, owned = holds.of_number(tx, tn), ledger.by_number(tx, tn)
    ours = held is not None and held.id in reservations
    # A number that was disconnected ages, and in this time its owner may have it back.
    aging = owned is not None and owned.released_at is not None
    return None if free or ours or aging else _unavailable(tn)


def _unavailable(tn: int) -> Problem:
    return Problem(5005, "The telephone number is unavailable.", tn)


def _waiting(entry: Entry, desk: Desk) -> Entry:
    if entry.done:
        problem = Problem(5520, "The order is backordered and waits for more numbers.")
    else:
        problem = Problem(5521, "The order is backordered and has no numbers yet.")
    due = desk.after(desk.options.backorder_s)
    return replace(entry, status=book.BACKORDERED, due=due, problems=(problem,))
