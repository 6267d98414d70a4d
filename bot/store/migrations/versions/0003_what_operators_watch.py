"""Indexes on what operators watch: orders that need a person, jobs that were given up."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both; few rows are in either."""
    _index("ix_orders_in_review", "orders", "number", where="state IN ('needs_review')")
    _index("ix_jobs_dead", "jobs", "dead_at", where="dead_at IS NOT NULL")


def _index(name: str, table: str, column: str, *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], sqlite_where=condition, postgresql_where=condition)
