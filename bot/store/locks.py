"""What only one transaction may do at a time, where several write at once.

These are PostgreSQL's advisory locks, held until the transaction ends. SQLite has one writer, so
there is nothing to lock.
"""

from collections.abc import Collection
from enum import IntEnum

from sqlalchemy import Connection, Integer, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY


class Gate(IntEnum):
    """What a lock is about; the numbers keep clear of whoever else locks in this database."""

    MIGRATION = 0x0DDE0
    LANE = 0x0DDE1
    STREAM = 0x0DDE2
    PURCHASES = 0x0DDE3
    AUTO_RULE = 0x0DDE5


_GATE = bindparam("gate", type_=Integer())
_NAME = func.hashtext(bindparam("name"))
_ALONE = select(func.pg_advisory_xact_lock(_GATE, _NAME))
_TOGETHER = select(func.pg_advisory_xact_lock_shared(_GATE, _NAME))
_lane = func.unnest(bindparam("lanes", type_=ARRAY(Text))).column_valued("lane")
_TRY_LANES = select(_lane).where(
    func.pg_try_advisory_xact_lock(Gate.LANE.value, func.hashtext(_lane))
)


def alone(connection: Connection, gate: Gate, name: str = "") -> None:
    """Wait until no other transaction is inside the gate, and let none in."""
    if several_write(connection):
        connection.execute(_ALONE, {"gate": gate.value, "name": name})


def together(connection: Connection, gate: Gate, name: str = "") -> None:
    """Wait until nobody is alone inside the gate, and let only others in that come together."""
    if several_write(connection):
        connection.execute(_TOGETHER, {"gate": gate.value, "name": name})


def free_lanes(connection: Connection, lanes: Collection[str]) -> frozenset[str]:
    """Those of the lanes that no other transaction is at; no other will be until this one ends."""
    return frozenset(connection.execute(_TRY_LANES, {"lanes": list(lanes)}).scalars())


def several_write(connection: Connection) -> bool:
    """Whether other transactions may write while this one does."""
    return connection.dialect.name == "postgresql"
