"""A part names all of its chosen numbers, in one text with blanks between them."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the columns; one number, or none, is written as before."""
    for table in ("parts", "order_attempts"):
        op.alter_column(table, "tn", new_column_name="tns")
