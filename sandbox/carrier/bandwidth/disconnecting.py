"""How numbers are given up, at the moment when an accepted order of it is carried out."""

import sqlite3
from dataclasses import replace

from sandbox.carrier import ledger
from sandbox.carrier.bandwidth.book import Entry, Problem, ended
from sandbox.carrier.desk import Desk


def disconnect(tx: sqlite3.Connection, entry: Entry, desk: Desk) -> Entry:
    """Release those of the numbers that are the customer's; they age, and do not come back."""
    owned = {tn: ledger.by_number(tx, tn) for tn in entry.plan.tns}
    ours = {tn: one.id for tn, one in owned.items() if one and one.released_at is None}
    for number_id in ours.values():
        ledger.release(tx, number_id, desk.now())
    problems = [
        Problem(5006, "The telephone number is not associated with your account.", tn)
        for tn in entry.plan.tns
        if tn not in ours
    ]
    return ended(replace(entry, done=tuple(ours)), problems)
