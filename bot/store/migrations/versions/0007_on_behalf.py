"""Whom an order is for, and which cost center pays."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FOR_ANOTHER = sa.text("for_whom IS NOT NULL")
_UNDECIDED = sa.text("state IN ('awaiting_approval', 'checking')")


def upgrade() -> None:
    """Add the columns, and what finds a person's orders by them."""
    for name in ("for_whom", "for_whom_name", "for_whom_team"):
        op.add_column("orders", sa.Column(name, sa.Text()))
    pays = sa.Column("cost_center", sa.Text(), server_default=sa.text("''"), nullable=False)
    op.add_column("orders", pays)
    _index("ix_orders_for_whom", ["for_whom", "number"], _FOR_ANOTHER)
    _index("ix_orders_undecided_for", ["for_whom"], _UNDECIDED)


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "orders", columns, sqlite_where=where, postgresql_where=where)
