"""The jobs as an operator sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.domain.jobs import Job
from bot.store.columns import database_now
from bot.store.jobs import DEAD, LEASED, to_job
from bot.store.tables import jobs

_LISTING = (
    select(jobs, LEASED.label("leased"))
    .order_by(jobs.c.dead_at.is_(None), jobs.c.run_at, jobs.c.id)
    .limit(bindparam("at_most"))
)
_ALIVE = jobs.c.dead_at.is_(None)
_COUNTS = select(
    func.count().filter(_ALIVE, ~LEASED, jobs.c.run_at <= database_now()).label("due"),
    func.count().filter(_ALIVE, LEASED).label("running"),
    func.count().filter(_ALIVE, ~LEASED, jobs.c.run_at > database_now()).label("waiting"),
    func.count().filter(DEAD).label("dead"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A job as an operator sees it.

    Attributes:
        job: What is to be done, and when.
        attempts: How often it failed.
        running: Whether a worker holds it now.
        dead_at: When it was given up; None while it lives.
        error: Why it failed last; may be empty.
    """

    job: Job
    attempts: int
    running: bool
    dead_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs are due, leased to a worker, waiting for their time, and dead."""

    due: int
    running: int
    waiting: int
    dead: int


def listing(connection: Connection, limit: int) -> Sequence[Listed]:
    """Jobs for an operator: the dead ones first, then by when they are due."""
    return [
        Listed(to_job(row), row["attempts"], row["leased"], row["dead_at"], row["error"])
        for row in connection.execute(_LISTING, {"at_most": limit}).mappings()
    ]


def counts(connection: Connection) -> Counts:
    """How many jobs stand where."""
    row = connection.execute(_COUNTS).one()
    return Counts(row.due, row.running, row.waiting, row.dead)
