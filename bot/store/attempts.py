"""The plan of an order, and each attempt to buy a part of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    delete,
    exists,
    func,
    select,
    text,
    update,
)

from bot.domain.errors import IllegalTransitionError
from bot.domain.order import Order
from bot.domain.purchase import LIVE, Attempt, AttemptState, Part
from bot.store.rows import to_order
from bot.store.tables import IS_DOUBTFUL, IS_LIVE, order_attempts, orders, parts
from bot.store.upsert import insert_new

_S = AttemptState
_MAY_BECOME: Mapping[AttemptState, frozenset[AttemptState]] = {
    _S.SENDING: frozenset({_S.UNKNOWN, _S.ACCEPTED, _S.PLACED, _S.REFUSED, _S.ABSENT}),
    _S.UNKNOWN: frozenset({_S.ACCEPTED, _S.PLACED, _S.REFUSED, _S.ABSENT}),
    _S.ACCEPTED: frozenset({_S.PLACED, _S.REFUSED, _S.ABSENT}),
    _S.REFUSED: frozenset({_S.PLACED}),
    _S.ABSENT: frozenset({_S.ACCEPTED, _S.PLACED}),
    _S.PLACED: frozenset(),
}

_attempts = order_attempts.c
_OF_ORDER = _attempts.order_id == bindparam("of_order")
_OF_PART = _attempts.part == bindparam("of_part")
_THIS = (_OF_ORDER, _OF_PART, _attempts.tries == bindparam("of_tries"))

_FORGET = delete(parts).where(
    parts.c.order_id == bindparam("of_order"),
    ~exists().where(_attempts.order_id == parts.c.order_id, _attempts.part == parts.c.part),
)
_PLAN = insert_new(parts)
_PARTS = select(parts).where(parts.c.order_id == bindparam("of_order")).order_by(parts.c.part)
_LAST_TRY = select(func.coalesce(func.max(_attempts.tries), 0)).where(_OF_ORDER, _OF_PART)
_INTEND = insert_new(order_attempts)
_HISTORY = select(order_attempts).where(_OF_ORDER).order_by(_attempts.id)
_STANDING = select(_attempts.state, _attempts.answer).where(*_THIS).with_for_update()
_RIVAL = select(_attempts.id).where(
    _OF_ORDER, _OF_PART, _attempts.tries != bindparam("of_tries"), text(IS_LIVE)
)
_SETTLE = update(order_attempts).where(*_THIS)
_DOUBTFUL = (
    select(order_attempts)
    .where(text(IS_DOUBTFUL), _attempts.order_id != bindparam("of_order"))
    .order_by(_attempts.id)
)
_ORDER = select(orders).where(orders.c.id == bindparam("of_order"))
_LAST_KNOWN = (
    select(_attempts.id)
    .where(_attempts.state.not_in([_S.SENDING.value, _S.UNKNOWN.value]))
    .order_by(_attempts.id.desc())
    .limit(1)
    .scalar_subquery()
)
_UNKNOWN_SINCE = (
    select(func.count())
    .select_from(order_attempts)
    .where(
        text(IS_DOUBTFUL),
        _attempts.state == _S.UNKNOWN.value,
        _attempts.id > func.coalesce(_LAST_KNOWN, 0),
    )
)


def plan(connection: Connection, order: Order, planned: Sequence[Part]) -> None:
    """Store the plan; parts that were attempted stay, the others are replaced."""
    connection.execute(_FORGET, {"of_order": order.id})
    rows = [{"order_id": order.id, **_part_row(part)} for part in planned]
    if rows:
        connection.execute(_PLAN, rows)


def parts_of(connection: Connection, order: Order) -> Sequence[Part]:
    """The stored plan, in order."""
    found = connection.execute(_PARTS, {"of_order": order.id}).mappings()
    return [_part(row) for row in found]


def intend(connection: Connection, order: Order, part: Part, at: datetime) -> Attempt:
    """Write the intent to buy the part.

    Raises:
        IllegalTransitionError: An attempt of the part is live: it may be bought already.
    """
    asked = {"of_order": order.id, "of_part": part.index}
    tries = connection.execute(_LAST_TRY, asked).scalar_one() + 1
    attempt = Attempt(order.id, part, tries, AttemptState.SENDING, at)
    if connection.execute(_INTEND, _row(attempt)).rowcount != 1:
        raise IllegalTransitionError(
            f"Part {part.index} of order {order.number} may be bought already."
        )
    return attempt


def settle(
    connection: Connection, attempt: Attempt, state: AttemptState, answer: str, carrier_order: str
) -> None:
    """Record what became of an attempt, and the carrier's own id of it if that is given.

    An answer is never discarded. Where it can't change the state any more (the attempt is known
    as bought, or another try of the part is live), it is kept beside the earlier one.
    """
    this = {
        "of_order": attempt.order_id,
        "of_part": attempt.part.index,
        "of_tries": attempt.tries,
    }
    known = connection.execute(_STANDING, this).one()
    before = AttemptState(known.state)
    changes: dict[str, Any] = {"state": state.value, "answer": answer}
    if state is not before and not _may_settle(connection, this, before, state):
        later = f"later: {state.value} {answer}"
        changes = {"answer": f"{known.answer}; {later}" if known.answer else later}
    if carrier_order:
        changes["carrier_order"] = carrier_order
    connection.execute(_SETTLE, this | changes)


def attempts_of(connection: Connection, order_id: str) -> Sequence[Attempt]:
    """All attempts of an order, oldest first."""
    found = connection.execute(_HISTORY, {"of_order": order_id}).mappings()
    return [_attempt(row) for row in found]


def rival_attempts(connection: Connection, order_id: str) -> Sequence[tuple[Order, Attempt]]:
    """Attempts of other orders whose outcome is open, with those orders."""
    rivals = [
        _attempt(row)
        for row in connection.execute(_DOUBTFUL, {"of_order": order_id}).mappings().all()
    ]
    return [(_order_of(connection, rival), rival) for rival in rivals]


def unknown_in_a_row(connection: Connection) -> int:
    """How many attempts ended unknown after the newest whose outcome is known."""
    return connection.execute(_UNKNOWN_SINCE).scalar_one()


def _may_settle(
    connection: Connection, this: Mapping[str, Any], before: AttemptState, state: AttemptState
) -> bool:
    if state not in _MAY_BECOME[before]:
        return False
    revived = before not in LIVE and state in LIVE
    return not revived or connection.execute(_RIVAL, this).first() is None


def _order_of(connection: Connection, attempt: Attempt) -> Order:
    row = connection.execute(_ORDER, {"of_order": attempt.order_id}).mappings().one()
    return to_order(row)


def _row(attempt: Attempt) -> dict[str, Any]:
    return {
        "order_id": attempt.order_id,
        **_part_row(attempt.part),
        "tries": attempt.tries,
        "client_ref": attempt.client_ref,
        "state": attempt.state.value,
        "sent_at": attempt.sent_at,
        "answer": attempt.answer,
        "carrier_order": attempt.carrier_order,
    }


def _attempt(row: RowMapping) -> Attempt:
    return Attempt(
        order_id=row["order_id"],
        part=_part(row),
        tries=row["tries"],
        state=AttemptState(row["state"]),
        sent_at=row["sent_at"],
        answer=row["answer"],
        carrier_order=row["carrier_order"],
    )


def _part_row(part: Part) -> dict[str, Any]:
    return {"part": part.index, "quantity": part.quantity, "tns": " ".join(part.tns)}


def _part(row: RowMapping) -> Part:
    return Part(row["part"], row["quantity"], tuple(row["tns"].split()))
