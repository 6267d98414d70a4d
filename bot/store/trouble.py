"""What can go wrong between a unit of work and its database, and which of it passes by itself."""

from sqlalchemy.exc import DBAPIError

from bot.domain.errors import LedgerAwayError
from bot.store.orders import LostRaceError

# SQLSTATEs, from PostgreSQL's appendix "Error Codes".
_SERIALIZATION_FAILURE, _DEADLOCK, _UNIQUE_VIOLATION = "40001", "40P01", "23505"
_COMPLETION_UNKNOWN = "40003"
_CONFLICTS = frozenset({_SERIALIZATION_FAILURE, _DEADLOCK, _UNIQUE_VIOLATION})
# Connection exceptions, no more connections, the server stops, has crashed, is starting, idle too
# long within a transaction.
_AWAY_CLASS = "08"
_AWAY = frozenset({"53300", "57P01", "57P02", "57P03", "57P05", "25P03"})
# The server refuses a COMMIT for these, and has rolled back then.
_ROLLED_BACK_CLASSES = ("23", "40")

DRIVER_ERRORS = (DBAPIError, OSError, TimeoutError)


class StoreAwayError(LedgerAwayError):
    """The database can't be reached just now: nothing of the unit was written."""


class CommitLostError(StoreAwayError):
    """The connection broke during the commit: nobody knows whether the unit was written."""


def is_conflict(error: BaseException) -> bool:
    """Whether another transaction was in the way, so that the unit may succeed when run again.

    Two units that insert the same key are such a case: the second one will find it there.
    """
    return isinstance(error, LostRaceError) or _sqlstate(error) in _CONFLICTS


def is_away(error: BaseException) -> bool:
    """Whether the connection or the server is gone, so that a new connection may help."""
    match error:
        case DBAPIError():
            state = _sqlstate(error)
            known = state in _AWAY or state.startswith(_AWAY_CLASS)
            return known or error.connection_invalidated
        case OSError() | TimeoutError():
            return True
        case _:
            return False


def is_surely_rolled_back(error: BaseException) -> bool:
    """Whether the server itself refused this COMMIT."""
    state = _sqlstate(error)
    return state.startswith(_ROLLED_BACK_CLASSES) and state != _COMPLETION_UNKNOWN


def _sqlstate(error: BaseException) -> str:
    if not isinstance(error, DBAPIError):
        return ""
    return str(getattr(error.orig, "sqlstate", None) or "")
