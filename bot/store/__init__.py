"""The ledger on disk: SQLAlchemy Core, units of work, migrations."""

from bot.store.job_listing import Counts, Listed
from bot.store.ledger import SqlLedger, SqlQueue
from bot.store.opening import Store, migrate, open_store, visit_store
from bot.store.orders import LostRaceError

__all__ = [
    "Counts",
    "Listed",
    "LostRaceError",
    "SqlLedger",
    "SqlQueue",
    "Store",
    "migrate",
    "open_store",
    "visit_store",
]
