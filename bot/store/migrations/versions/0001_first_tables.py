"""The first tables: orders, purchases, jobs, the record."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    _orders()
    _decisions()
    _purchases()
    _numbers()
    _jobs()
    _record()


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("number", sa.Integer(), sa.Identity(start=1001), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("requester_name", sa.Text(), nullable=False),
        sa.Column("requester_team", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        *_asked_and_decided(),
        sa.PrimaryKeyConstraint("number", name="pk_orders"),
        sa.UniqueConstraint("id", name="uq_orders_id"),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        # SQLite takes no start value; this is where it keeps the last one given.
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('orders', 1000)")
    op.create_index("ix_orders_requester", "orders", ["requester", "number"])
    twin = ["requester", "place", "quantity", "created_at"]
    op.create_index("ix_orders_twin", "orders", twin)
    unsettled = "state IN ('approved', 'checking', 'ordering')"
    _partial_index("ix_orders_unsettled", "orders", ["number"], where=unsettled)


def _asked_and_decided() -> list[sa.Column[object]]:
    return [
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("quantity_given", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("quote_each", sa.BigInteger()),
        sa.Column("quote_source", sa.Text()),
        sa.Column("quote_seen", sa.Integer()),
        sa.Column("quote_checked_at", sa.BigInteger()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_by_name", sa.Text()),
        sa.Column("decided_by_team", sa.Text()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hold_trouble", sa.Text()),
        sa.Column("hold_detail", sa.Text()),
        sa.Column("hold_next_try_at", sa.BigInteger()),
        sa.Column("suggestions", sa.Text(), nullable=False),
        sa.Column("duplicate_of", sa.Integer()),
    ]


def _decisions() -> None:
    op.create_table(
        "approvals",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        _of_order("approvals"),
        sa.PrimaryKeyConstraint("order_id", "revision", "approver", name="pk_approvals"),
    )
    op.create_table(
        "cards",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("thread_ts", sa.Text(), nullable=False),
        _of_order("cards"),
        sa.PrimaryKeyConstraint("order_id", "kind", name="pk_cards"),
    )


def _purchases() -> None:
    op.create_table(
        "parts",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("tn", sa.Text(), nullable=False),
        _of_order("parts"),
        sa.PrimaryKeyConstraint("order_id", "part", name="pk_parts"),
    )
    op.create_table(
        "order_attempts",
        _row_id(),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("tn", sa.Text(), nullable=False),
        sa.Column("client_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _of_order("order_attempts"),
        sa.PrimaryKeyConstraint("id", name="pk_order_attempts"),
        sa.UniqueConstraint(
            "order_id", "part", "tries", name="uq_order_attempts_order_id_part_tries"
        ),
    )
    live, doubtful = "state IN ('placed', 'sending', 'unknown')", "state IN ('sending', 'unknown')"
    of_part = ["order_id", "part"]
    _partial_index("ux_order_attempts_live", "order_attempts", of_part, where=live, unique=True)
    _partial_index("ix_order_attempts_doubtful", "order_attempts", ["id"], where=doubtful)


def _numbers() -> None:
    op.create_table(
        "numbers",
        _row_id(),
        sa.Column("tn", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger()),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("released", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _of_order("numbers"),
        sa.PrimaryKeyConstraint("id", name="pk_numbers"),
    )
    op.create_index("ix_numbers_order", "numbers", ["order_id", "tn"])
    _partial_index("ux_numbers_tn", "numbers", ["tn"], where="NOT released", unique=True)


def _jobs() -> None:
    op.create_table(
        "jobs",
        _row_id(),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("fence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("wanted", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("dead_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
        sqlite_autoincrement=True,
    )
    in_lane = "dead_at IS NULL AND lane <> ''"
    _partial_index("ix_jobs_due", "jobs", ["run_at", "id"], where="dead_at IS NULL")
    _partial_index("ix_jobs_lane", "jobs", ["lane", "id"], where=in_lane)
    op.create_table(
        "inbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbox_seen_at", "inbox", ["seen_at"])


def _record() -> None:
    op.create_table(
        "events",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_events"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "flags",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_flags"),
    )


def _row_id() -> sa.Column[int]:
    wide = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", wide, sa.Identity(), nullable=False)


def _of_order(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=f"fk_{table}_order_id")


def _partial_index(
    name: str, table: str, columns: list[str], *, where: str, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
