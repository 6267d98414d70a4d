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
    plan, missing = entry.plan, entry.plan.quantity - len(entry.done)
    supply = _named(tx, entry) if plan.tns else _searched(tx, plan, missing)
    short = len(supply.tns) < missing
    tns = supply.tns if plan.partial or not short else ()
    try:
        ledger.buy(tx, tns, call="order", at=desk.now(), name=entry.ref, order_id=entry.id)
    except InsufficientBalanceError:
        return ended(entry, (Problem(5003, "The balance is too low."),))
    for tn in tns:
        if held := holds.of_number(tx, tn):
            holds.end(tx, held, "ordered")
    filled = replace(entry, done=(*entry.done, *tns))
    if short and plan.backorder:
        return _waiting(filled, desk)
    return ended(filled, supply.problems if short else ())


def _named(tx: sqlite3.Connection, entry: Entry) -> _Supply:
    got = set(entry.done)
    problems = {
        tn: _problem(tx, tn, entry.plan.reservations) for tn in entry.plan.tns if tn not in got
    }
    return _Supply(
        [tn for tn, problem in problems.items() if problem is None],
        [problem for problem in problems.values() if problem is not None],
    )


def _problem(tx: sqlite3.Connection, tn: int, reservations: Sequence[str]) -> Problem | None:
    """Why this number cannot be ordered by these reservations."""
    free = inventory.is_free(tx, tn)
    if free is None:
        return Problem(5071, "The telephone number is not on the system.", tn)
    held, owned = holds.of_number(tx, tn), ledger.by_number(tx, tn)
    ours = held is not None and held.id in reservations
    # A number that was disconnected ages, and in this time its owner may have it back.
    aging = owned is not None and owned.released_at is not None
    if free or ours or aging:
        return None
    return Problem(5005, "The telephone number is unavailable.", tn)


def _searched(tx: sqlite3.Connection, plan: Plan, missing: int) -> _Supply:
    tns = [number.tn for number in pick(tx, replace(wanted(plan.criteria), quantity=missing))]
    if tns and plan.partial:
        problem = Problem(5017, "Only a part of the quantity could be had.")
    else:
        problem = Problem(5018, "The quantity could not be had.")
    return _Supply(tns, [problem])


def _waiting(entry: Entry, desk: Desk) -> Entry:
    if entry.done:
        problem = Problem(5520, "The order is backordered and waits for more numbers.")
    else:
        problem = Problem(5521, "The order is backordered and has no numbers yet.")
    due = desk.after(desk.options.backorder_s)
    return replace(entry, status=book.BACKORDERED, due=due, problems=(problem,))
