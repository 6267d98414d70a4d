"""How the domain's values stand in the database's columns."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from bot.domain.money import from_units, to_units

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def canonical(value: object) -> str:
    """The value as the one JSON text that stands for it: sorted keys, no blanks, ASCII.

    Raises:
        TypeError: JSON has no form for a value in it.
    """
    return _ENCODER.encode(value)


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case Enum():
            return value.value
        case _:
            raise TypeError(f"JSON has no form for a {type(value).__name__}.")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)


class Instant(TypeDecorator[datetime]):
    """A moment as microseconds since 1970 UTC, so that every database compares it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """The whole microseconds of a moment that knows its zone."""
        del dialect
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The moment, in UTC."""
        del dialect
        return None if value is None else EPOCH + value * MICROSECOND


class Dollars(TypeDecorator[Decimal]):
    """US dollars as whole units of 1/100,000 dollar."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """The units."""
        del dialect
        return None if value is None else to_units(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """The dollars."""
        del dialect
        return None if value is None else from_units(value)


class Json(TypeDecorator[object]):
    """A value as canonical JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:
        """The text."""
        del dialect
        return canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """The value, as JSON knows it."""
        del dialect
        return None if value is None else json.loads(value)


class database_now(FunctionElement[int]):  # noqa: N801 - SQLAlchemy names SQL functions in lower case
    """This moment by the database's own clock, in microseconds since 1970.

    Replicas share that clock, so leases hold whatever the clocks of their hosts say.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(database_now)
def _on_postgresql(element: database_now, compiler: SQLCompiler, **kw: object) -> str:
    del element, compiler, kw
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"


@compiles(database_now, "sqlite")
def _on_sqlite(element: database_now, compiler: SQLCompiler, **kw: object) -> str:
    # SQLite has unixepoch('subsec') only since 3.42; 2440587.5 is 1970 as a Julian day.
    del element, compiler, kw
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
