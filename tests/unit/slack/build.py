"""Builders for what a test of the cards does not care about."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from bot.domain.criteria import CityCriteria, Criteria, Digits, Place, Request, Suggestion
from bot.domain.digest import Digest, Topic
from bot.domain.order import (
    Approval,
    Hold,
    Order,
    Person,
    PriceSource,
    Quote,
    State,
    Trouble,
)
from bot.domain.picture import House, Pause, Picture
from bot.domain.purchase import Bought

ID = "01JDW3N5T8Q2R4S6V8X0Z2B4D6"
ASKED = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
DECIDED = ASKED + timedelta(minutes=9)
NEXT = DECIDED + timedelta(minutes=14)
UNTIL = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
ANA = Person("U0ANA", "Ana", "Sales")
MEI = Person("U0MEI", "Mei")
NAMES = {"U0ANA": "Ana", "U0MEI": "Mei", "U0RAJ": "Raj", "U0OLU": "Olu"}
CARY = CityCriteria("Cary", "NC")
QUOTE = Quote(Decimal("0.6"), PriceSource.CARRIER, seen=2, checked_at=ASKED)
HOSTILE = "<!channel> <@U0MEI> & <https://x.example|y> *b* `c`"
APPROVED_STATES = {
    State.APPROVED,
    State.ORDERING,
    State.COMPLETED,
    State.PARTIAL,
    State.FAILED,
    State.NEEDS_REVIEW,
}
DECIDED_STATES = APPROVED_STATES | {State.DENIED, State.CANCELLED}


def request(
    quantity: int = 2,
    purpose: str = "Spring campaign",
    *,
    place: Place = CARY,
    digits: Digits | None = None,
    quantity_given: bool = True,
) -> Request:
    return Request(Criteria(place, quantity, digits), purpose, quantity_given)


def order(state: State = State.AWAITING_APPROVAL, **changes: object) -> Order:
    by = {State.CANCELLED: ANA}.get(state, MEI) if state in DECIDED_STATES else None
    plain = Order(
        id=ID,
        number=1042,
        state=state,
        revision=1,
        version=3,
        requester=ANA,
        channel="C0NUMBERS",
        private=False,
        request=request(),
        created_at=ASKED,
        expires_at=UNTIL,
        changed_at=DECIDED,
        quote=None if state is State.CHECKING else QUOTE,
        decided_by=by,
        decided_at=DECIDED if by else None,
    )
    return replace(plain, **cast("dict[str, Any]", changes))


def bought(
    count: int, price: Decimal | None = Decimal("0.6"), city: str = "Cary"
) -> tuple[Bought, ...]:
    return tuple(Bought(f"+1919555{line:04}", price=price, city=city) for line in range(count))


_OF_PICTURE = {each.name for each in fields(Picture)} - {"order"}


def picture(state: State = State.AWAITING_APPROVAL, **changes: object) -> Picture:
    own: dict[str, Any] = {name: changes.pop(name) for name in _OF_PICTURE & changes.keys()}
    drawn = order(state, **changes)
    approvals = (Approval(MEI, 1, DECIDED),) if state in APPROVED_STATES else ()
    standard: dict[str, Any] = {
        "house": House(after_note="ask #telecom to route them"),
        "numbers": bought(2) if state is State.COMPLETED else (),
        "approvals": approvals,
        "names": NAMES,
        "approvers": ("U0MEI", "U0RAJ"),
        "operators": ("U0OLU",),
    }
    return Picture(order=drawn, **(standard | own))


def told(*orders: Order, **changes: object) -> Digest:
    plain = {
        "key": "k",
        "topic": Topic.WAITING,
        "begun_at": ASKED,
        "at": ASKED + timedelta(hours=5),
        "orders": orders or (order(),),
        "more": 0,
        "house": House(),
        "names": NAMES,
    }
    return Digest(**(plain | changes))  # pyright: ignore[reportArgumentType] - a builder


def worst(state: State) -> Picture:
    """Whatever people write is hostile and as long as can be."""
    long = (HOSTILE * 20)[:300]
    asked_for = request(5000, long)
    wordy = "919-555 5000 nearby containing ABCDEFGH for " + long
    somebody = Person("U0MEI", (HOSTILE * 4)[:80], (HOSTILE * 4)[:80])
    changed: Order = order(
        state,
        request=asked_for,
        requester=somebody,
        reason=long,
        decided_by=somebody,
        decided_at=DECIDED,
        hold=Hold(Trouble.PAUSED, long, NEXT),
        duplicate_of=999_999_999,
        private=True,
        suggestions=(Suggestion(wordy[:24], wordy, 5000, more=True),) * 3,
    )
    paused = Pause(long, somebody, NEXT)
    drawn = picture(
        state,
        numbers=bought(5000),
        paused=paused,
        homeless=True,
        approvals=tuple(Approval(Person(f"U0{i}", somebody.name), 1, DECIDED) for i in range(9)),
        needed=20,
        tier=HOSTILE,
        stuck=True,
        own_reason=long,
    )
    names = dict.fromkeys(drawn.names, somebody.name)
    return replace(drawn, order=changed, names=names, house=House(practice=True), twin=changed)
