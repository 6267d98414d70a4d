"""How often a job died, so that self-repair lets it rest the longer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing that is there has died before."""
    deaths = sa.Column("deaths", sa.Integer(), server_default=sa.text("0"), nullable=False)
    op.add_column("jobs", deaths)
