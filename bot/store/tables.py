"""Every table of the ledger, and the index that each query stands on."""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.domain.order import OPEN, State
from bot.domain.purchase import LIVE, AttemptState
from bot.store.columns import Dollars, Instant, Json

FIRST_NUMBER = 1001  # People see "Order 1042": a number that does not tell how few there are.


def one_of(column: str, values: Iterable[str]) -> str:
    """SQL that is word for word the same in an index and in its query, so that they match."""
    listed = ", ".join(sorted(f"'{value}'" for value in values))
    return f"{column} IN ({listed})"


IS_OPEN = one_of("state", OPEN)
IS_UNDECIDED = one_of("state", (State.CHECKING, State.AWAITING_APPROVAL))
IS_UNSETTLED = one_of("state", (State.CHECKING, State.APPROVED, State.ORDERING))
IS_IN_REVIEW = one_of("state", (State.NEEDS_REVIEW,))
IS_LIVE = one_of("state", LIVE)
IS_DOUBTFUL = one_of("state", (AttemptState.SENDING, AttemptState.UNKNOWN))
IS_OWNED = "NOT released"
IS_AUTO = "auto_rule <> ''"
IS_FOR_ANOTHER = "for_whom IS NOT NULL"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def _row_id() -> Column[int]:
    # SQLite counts up only a column that is called INTEGER.
    wide = BigInteger().with_variant(Integer, "sqlite")
    return Column("id", wide, Identity(), primary_key=True)


def _order_id() -> Column[str]:
    return Column("order_id", Text, ForeignKey("orders.id"), nullable=False)


def _where(name: str, *columns: Column[str] | str, where: str, unique: bool = False) -> Index:
    """A partial index, on both databases."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


orders = Table(
    "orders",
    metadata,
    Column("number", Integer, Identity(start=FIRST_NUMBER), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("requester", Text, nullable=False),
    Column("requester_name", Text, nullable=False),
    Column("requester_team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("criteria", Json, nullable=False),
    Column("place", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("quantity_given", Boolean, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("for_whom", Text),
    Column("for_whom_name", Text),
    Column("for_whom_team", Text),
    Column("cost_center", Text, nullable=False, server_default=text("''")),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("quote_each", Dollars),
    Column("quote_source", Text),
    Column("quote_seen", Integer),
    Column("quote_checked_at", Instant),
    Column("decided_by", Text),
    Column("decided_by_name", Text),
    Column("decided_by_team", Text),
    Column("decided_at", Instant),
    Column("reason", Text, nullable=False),
    Column("hold_trouble", Text),
    Column("hold_detail", Text),
    Column("hold_next_try_at", Instant),
    Column("suggestions", Json, nullable=False),
    Column("duplicate_of", Integer),
    Column("auto_rule", Text, nullable=False, server_default=text("''")),
    Column("changed_by", Text),
    Column("reminded_at", Instant),
    Column("escalated_at", Instant),
    Index("ix_orders_requester", "requester", "number"),
    Index("ix_orders_twin", "requester", "place", "quantity", "created_at"),
    _where("ix_orders_for_whom", "for_whom", "number", where=IS_FOR_ANOTHER),
    _where("ix_orders_unsettled", "number", where=IS_UNSETTLED),
    _where("ix_orders_in_review", "number", where=IS_IN_REVIEW),
    _where("ix_orders_undecided", "requester", "number", where=IS_UNDECIDED),
    _where("ix_orders_undecided_for", "for_whom", where=IS_UNDECIDED),
    _where("ix_orders_auto", "auto_rule", "decided_at", where=IS_AUTO),
    sqlite_autoincrement=True,
)

approvals = Table(
    "approvals",
    metadata,
    _order_id(),
    Column("revision", Integer, nullable=False),
    Column("approver", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    PrimaryKeyConstraint("order_id", "revision", "approver"),
)

parts = Table(
    "parts",
    metadata,
    _order_id(),
    Column("part", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("tns", Text, nullable=False),
    PrimaryKeyConstraint("order_id", "part"),
)

order_attempts = Table(
    "order_attempts",
    metadata,
    _row_id(),
    _order_id(),
    Column("part", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("tns", Text, nullable=False),
    Column("client_ref", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
    Column("carrier_order", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("order_id", "part", "tries"),
    _where("ux_order_attempts_live", "order_id", "part", where=IS_LIVE, unique=True),
    _where("ix_order_attempts_doubtful", "id", where=IS_DOUBTFUL),
)

numbers = Table(
    "numbers",
    metadata,
    _row_id(),
    Column("tn", Text, nullable=False),
    _order_id(),
    Column("part", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("carrier_id", Text, nullable=False),
    Column("price", Dollars),
    Column("created_at", Instant),
    Column("city", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("released", Boolean, nullable=False, server_default=text("false")),
    Index("ix_numbers_order", "order_id", "tn"),
    _where("ux_numbers_tn", "tn", where=IS_OWNED, unique=True),
)

jobs = Table(
    "jobs",
    metadata,
    _row_id(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("lease_until", Instant, nullable=False, server_default=text("0")),
    Column("fence", Integer, nullable=False, server_default=text("0")),
    Column("wanted", Integer, nullable=False, server_default=text("1")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=text("''")),
    Column("dead_at", Instant),
    Column("deaths", Integer, nullable=False, server_default=text("0")),
    _where("ix_jobs_due", "run_at", "id", where="dead_at IS NULL"),
    _where("ix_jobs_dead", "dead_at", where="dead_at IS NOT NULL"),
    _where("ix_jobs_lane", "lane", "id", where="dead_at IS NULL AND lane <> ''"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("seen_at", Instant, nullable=False),
    Index("ix_inbox_seen_at", "seen_at"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    Column("stream", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("stream", "seq"),
    sqlite_with_rowid=False,
)

cards = Table(
    "cards",
    metadata,
    _order_id(),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("thread_ts", Text, nullable=False),
    PrimaryKeyConstraint("order_id", "kind"),
)

flags = Table(
    "flags",
    metadata,
    Column("name", Text, primary_key=True),
    Column("reason", Text, nullable=False),
)

budgets = Table(
    "budgets",
    metadata,
    Column("key", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("held", Dollars, nullable=False),
    Column("spent", Dollars, nullable=False),
    PrimaryKeyConstraint("key", "month"),
)

budget_holds = Table(
    "budget_holds",
    metadata,
    _order_id(),
    Column("key", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("amount", Dollars, nullable=False),
    Column("spent", Dollars, nullable=False),
    PrimaryKeyConstraint("order_id", "key"),
)

absences = Table(
    "absences",
    metadata,
    Column("person", Text, primary_key=True),
    Column("until", Instant, nullable=False),
)
