from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.domain.criteria import CityCriteria, Criteria
from bot.domain.order import Person
from bot.domain.revisions import Revision, revisions
from tests.fakes import NOON

CARY = {"city": "Cary", "state": "NC", "quantity": "10"}
APEX = {"city": "Apex", "state": "NC", "quantity": "10"}
BY_MEI = {"by": {"id": "UMEI", "name": "Mei"}, "at": NOON.isoformat(), "reason": "enough"}
PLACED = {"move": "place", "revision": 1, "criteria": CARY}
OFFERED = {"move": "offer", "revision": 1, "each": "0.60"}


def read(*events: Mapping[str, Any]) -> tuple[Revision, ...]:
    return revisions(events)


def test_what_was_asked_first_has_no_price_before_it_was_checked() -> None:
    assert read(PLACED) == (Revision(1, Criteria(CityCriteria("Cary", "NC"), 10)),)


def test_a_price_that_nobody_knew_is_told_from_one_that_was_not_looked_for() -> None:
    (unknown,) = read(PLACED, {**OFFERED, "each": "None"})

    assert (unknown.priced, unknown.each) == (True, None)


def test_a_dearer_price_is_a_revision_that_nobody_made() -> None:
    first, dearer = read(PLACED, OFFERED, {"kind": "repriced", "revision": 2, "each": "0.75"})

    assert (first.each, dearer.each, dearer.by) == (Decimal("0.60"), Decimal("0.75"), None)
    assert dearer.criteria == first.criteria


def test_a_change_names_who_and_why_and_is_priced_anew() -> None:
    changed = {"move": "change", "revision": 2, "criteria": APEX, **BY_MEI}

    (*_, revision) = read(PLACED, OFFERED, changed)

    assert (revision.by, revision.note, revision.at) == (Person("UMEI", "Mei"), "enough", NOON)
    assert revision.criteria.place == CityCriteria("Apex", "NC")
    assert not revision.priced


def test_fewer_of_the_same_keep_their_price() -> None:
    fewer = {"kind": "changed", "revision": 2, "criteria": {**CARY, "quantity": "4"}, **BY_MEI}

    (*_, revision) = read(PLACED, OFFERED, fewer)

    assert (revision.each, revision.criteria.quantity) == (Decimal("0.60"), 4)


def test_other_events_make_no_revision() -> None:
    votes = {"move": "approve", "revision": 1}, {"kind": "refused"}, {"kind": "question"}

    assert len(read(PLACED, OFFERED, *votes)) == 1
