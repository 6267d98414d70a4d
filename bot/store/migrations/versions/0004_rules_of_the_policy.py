"""What the policy's rules need: budgets, absences, reminders, and which rule approved."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, their indexes and the tables."""
    _columns()
    _indexes()
    _tables()


def _columns() -> None:
    rule = sa.Column("auto_rule", sa.Text(), server_default=sa.text("''"), nullable=False)
    op.add_column("orders", rule)
    op.add_column("orders", sa.Column("changed_by", sa.Text()))
    op.add_column("orders", sa.Column("reminded_at", sa.BigInteger()))
    op.add_column("orders", sa.Column("escalated_at", sa.BigInteger()))


def _indexes() -> None:
    undecided = "state IN ('awaiting_approval', 'checking')"
    _partial_index("ix_orders_undecided", ["requester", "number"], where=undecided)
    _partial_index("ix_orders_auto", ["auto_rule", "decided_at"], where="auto_rule <> ''")


def _partial_index(name: str, columns: list[str], *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "orders", columns, sqlite_where=condition, postgresql_where=condition)


def _tables() -> None:
    op.create_table(
        "budgets",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "month", name="pk_budgets"),
    )
    op.create_table(
        "budget_holds",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_budget_holds_order_id"),
        sa.PrimaryKeyConstraint("order_id", "key", name="pk_budget_holds"),
    )
    op.create_table(
        "absences",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_absences"),
    )
