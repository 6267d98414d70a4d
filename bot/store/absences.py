"""Who is away, and until when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.store.tables import absences as table
from bot.store.upsert import put

_AWAY = select(table).where(
    table.c.person.in_(bindparam("among", expanding=True)),
    table.c.until > bindparam("at", type_=table.c.until.type),
)
_PUT = put(table)
_DROP = delete(table).where(table.c.person == bindparam("who"))


def absences(connection: Connection, people: Sequence[str], at: datetime) -> Mapping[str, datetime]:
    """Those of the people who are away then, and until when."""
    if not people:
        return {}
    found = connection.execute(_AWAY, {"among": list(people), "at": at}).mappings()
    return {row["person"]: row["until"] for row in found}


def set_absence(connection: Connection, person: str, until: datetime | None) -> None:
    """Write that a person is away until then, or is back (None)."""
    if until is None:
        connection.execute(_DROP, {"who": person})
    else:
        connection.execute(_PUT, {"person": person, "until": until})
