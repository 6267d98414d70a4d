"""INSERT … ON CONFLICT, said once for both databases."""

from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Table

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


def add_up(
    table: Table, column: Column[Any], *, of: ColumnElement[Any], within: BindParameter[Any]
) -> Insert:
    """Insert a row, or add its value to what stands under its primary key, if there is room.

    Args:
        table: Where to.
        column: What is added up.
        of: What stands there already, in all.
        within: The most that it may be then; the row count says whether it is.
    """
    statement = insert(table)
    added = statement.excluded[column.key]
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={column.key: column + added},
        where=of + added <= within,
    )
