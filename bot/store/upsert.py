"""INSERT … ON CONFLICT, said once for both databases."""

from sqlalchemy import Table

# SQLite took its clause from PostgreSQL: SQLAlchemy renders this construct alike on both.
from sqlalchemy.dialects.postgresql import Insert, insert


def insert_new(table: Table) -> Insert:
    """Insert a row unless a unique key of it is there; the row count says which."""
    return insert(table).on_conflict_do_nothing()


def put(table: Table) -> Insert:
    """Insert a row, or overwrite what stands under its primary key."""
    statement = insert(table)
    key = list(table.primary_key.columns)
    rest = {
        column.key: statement.excluded[column.key] for column in table.c if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=key, set_=rest)
