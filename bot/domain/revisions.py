"""What was asked in each revision of an order, read from the order's events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.domain.criteria import Criteria
from bot.domain.order import BOT, Person
from bot.domain.parameters import from_parameters


@dataclass(frozen=True, slots=True)
class Revision:
    """What was being asked.

    Attributes:
        number: 1 for what the requester asked.
        criteria: Place, quantity and digits.
        priced: Whether the managers were asked, so that they saw a price or that nobody knew it.
        each: US dollars a month for one TN, as they saw it; None where nobody knew.
        by: Who changed it; None where nobody did, and only the price rose.
        note: Their words to the requester; may be empty.
        at: When they did.
    """

    number: int
    criteria: Criteria
    priced: bool = False
    each: Decimal | None = None
    by: Person | None = None
    note: str = ""
    at: datetime | None = None


def revisions(events: Iterable[Mapping[str, Any]]) -> tuple[Revision, ...]:
    """The revisions of an order, oldest first.

    Args:
        events: All of its events, oldest first, each as its body.
    """
    found: list[Revision] = []
    for event in events:
        match event.get("move") or event.get("kind"):
            case "place":
                found.append(Revision(event["revision"], from_parameters(event["criteria"])))
            case "offer":
                found[-1] = _priced(found[-1], event)
            case "repriced":
                found.append(_priced(Revision(event["revision"], found[-1].criteria), event))
            case "change" if event["by"]["id"] == BOT.id:  # A price beyond a budget.
                found.append(Revision(event["revision"], found[-1].criteria))
            case "change":
                found.append(_changed(event))
            case "changed":
                last = found[-1]
                found.append(replace(_changed(event), priced=last.priced, each=last.each))
            case _:
                pass
    return tuple(found)


def _priced(revision: Revision, event: Mapping[str, Any]) -> Revision:
    each = event.get("each", "None")
    return replace(revision, priced=True, each=None if each == "None" else Decimal(each))


def _changed(event: Mapping[str, Any]) -> Revision:
    return Revision(
        number=event["revision"],
        criteria=from_parameters(event["criteria"]),
        by=Person(event["by"]["id"], event["by"]["name"]),
        note=event["reason"],
        at=datetime.fromisoformat(event["at"]),
    )
