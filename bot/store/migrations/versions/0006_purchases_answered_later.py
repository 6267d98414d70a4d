"""A purchase that the carrier has accepted: its id there, and no second try beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INDEX = "ux_order_attempts_live"
_IS_LIVE = sa.text("state IN ('accepted', 'placed', 'sending', 'unknown')")


def upgrade() -> None:
    """Add the column, and count accepted attempts among the live ones."""
    empty = sa.text("''")
    carrier_order = sa.Column("carrier_order", sa.Text(), server_default=empty, nullable=False)
    op.add_column("order_attempts", carrier_order)
    op.drop_index(_INDEX, table_name="order_attempts")
    op.create_index(
        _INDEX,
        "order_attempts",
        ["order_id", "part"],
        unique=True,
        sqlite_where=_IS_LIVE,
        postgresql_where=_IS_LIVE,
    )
