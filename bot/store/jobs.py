"""Jobs: asked for in a unit of work, claimed (`claiming`), and finished by a worker.

Due times and leases are compared by the database's clock alone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.domain.errors import LeaseLostError
from bot.domain.jobs import Claim, Job
from bot.store.columns import EPOCH, MICROSECOND, Instant, database_now
from bot.store.tables import jobs
from bot.store.upsert import Insert, insert

_NOW = database_now()
_DUE = func.coalesce(bindparam("due", type_=Instant()), _NOW)
DEAD = jobs.c.dead_at.is_not(None)
LEASED = jobs.c.lease_until > _NOW
# How long self-repair lets a dead job rest: after its first death, and after every later one.
_FIRST_REST = literal(timedelta(minutes=15) // MICROSECOND, BigInteger)
_LATER_REST = literal(timedelta(hours=1) // MICROSECOND, BigInteger)
_RESTED = jobs.c.dead_at <= _NOW - case((jobs.c.deaths <= 1, _FIRST_REST), else_=_LATER_REST)


def _asking(*, sooner: bool, only: ColumnElement[bool] | None) -> Insert:
    """Insert a job; one that is there is revived if it is dead, and `wanted` once more.

    Args:
        sooner: Whether one that waits is due no later than the new one.
        only: What must be true of one that is there; else it stays as it is.
    """
    statement = insert(jobs).values(run_at=_DUE)
    new = statement.excluded
    earlier: ColumnElement[bool] = or_(DEAD, new.run_at < jobs.c.run_at) if sooner else DEAD
    changes = {
        "wanted": jobs.c.wanted + 1,
        "run_at": case((earlier, new.run_at), else_=jobs.c.run_at),
        "payload": case((DEAD, new.payload), else_=jobs.c.payload),
        "attempts": case((DEAD, 0), else_=jobs.c.attempts),
        "error": case((DEAD, ""), else_=jobs.c.error),
        "dead_at": None,
    }
    return statement.on_conflict_do_update(index_elements=[jobs.c.key], set_=changes, where=only)


# What runs now may have read the ledger before this unit: it has to run once more.
_ADD = _asking(sooner=False, only=or_(DEAD, LEASED))
_WANT = _asking(sooner=True, only=None)
_REVIVE = _asking(sooner=False, only=or_(_RESTED, LEASED))

# A comparison, because SQLite finds its way into the index of dead jobs by nothing less.
_GIVEN_UP = select(func.count()).select_from(jobs).where(jobs.c.dead_at > EPOCH)
_OURS = (jobs.c.key == bindparam("of_key"), jobs.c.fence == bindparam("of_fence"))
_AS_SEEN = jobs.c.wanted == bindparam("of_wanted")
_FREE = update(jobs).where(LEASED).values(lease_until=EPOCH)
# Nobody claims the job beside such a lock, and everybody may still ask for it: whoever asks may
# hold the order that the holder of the lease is about to lock.
_HOLDS = (
    select(LEASED)
    .where(*_OURS, jobs.c.dead_at.is_(None))
    .with_for_update(read=True, key_share=True)
)
_RENEW = (
    update(jobs)
    .where(*_OURS, jobs.c.dead_at.is_(None))
    .values(lease_until=_NOW + bindparam("lease_us", type_=BigInteger()))
)
_DELETE = delete(jobs).where(*_OURS, _AS_SEEN)
_ONCE_MORE = update(jobs).where(*_OURS).values(run_at=_NOW, lease_until=EPOCH, attempts=0, error="")
_AGAIN = (
    update(jobs).where(*_OURS).values(run_at=case((_AS_SEEN, _DUE), else_=_NOW), lease_until=EPOCH)
)
_FAILED = (
    update(jobs)
    .where(*_OURS)
    .values(
        run_at=_DUE,
        lease_until=EPOCH,
        attempts=jobs.c.attempts + 1,
        error=bindparam("why", type_=jobs.c.error.type),
    )
)
_BURY = (
    update(jobs)
    .where(*_OURS)
    .values(
        dead_at=_NOW,
        deaths=jobs.c.deaths + 1,
        lease_until=EPOCH,
        error=bindparam("why", type_=jobs.c.error.type),
    )
)
_WAKE_RESTED = update(jobs).where(_RESTED).values(run_at=_NOW, attempts=0, error="", dead_at=None)
_RETRY = (
    update(jobs)
    .where(jobs.c.key == bindparam("of_key"), or_(DEAD, jobs.c.attempts > 0), ~LEASED)
    .values(run_at=_NOW, attempts=0, dead_at=None)
)


def add(connection: Connection, asked: Sequence[Job]) -> None:
    """Add the jobs; one whose key waits stays as it is, a dead one is revived.

    One that a worker runs just now runs once more, because it may have read the ledger before.
    """
    connection.execute(_ADD, [_row(job) for job in asked])


def want(connection: Connection, asked: Sequence[Job]) -> None:
    """Add the jobs, or ask once more for those that are there, due no later than these."""
    connection.execute(_WANT, [_row(job) for job in asked])


def revive(connection: Connection, asked: Sequence[Job]) -> None:
    """Add the jobs as `add` does, but leave a dead one alone until it has rested.

    It rests 15 min after its first death and an hour after every later one.
    """
    connection.execute(_REVIVE, [_row(job) for job in asked])


def wake_rested(connection: Connection) -> int:
    """Revive every dead job that has rested, as `revive` does; returns how many."""
    return connection.execute(_WAKE_RESTED).rowcount


def given_up(connection: Connection) -> int:
    """How many jobs are dead."""
    return connection.execute(_GIVEN_UP).scalar_one()


def retry(connection: Connection, key: str) -> bool:
    """Make a job due now that is dead or waits after a failure; False when none is."""
    return connection.execute(_RETRY, {"of_key": key}).rowcount == 1


def holds(connection: Connection, claim: Claim) -> None:
    """Assert, with the job's row locked, that the claim's lease is still ours.

    Raises:
        LeaseLostError: It is not.
    """
    if not connection.execute(_HOLDS, _ours(claim)).scalar_one_or_none():
        raise LeaseLostError(f"The lease of {claim.job.key} is lost.")


def free_leases(connection: Connection) -> None:
    """Take every job back from its worker, which is known to be gone."""
    connection.execute(_FREE)


def renew(connection: Connection, claim: Claim, lease: timedelta) -> bool:
    """Make the lease whole again; False when another worker has the job, or nobody."""
    asked = {**_ours(claim), "lease_us": lease // MICROSECOND}
    return connection.execute(_RENEW, asked).rowcount == 1


def done(connection: Connection, claim: Claim) -> None:
    """Delete the job if fence and wanted are as claimed; else it is due again at once."""
    if connection.execute(_DELETE, _as_seen(claim)).rowcount == 0:
        connection.execute(_ONCE_MORE, _ours(claim))


def again(connection: Connection, claim: Claim, run_at: datetime | None, error: str) -> None:
    """Give the job back, due then; at once if it was wanted meanwhile and did not fail."""
    if error:
        connection.execute(_FAILED, {**_ours(claim), "due": run_at, "why": error})
    else:
        connection.execute(_AGAIN, {**_as_seen(claim), "due": run_at})


def bury(connection: Connection, claim: Claim, error: str) -> bool:
    """Mark the job dead; False when another worker has it."""
    return connection.execute(_BURY, {**_ours(claim), "why": error}).rowcount == 1


def _row(job: Job) -> dict[str, object]:
    return {
        "key": job.key,
        "kind": str(job.kind),
        "lane": job.lane,
        "payload": job.payload,
        "due": job.run_at,
    }


def to_job(row: RowMapping) -> Job:
    """The job of a whole row."""
    return Job(row["key"], row["kind"], row["run_at"], row["lane"], row["payload"])


def _ours(claim: Claim) -> dict[str, object]:
    return {"of_key": claim.job.key, "of_fence": claim.fence}


def _as_seen(claim: Claim) -> dict[str, object]:
    return {**_ours(claim), "of_wanted": claim.wanted}
