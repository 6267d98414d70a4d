"""Claim jobs: due ones, each lane's oldest, and never two of a lane at once.

Several replicas claim at the same time. What keeps a lane to one of them is its gate (`locks`):
who is inside reads the lane anew, and no other gets in before the lease is committed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import BigInteger, Connection, RowMapping, bindparam, exists, or_, select, update

from bot.domain.jobs import Claim
from bot.store.columns import MICROSECOND, database_now
from bot.store.jobs import to_job
from bot.store.locks import free_lanes, several_write
from bot.store.tables import jobs

_NOW = database_now()

_other = jobs.alias("other")
# An older job of the lane comes first; a younger one may run already when an older is revived.
_NO_OTHER_OF_LANE = ~exists().where(
    _other.c.lane == jobs.c.lane,
    _other.c.lane != "",
    _other.c.dead_at.is_(None),
    _other.c.id != jobs.c.id,
    or_(_other.c.id < jobs.c.id, _other.c.lease_until > _NOW),
)
_LANE_IS_FREE = or_(jobs.c.lane == "", _NO_OTHER_OF_LANE)
_CLAIMABLE = (
    select(jobs.c.id, jobs.c.lane, jobs.c.kind)
    .where(
        jobs.c.kind.not_in(bindparam("full", expanding=True)),
        jobs.c.dead_at.is_(None),
        jobs.c.run_at <= _NOW,
        jobs.c.lease_until <= _NOW,
        _LANE_IS_FREE,
    )
    .order_by(jobs.c.run_at, jobs.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(fence=jobs.c.fence + 1, lease_until=_NOW + bindparam("lease_us", type_=BigInteger()))
    .returning(jobs)
)
_LEASE_IF_STILL_FREE = _LEASE.where(_LANE_IS_FREE)


def claim(
    connection: Connection, limit: int, room: Mapping[str, int], lease: timedelta
) -> Sequence[Claim]:
    """Lease at most so many due jobs, and so many of the kinds in `room`; the longest due first.

    Looking and leasing are two statements, because one UPDATE over a limited SKIP LOCKED query
    may lease more than asked.
    """
    # No kind is empty; SQLAlchemy would turn an empty list into a query of its own.
    full = ["", *(kind for kind, left in room.items() if left <= 0)]
    due = connection.execute(_CLAIMABLE, {"at_most": limit, "full": full}).mappings().all()
    found = _within(room, due)
    ids, statement = [row["id"] for row in found], _LEASE
    lanes = {row["lane"] for row in found if row["lane"]}
    if lanes and several_write(connection):
        free = free_lanes(connection, lanes)
        ids = [row["id"] for row in found if not row["lane"] or row["lane"] in free]
        statement = _LEASE_IF_STILL_FREE
    if not ids:
        return []
    leased = connection.execute(statement, {"ids": ids, "lease_us": lease // MICROSECOND})
    rows = {row["id"]: row for row in leased.mappings()}
    return [_claim(rows[job_id]) for job_id in ids if job_id in rows]


def _within(room: Mapping[str, int], due: Sequence[RowMapping]) -> list[RowMapping]:
    """Without those for whose kind there is no room; others come in their place next time."""
    taken, found = Counter[str](), list[RowMapping]()
    for row in due:
        kind = row["kind"]
        if taken[kind] < room.get(kind, len(due)):
            taken[kind] += 1
            found.append(row)
    return found


def _claim(row: RowMapping) -> Claim:
    return Claim(to_job(row), row["fence"], row["wanted"], row["attempts"])
